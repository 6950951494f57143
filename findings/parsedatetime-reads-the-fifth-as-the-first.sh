#!/usr/bin/env bash
# parsedatetime in Spanish reads “5 de diciembre” as the first, and says that it is sure.
#
# Expected: the fifth of December, or 0 (nothing understood), as it answers for “mañana”, which
#   its Spanish does not know.
# Seen:     1 December, with the flag 1 (a date).
# Versions: parsedatetime 2.6; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" parsedatetime==2.6

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
from datetime import datetime
from importlib.metadata import version

import parsedatetime

calendar = parsedatetime.Calendar(parsedatetime.Constants("es", usePyICU=False))
now = datetime(2026, 11, 30, 9).timetuple()
found = {}
for text in ("5 de diciembre", "mañana"):
    read, flag = calendar.parse(text, now)
    found[text] = (datetime(*read[:3]).date().isoformat(), int(flag))
print("parsedatetime", version("parsedatetime"), found)
assert found == {"5 de diciembre": ("2026-12-01", 1), "mañana": ("2026-11-30", 0)}
CODE
