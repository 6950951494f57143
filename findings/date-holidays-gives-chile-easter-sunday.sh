#!/usr/bin/env bash
# date-holidays gives Chile Easter Sunday, and not Holy Saturday, which its law names.
#
# Expected: 4 April 2026 (Sábado Santo) is public, as Python's holidays has it; Sunday the 5th is no holiday.
# Seen:     3 and 5 April are public, the 4th is not in the list under any type.
# Versions: date-holidays 3.37.0, holidays 0.109; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" date-holidays@3.37.0
python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" holidays==0.109

(cd "$folder" && node - <<'CODE'
const Holidays = require("date-holidays");
console.log("date-holidays", require("date-holidays/package.json").version);
const easter = new Holidays("CL").getHolidays(2026, "es").filter((one) => one.date.startsWith("2026-04-0"));
for (const one of easter) console.log(one.date.slice(0, 10), one.type, one.name);
const found = easter.map((one) => `${one.date.slice(0, 10)} ${one.type}`).join();
process.exit(found === "2026-04-03 public,2026-04-05 public" ? 0 : 1);
CODE
)
PYTHONPATH="$folder/python" python3 - <<'CODE'
import holidays

chile = holidays.country_holidays("CL", years=2026, language="es")
print("holidays", holidays.__version__, chile.get("2026-04-04"), chile.get("2026-04-05"))
assert "2026-04-04" in chile and "2026-04-05" not in chile
CODE
