#!/usr/bin/env bash
# node-ical splits one category at its escaped comma.
#
# Expected: CATEGORIES:Corte\\, color,Barba is two categories: “Corte, color” and “Barba”.
# Seen:     three: “Corte\\”, “color” and “Barba”; the same text in SUMMARY is read well.
# Versions: node-ical 0.26.1; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" node-ical@0.26.1

(cd "$folder" && node - <<'CODE'
const text = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//t//t//ES", "BEGIN:VEVENT", "UID:1",
  "DTSTAMP:20260101T000000Z", "DTSTART:20260102T130000Z", "SUMMARY:Corte\\, color",
  "CATEGORIES:Corte\\, color,Barba", "END:VEVENT", "END:VCALENDAR", ""].join("\r\n");
const event = require("node-ical").sync.parseICS(text)["1"];
console.log("node-ical", require("node-ical/package.json").version);
console.log(event.summary, event.categories);
process.exit(event.summary === "Corte, color" && event.categories.length === 3 ? 0 : 1);
CODE
)
