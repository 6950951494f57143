#!/usr/bin/env bash
# dateparser takes the hour “16h” for a length of time, and does not know “16 hs”.
#
# Expected: “16h” and “16 hs”, as Argentines and Brazilians write four in the afternoon, are
#   16:00.
# Seen:     “16h” at nine is 01:00 of the next day; “16 hs” and “16:30 hs” are None; “5.12” is
#   twelve past five on the first of the month.
# Versions: dateparser 1.5.0; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" dateparser==1.5.0

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
from datetime import datetime
from importlib.metadata import version

import dateparser

MONDAY = datetime(2026, 11, 30, 9)

def read(text):
    settings = {"PREFER_DATES_FROM": "future", "RELATIVE_BASE": MONDAY}
    return dateparser.parse(text, languages=["es"], settings=settings)

found = {text: read(text) for text in ("16h", "16 hs", "16:30 hs", "5.12")}
print("dateparser", version("dateparser"), {text: str(at) for text, at in found.items()})
assert found["16h"] == datetime(2026, 12, 1, 1)
assert found["16 hs"] is found["16:30 hs"] is None
assert (found["5.12"].hour, found["5.12"].minute) == (5, 12)
CODE
