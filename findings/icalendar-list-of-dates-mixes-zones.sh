#!/usr/bin/env bash
# icalendar writes further dates of two zones in one line, under the first one's TZID.
#
# Expected: two dates in different zones become two RDATE lines, or all are turned into one zone.
# Seen:     RDATE;TZID=America/Montevideo holds a local time and a UTC time (with Z), which RFC 5545 forbids
#   together.
# Versions: icalendar 7.3.2, tzdata 2026.6; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" icalendar==7.3.2 tzdata==2026.6

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import icalendar

event = icalendar.Event()
montevideo = datetime(2026, 1, 2, 10, tzinfo=ZoneInfo("America/Montevideo"))
event.add("rdate", [montevideo, datetime(2026, 1, 3, 13, tzinfo=UTC)])
written = event.to_ical().decode()
print("icalendar", icalendar.__version__)
print(written)
assert "RDATE;TZID=America/Montevideo:20260102T100000,20260103T130000Z\r\n" in written
CODE
