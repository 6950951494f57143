#!/usr/bin/env bash
# agate, and with it csvkit, reads a column of hours as minutes and seconds.
#
# Expected: 10:30 in a column “hora” stays a text or is half past ten.
# Seen:     the column is of lengths, and 10:30 is ten minutes and thirty seconds. One cell such as “9-13” makes the
#   whole column text. Within a column of dates “5/12” becomes a day of 2001.
# Versions: agate 1.14.2; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" agate==1.14.2

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
import io
from importlib.metadata import version

import agate


def column(*cells):
    table = agate.Table.from_csv(io.StringIO("\n".join(["hora", *cells, ""])))
    return type(table.column_types[0]).__name__, [f"{value}" for value in table.columns[0]]


hours, mixed, days = column("10:30", "16:00"), column("10:30", "9-13"), column("2026-12-05", "5/12")
print("agate", version("agate"))
print(hours, mixed, days, sep="\n")
assert hours == ("TimeDelta", ["0:10:30", "0:16:00"])
assert mixed == ("Text", ["10:30", "9-13"])
assert days[0] == "Date" and days[1][1].startswith("2001-")
CODE
