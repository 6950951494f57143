#!/usr/bin/env bash
# Babel reads “8.50” as 850 where points part thousands.
#
# Expected: parse_decimal("8.50", locale="es_AR") is refused, since two digits cannot follow a thousands
#   point.
# Seen:     850, and “1.5” is 15, unless strict=True, which refuses it.
# Versions: Babel 2.19.0; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" Babel==2.19.0

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
import babel
from babel.numbers import NumberFormatError, parse_decimal

print("Babel", babel.__version__, parse_decimal("8.50", locale="es_AR"), parse_decimal("1.5", locale="es_AR"))
assert (parse_decimal("8.50", locale="es_AR"), parse_decimal("1.5", locale="es_AR")) == (850, 15)
try:
    parse_decimal("8.50", locale="es_AR", strict=True)
except NumberFormatError as error:
    print(error)
else:
    raise SystemExit("strict takes it now")
CODE
