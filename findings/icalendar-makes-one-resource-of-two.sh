#!/usr/bin/env bash
# icalendar reads two resources of an event and writes them back as one.
#
# Expected: RESOURCES:Sillón 1,Sillón 2 (a list, by RFC 5545) comes out as it went in, as
#   CATEGORIES does.
# Seen:     the comma between them comes out escaped, so the next reader sees one resource;
#   vobject keeps two.
# Versions: icalendar 7.3.2, vobject 0.9.9, tzdata 2026.6; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" icalendar==7.3.2 vobject==0.9.9 tzdata==2026.6

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
from importlib.metadata import version

import vobject
from icalendar import Event

TEXT = "\r\n".join(["BEGIN:VEVENT", "UID:1", "RESOURCES:Sillón 1,Sillón 2",
                     "CATEGORIES:Corte,Color", "END:VEVENT", ""])
written = Event.from_ical(TEXT).to_ical().decode()
lines = [line for line in written.splitlines() if line.startswith(("RES", "CAT"))]
print("icalendar", version("icalendar"), lines)
print("vobject", version("vobject"), vobject.readOne(TEXT).resources.value)
assert lines == ["CATEGORIES:Corte,Color", "RESOURCES:Sillón 1\\,Sillón 2"]
assert vobject.readOne(TEXT).resources.value == ["Sillón 1", "Sillón 2"]
CODE
