#!/usr/bin/env bash
# spacetime adds a day and twelve hours where midnight is skipped.
#
# Expected: a day after the midnight before Santiago's spring change is 01:00, its first hour, or midnight again
#   on the days after; startOf("day") of a Sunday at 10:30 is 01:00.
# Seen:     add(1, "day") gives noon, every("day") noon on each day from there on, startOf("day") 10:00, and
#   endOf("day") is on Monday. A week after Sunday 00:15 is Saturday. The same in any zone of the machine.
# Versions: spacetime 7.15.0; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" spacetime@7.15.0

(cd "$folder" && node - <<'CODE'
const version = (name) => JSON.parse(require("fs").readFileSync(`node_modules/${name}/package.json`)).version;

const spacetime = require("spacetime").default ?? require("spacetime");
const there = (text) => spacetime(text, "America/Santiago");
const shown = (moment) => moment.format("iso").slice(0, 16);
const eve = there("2026-09-05");
const sunday = there("2026-09-06T10:30");
const answers = {
  "a day after the eve": shown(eve.add(1, "day")),
  "each day": there("2026-09-04").every("day", there("2026-09-09")).map(shown),
  "start of the Sunday": shown(sunday.startOf("day")),
  "end of the Sunday": shown(sunday.endOf("day")),
  "a week after Sunday 00:15": shown(there("2026-08-30T00:15").add(1, "week")),
};
console.log("spacetime", version("spacetime"));
console.log(answers);
const seen = answers["a day after the eve"] === "2026-09-06T12:00"
  && answers["each day"].join(" ").endsWith("2026-09-06T12:00 2026-09-07T12:00 2026-09-08T12:00")
  && answers["start of the Sunday"] === "2026-09-06T10:00" && answers["end of the Sunday"].startsWith("2026-09-07")
  && answers["a week after Sunday 00:15"] === "2026-09-05T23:15";
process.exit(seen ? 0 : 1);
CODE
)
