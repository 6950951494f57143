#!/usr/bin/env bash
# ical-generator writes other hours on another machine once the calendar has a time zone.
#
# Expected: with the calendar's zone given, an instant is written in that zone, and DTSTAMP in UTC with a Z
#   (RFC 5545, 3.8.7.2).
# Seen:     start and DTSTAMP are written as floating times of the machine's own zone; the calendar's is only
#   named in X-WR-TIMEZONE.
# Versions: ical-generator 10.2.0; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" ical-generator@10.2.0

(cd "$folder" && TZ=UTC node - <<'CODE'
const { default: ical } = require("ical-generator");
const calendar = ical({ name: "Turnos", timezone: "America/Argentina/Buenos_Aires" });
calendar.createEvent({
  id: "1", stamp: new Date("2026-01-01T12:00:00Z"), summary: "Corte",
  start: new Date("2026-01-02T18:00:00Z"), end: new Date("2026-01-02T19:00:00Z"),
});
const times = calendar.toString().match(/^DT(STAMP|START).*$/gm).join(" ");
console.log(JSON.parse(require("fs").readFileSync("node_modules/ical-generator/package.json")).version, process.env.TZ, times);
process.exit(times === "DTSTAMP:20260101T120000 DTSTART:20260102T180000" ? 0 : 1);
CODE
)

(cd "$folder" && TZ=America/Mexico_City node - <<'CODE'
const { default: ical } = require("ical-generator");
const calendar = ical({ name: "Turnos", timezone: "America/Argentina/Buenos_Aires" });
calendar.createEvent({
  id: "1", stamp: new Date("2026-01-01T12:00:00Z"), summary: "Corte",
  start: new Date("2026-01-02T18:00:00Z"), end: new Date("2026-01-02T19:00:00Z"),
});
const times = calendar.toString().match(/^DT(STAMP|START).*$/gm).join(" ");
console.log(JSON.parse(require("fs").readFileSync("node_modules/ical-generator/package.json")).version, process.env.TZ, times);
process.exit(times === "DTSTAMP:20260101T060000 DTSTART:20260102T120000" ? 0 : 1);
CODE
)
