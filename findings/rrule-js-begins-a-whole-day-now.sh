#!/usr/bin/env bash
# rrule (npm) leaves out the beginning of a rule of whole days, and begins now.
#
# Expected: DTSTART;VALUE=DATE:20261207, as calendars write events of a whole day, begins on 7 December 2026.
# Seen:     no error, and the rule begins at this very second, on today's weekday. DTSTART:20261207T000000 is read.
# Versions: rrule 2.8.1; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" rrule@2.8.1

(cd "$folder" && TZ=UTC node - <<'CODE'
const { rrulestr } = require("rrule");
const first = (start) => rrulestr(`${start}\nRRULE:FREQ=WEEKLY;COUNT=2`).all()[0];
const whole = first("DTSTART;VALUE=DATE:20261207");
const timed = first("DTSTART:20261207T000000");
console.log("rrule", JSON.parse(require("fs").readFileSync("node_modules/rrule/package.json")).version);
console.log("VALUE=DATE:", whole.toISOString(), " with an hour:", timed.toISOString(), " now:", new Date().toISOString());
const seen = Math.abs(Date.now() - whole) < 5000 && timed.toISOString() === "2026-12-07T00:00:00.000Z";
process.exit(seen ? 0 : 1);
CODE
)
