"""Print as JSON what icalendar reads of the feed on standard input."""

import json
import sys
from datetime import UTC, datetime

from icalendar import Calendar

WHOLE = ("PRODID", "VERSION", "METHOD", "X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL")
EVENT = ("UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND", "STATUS", "SUMMARY")
EVENT += ("DESCRIPTION", "LOCATION")


def said(part, name):
    value = part.get(name)
    if value is None:
        return None
    if isinstance(getattr(value, "dt", None), datetime):
        return value.dt.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if hasattr(value, "td"):
        return value.to_ical().decode()
    return str(value)


whole = Calendar.from_ical(sys.stdin.buffer.read())
events = {str(one["UID"]): one for one in whole.walk("VEVENT")}
found = {name: said(whole, name) for name in WHOLE}
found |= {name: said(events["ordinary"], name) for name in EVENT}
found["TZID"] = said(whole.walk("VTIMEZONE")[0], "TZID")
found["DTSTART, an hour shown twice"] = said(events["repeated"], "DTSTART")
found["STATUS, of what waits"] = said(events["waiting"], "STATUS")
found["STATUS, of what was given up"] = said(events["given-up"], "STATUS")
print(json.dumps(found))
