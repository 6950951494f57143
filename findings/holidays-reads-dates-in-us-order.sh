#!/usr/bin/env bash
# holidays reads a date given as text with the month first, in a Latin American calendar, too.
#
# Expected: “8/12/2026” in Argentina's calendar is the 8th of December, Inmaculada Concepción.
# Seen:     it is the 12th of August, no holiday; “12/8/2026” is the holiday, and “25/12/2026” is read the
#   other way round.
# Versions: holidays 0.109; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" holidays==0.109

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
import holidays

argentina = holidays.country_holidays("AR", language="es")
print("holidays", holidays.__version__)
read = {text: argentina.get(text) for text in ("8/12/2026", "12/8/2026", "25/12/2026", "12/25/2026")}
print(read)
assert read["8/12/2026"] is None and "Inmaculada" in read["12/8/2026"]
assert read["25/12/2026"] == read["12/25/2026"] == "Navidad"
CODE
