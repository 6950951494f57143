#!/usr/bin/env bash
# dateparser reads “viernes 16” as the Monday two weeks ago, though the future is preferred.
#
# Expected: said on 30 November 2026, “viernes 16” is none of this month or the next; a parser
#   that prefers the future answers a day to come, a Friday, or nothing.
# Seen:     2026-11-16, a Monday that is over: the weekday counts for nothing.
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

found = read("viernes 16")
print("dateparser", version("dateparser"), f"viernes 16: {found:%A %Y-%m-%d}")
assert found.date().isoformat() == "2026-11-16" and found < MONDAY
CODE
