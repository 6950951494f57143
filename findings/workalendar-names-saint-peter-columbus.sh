#!/usr/bin/env bash
# workalendar calls Chile's 29 June (San Pedro y San Pablo) Columbus Day.
#
# Expected: each Chilean holiday has its own name.
# Seen:     “Columbus Day” stands on 29 June as well as on 12 October, so a notice made of the name is wrong.
# Versions: workalendar 17.0.0, tzdata 2026.6; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" workalendar==17.0.0 tzdata==2026.6

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
from datetime import date
from importlib.metadata import version

from workalendar.america import Chile

days = dict(Chile().holidays(2026))
print("workalendar", version("workalendar"), [f"{day}" for day, name in days.items() if name == "Columbus Day"])
assert days[date(2026, 6, 29)] == "Columbus Day"
CODE
