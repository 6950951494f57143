"""Print as JSON what vobject reads of the feed on standard input."""

import json
import sys
from datetime import UTC, datetime

import vobject

WHOLE = ("PRODID", "VERSION", "METHOD", "X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL")
EVENT = ("UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND", "STATUS", "SUMMARY")
EVENT += ("DESCRIPTION", "LOCATION")


def said(part, name):
    value = getattr(part, name.lower().replace("-", "_"), None)
    if value is None:
        return None
    value = value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(value)


whole = vobject.readOne(sys.stdin.buffer.read().decode())
events = {one.uid.value: one for one in whole.vevent_list}
found = {name: said(whole, name) for name in WHOLE}
found |= {name: said(events["ordinary"], name) for name in EVENT}
found["TZID"] = said(whole.vtimezone, "tzid")
found["DTSTART, an hour shown twice"] = said(events["repeated"], "DTSTART")
found["STATUS, of what waits"] = said(events["waiting"], "STATUS")
found["STATUS, of what was given up"] = said(events["given-up"], "STATUS")
print(json.dumps(found))
