#!/usr/bin/env bash
# vobject cannot write a datetime in Python's own UTC.
#
# Expected: an aware datetime in datetime.timezone.utc is written with a Z.
# Seen:     serialize() raises VObjectError: Unable to guess TZID for tzinfo UTC; dateutil's UTC is written
#   well.
# Versions: vobject 0.9.9, tzdata 2026.6; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" vobject==0.9.9 tzdata==2026.6

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
from datetime import datetime, timezone
from importlib.metadata import version

import vobject
from dateutil.tz import UTC

def written(zone):
    calendar = vobject.iCalendar()
    calendar.add("vevent").add("dtstart").value = datetime(2026, 1, 2, 13, tzinfo=zone)
    return calendar.serialize()

print("vobject", version("vobject"))
assert "DTSTART:20260102T130000Z" in written(UTC)
try:
    print(written(timezone.utc))
except vobject.base.VObjectError as error:
    print("VObjectError:", error)
else:
    raise SystemExit("Python's UTC is written now")
CODE
