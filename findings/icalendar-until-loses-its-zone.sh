#!/usr/bin/env bash
# icalendar writes the UNTIL of a rule in local time without a zone.
#
# Expected: a UNTIL given as an aware datetime is written in UTC, as RFC 5545 asks where DTSTART has a zone.
# Seen:     the zone is dropped: UNTIL=20260130T100000, which readers take as floating or refuse.
# Versions: icalendar 7.3.2, tzdata 2026.6; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" icalendar==7.3.2 tzdata==2026.6

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
from datetime import datetime
from zoneinfo import ZoneInfo

import icalendar

zone = ZoneInfo("America/Argentina/Buenos_Aires")
event = icalendar.Event()
event.add("dtstart", datetime(2026, 1, 2, 10, tzinfo=zone))
event.add("rrule", {"freq": "weekly", "until": datetime(2026, 1, 30, 10, tzinfo=zone)})
written = event.to_ical().decode()
print("icalendar", icalendar.__version__)
print(written)
assert "UNTIL=20260130T100000\r\n" in written, "UNTIL is written in another way now"
CODE
