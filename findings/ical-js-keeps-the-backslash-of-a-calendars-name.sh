#!/usr/bin/env bash
# ical.js shows the calendar's name with its backslash.
#
# Expected: X-WR-CALNAME:Lo de Ana\\, turnos is read as “Lo de Ana, turnos” by every reader: X- properties are
#   TEXT unless they say else.
# Seen:     node-ical takes the backslash off, ical.js keeps it there and in NAME (RFC 7986), though not in
#   SUMMARY.
# Versions: ical.js 2.2.1, node-ical 0.26.1; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" ical.js@2.2.1 node-ical@0.26.1

(cd "$folder" && node - <<'CODE'
const text = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//t//t//ES", "NAME:Lo de Ana\\, turnos",
  "X-WR-CALNAME:Lo de Ana\\, turnos", "END:VCALENDAR", ""].join("\r\n");
const version = (name) => JSON.parse(require("fs").readFileSync(`node_modules/${name}/package.json`)).version;
const module_ = require("ical.js");
const ICAL = module_.default || module_;
const calendar = new ICAL.Component(ICAL.parse(text));
const byIcalJs = ["x-wr-calname", "name"].map((name) => calendar.getFirstPropertyValue(name));
const byNodeIcal = require("node-ical").sync.parseICS(text).vcalendar["WR-CALNAME"];
console.log("ical.js", version("ical.js"), "reads:", ...byIcalJs);
console.log("node-ical", version("node-ical"), "reads:", byNodeIcal);
const asSeen = byIcalJs.every((name) => name === "Lo de Ana\\, turnos") && byNodeIcal === "Lo de Ana, turnos";
process.exit(asSeen ? 0 : 1);
CODE
)
