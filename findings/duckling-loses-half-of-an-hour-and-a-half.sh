#!/usr/bin/env bash
# duckling in Spanish misses the half of an hour and a half from now.
#
# Expected: "en una hora y media", said at 10:30, is 12:00.
# Seen:     two readings that overlap, 11:30 (in an hour) and 13:30 (the half past one of the clock); as a length it
#   is one hour. "en media hora" is right.
# Versions: pyduckling-native-phihos 0.3.0, tzdata 2026.6; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" pyduckling-native-phihos==0.3.0 tzdata==2026.6

PYTHONPATH="$folder/python" python3 - "$folder/python/tzdata/zoneinfo" <<'CODE'
import sys
from datetime import datetime, timedelta, timezone
from importlib.metadata import version

import duckling

said_at = datetime(2026, 8, 25, 10, 30, tzinfo=timezone(timedelta(hours=-3)))
zones = duckling.load_time_zones(sys.argv[1])
moment = duckling.parse_ref_time(zones, "America/Argentina/Buenos_Aires", int(said_at.timestamp()))
spanish = duckling.default_locale_lang(duckling.parse_lang("ES"))
context = duckling.Context(moment, duckling.parse_locale("ES_AR", spanish))


def read(text: str, kind: str) -> list[object]:
    found = duckling.parse(text, context, duckling.parse_dimensions([kind]), False)
    values = [one["value"] for one in found]
    return [v["value"][11:16] if kind == "time" else (v["value"], v["unit"]) for v in values]


print("pyduckling-native-phihos", version("pyduckling-native-phihos"))
print(read("en una hora y media", "time"), read("una hora y media", "duration"), read("en media hora", "time"))
assert read("en una hora y media", "time") == ["11:30", "13:30"]
assert read("una hora y media", "duration") == [(1, "hour")]
assert read("en media hora", "time") == ["11:00"]
CODE
