#!/usr/bin/env bash
# recurring-ical-events makes an event of four hours last five over Santiago's autumn change.
#
# Expected: DURATION:PT4H is exact time (RFC 5545), so 22:00-03:00 ends at 01:00-04:00.
# Seen:     four hours are added on the wall clock: it ends at 02:00-04:00, five hours later.
# Versions: recurring-ical-events 3.8.2, icalendar 7.3.2, tzdata 2026.6; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" recurring-ical-events==3.8.2 icalendar==7.3.2 tzdata==2026.6

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
from importlib.metadata import version

import icalendar
import recurring_ical_events

text = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//ES\r\nBEGIN:VEVENT\r\nUID:1\r\n"
    "DTSTAMP:20260101T000000Z\r\nDTSTART;TZID=America/Santiago:20260404T220000\r\nDURATION:PT4H\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)
event, = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).at("20260404")
start, end = event["DTSTART"].dt, event["DTEND"].dt
hours = (end.timestamp() - start.timestamp()) / 3600
print("recurring-ical-events", version("recurring-ical-events"))
print(start, "->", end, "=", hours, "hours")
assert hours == 5
CODE
