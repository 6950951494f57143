#!/usr/bin/env bash
# icalendar escapes a comma in SUMMARY and LOCATION, but not in X-WR-CALNAME.
#
# Expected: an X- property is TEXT unless it says else, so its comma is escaped and its line break
#   is written as \n.
# Seen:     the comma stays bare, so vobject reads the name up to it; a line break raises
#   AssertionError when the calendar is written.
# Versions: icalendar 7.3.2, vobject 0.9.9, tzdata 2026.6; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" icalendar==7.3.2 vobject==0.9.9 tzdata==2026.6

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
from importlib.metadata import version

import vobject
from icalendar import Calendar

def written(name):
    calendar = Calendar()
    calendar.add("x-wr-calname", name)
    return calendar.to_ical().decode()

text = written("Lo de Ana, turnos")
read = vobject.readOne(text).x_wr_calname.value
print("icalendar", version("icalendar"), text.splitlines()[1])
print("vobject", version("vobject"), "reads:", read)
assert "X-WR-CALNAME:Lo de Ana, turnos" in text and read == "Lo de Ana"
try:
    print(written("Lo de Ana\nturnos"))
except AssertionError as error:
    print("AssertionError:", error)
else:
    raise SystemExit("a line break is written now")
CODE
