#!/usr/bin/env bash
# ics (Python) writes events without DTSTAMP, which RFC 5545 requires.
#
# Expected: an event with name, begin and length is written with UID and DTSTAMP.
# Seen:     UID is there, DTSTAMP is not, unless `created` is set by hand.
# Versions: ics 0.7.3; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" ics==0.7.3

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
from datetime import datetime, timedelta, timezone
from importlib.metadata import version

import ics

event = ics.Event(name="Corte", begin=datetime(2026, 1, 2, 13, tzinfo=timezone.utc), duration=timedelta(hours=1))
written = str(ics.Calendar(events={event}).serialize())
print("ics", version("ics"))
print(written)
assert "UID:" in written and "DTSTAMP" not in written
CODE
