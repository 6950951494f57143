#!/usr/bin/env bash
# opening_hours (npm) reads Spanish weekdays, but takes Tuesday (mar) for March.
#
# Expected: "Mar 09:00-13:00" is Tuesday as "Mie 09:00-13:00" is Wednesday, or neither is read.
# Seen:     open on a Wednesday in March, closed on a Tuesday in December, and without a warning; "mar 9-13" is
#   the 9th to the 13th of March. "Mar-Vie" is refused.
# Versions: opening_hours 3.15.0; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" opening_hours@3.15.0

(cd "$folder" && TZ=America/Argentina/Buenos_Aires node - <<'CODE'
const OpeningHours = require("opening_hours");
console.log("opening_hours", require("opening_hours/package.json").version);
const read = (text) => new OpeningHours(text, null, { locale: "es" });
const wednesday = read("Mie 09:00-13:00");
const tuesday = read("Mar 09:00-13:00");
const figures = read("mar 9-13");
for (const one of [wednesday, tuesday, figures]) console.log(one.prettifyValue(), "|", one.getWarnings().length, "warnings");
let refused = false;
try { read("Mar-Vie 10:00-19:00"); } catch { refused = true; }
const seen = wednesday.prettifyValue() === "We 09:00-13:00"
  && tuesday.getWarnings().length === 0
  && !tuesday.getState(new Date(2026, 11, 1, 10)) && tuesday.getState(new Date(2026, 2, 4, 10))
  && figures.prettifyValue() === "Mar 09-13" && refused;
process.exit(seen ? 0 : 1);
CODE
)
