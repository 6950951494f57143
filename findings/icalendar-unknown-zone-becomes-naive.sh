#!/usr/bin/env bash
# icalendar reads a time in a zone that it does not know as a naive one, without a word.
#
# Expected: an unknown TZID is an error, or is listed in `errors` of the event.
# Seen:     `dt` is a naive datetime and `errors` is empty, while a Windows name (Argentina Standard Time) is
#   resolved.
# Versions: icalendar 7.3.2, tzdata 2026.6; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" icalendar==7.3.2 tzdata==2026.6

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
import icalendar

def read(tzid):
    text = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//ES\r\nBEGIN:VEVENT\r\nUID:1\r\n"
        f"DTSTAMP:20260101T000000Z\r\nDTSTART;TZID={tzid}:20260102T100000\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    event = icalendar.Calendar.from_ical(text).walk("VEVENT")[0]
    return event["DTSTART"].dt, event.errors

print("icalendar", icalendar.__version__)
for tzid in ("Hora de Mendoza", "Argentina Standard Time"):
    print(tzid, "->", *read(tzid))
assert read("Hora de Mendoza")[0].tzinfo is None and read("Hora de Mendoza")[1] == []
assert read("Argentina Standard Time")[0].utcoffset().total_seconds() == -3 * 3600
CODE
