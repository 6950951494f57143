#!/usr/bin/env bash
# strictyaml, made so that nothing is guessed, takes 5/12/2026 for the 12th of May.
#
# Expected: Datetime() refuses what is not ISO 8601, as its types refuse all else that is unclear.
# Seen:     5/12/2026 is 12 May and 13/12/2026 is 13 December: the day and the month change places
#   by the number.
# Versions: strictyaml 1.7.3; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" strictyaml==1.7.3

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
from importlib.metadata import version

from strictyaml import Datetime, Map, load

schema = Map({"feriado": Datetime()})
found = [load(f"feriado: {text}", schema).data["feriado"].date().isoformat()
         for text in ("5/12/2026", "13/12/2026")]
print("strictyaml", version("strictyaml"), found)
assert found == ["2026-05-12", "2026-12-13"]
CODE
