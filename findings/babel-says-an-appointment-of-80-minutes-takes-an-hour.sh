#!/usr/bin/env bash
# Babel writes a length of 59 minutes and one of 80 as the same hour.
#
# Expected: format_timedelta() of 80 minutes says an hour and twenty, or rounds to one unit only from half on.
# Seen:     45 to 50 are minutes, 55 to 89 are “1 hora”, 90 are “2 horas”, and 23 hours are “1 día”.
# Versions: Babel 2.19.0; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" Babel==2.19.0

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
from datetime import timedelta

import babel
from babel.dates import format_timedelta

said = {m: format_timedelta(timedelta(minutes=m), locale="es_AR") for m in (50, 59, 80, 90, 23 * 60)}
print("Babel", babel.__version__, said)
assert said == {50: "50 minutos", 59: "1 hora", 80: "1 hora", 90: "2 horas", 1380: "1 día"}
CODE
