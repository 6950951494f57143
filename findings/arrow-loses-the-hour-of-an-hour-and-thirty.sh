#!/usr/bin/env bash
# arrow loses the hour of “en 1 hora y 30 minutos”, and does not read its own figure for one.
#
# Expected: 90 minutes from now, as for “en una hora y 30 minutos”, or an error.
# Seen:     30 minutes from now, without an error. “en 2 semanas” is read, “en 1 semana” raises.
# Versions: arrow 1.4.0; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" arrow==1.4.0

PYTHONPATH="$folder/python" python3 - <<'CODE'
from importlib.metadata import version

import arrow

now = arrow.get("2026-11-29T10:30:00-03:00")


def read(text: str) -> str:
    try:
        return now.dehumanize(text, locale="es").format("DD HH:mm")
    except ValueError:
        return "refused"


texts = ("en una hora y 30 minutos", "en 1 hora y 30 minutos", "en 2 semanas", "en 1 semana")
seen = {text: read(text) for text in texts}
print("arrow", version("arrow"), seen)
assert list(seen.values()) == ["29 12:00", "29 11:00", "13 10:30", "refused"]
CODE
