#!/usr/bin/env bash
# workalendar gives Mexico a holiday on Thursday 31 December 2026.
#
# Expected: the Federal Labour Law has no such day; New Year 2027 is on a Friday and moves nothing.
# Seen:     a “New Year Day substitute” on the 31st, so a shop would close a day that sells most.
# Versions: workalendar 17.0.0, tzdata 2026.6; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" workalendar==17.0.0 tzdata==2026.6

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
from datetime import date
from importlib.metadata import version

from workalendar.america import Mexico

days = dict(Mexico().holidays(2026))
print("workalendar", version("workalendar"))
print(f"{date(2026, 12, 31):%A %d %B %Y}:", days.get(date(2026, 12, 31)))
print(f"{date(2027, 1, 1):%A %d %B %Y}")
assert days.get(date(2026, 12, 31)) == "New Year Day substitute"
CODE
