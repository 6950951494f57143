#!/usr/bin/env bash
# stopwordsiso's Spanish stop words hold what an appointment is made of.
#
# Expected: no, figures and today are kept; at most articles and prepositions go.
# Seen:     “no, hoy a las seis de la tarde no” loses every word; “dos lugares” keeps the places and not the two.
# Versions: stopwordsiso 0.7.1; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" stopwordsiso==0.7.1

PYTHONPATH="$folder/python" python3 - <<'CODE'
from importlib.metadata import version

import stopwordsiso

stops = stopwordsiso.stopwords("es")


def kept(text: str) -> list[str]:
    return [word for word in text.split() if word not in stops]


print("stopwordsiso", version("stopwordsiso"), len(stops))
print(kept("no hoy a las seis de la tarde no"), kept("dos lugares mejor antes"), kept("viernes noche"))
assert kept("no hoy a las seis de la tarde no") == []
assert kept("dos lugares mejor antes") == ["lugares"]
assert kept("viernes noche") == ["viernes", "noche"]
CODE
