#!/usr/bin/env bash
# calendar-link numbers the events of its .ics files by a draw from 100,000.
#
# Expected: a UID is unique, as RFC 5545 asks: a calendar takes a second event of one UID for a change of the first.
# Seen:     a number below 100,000: of 3,000 events some dozens share one.
# Versions: calendar-link 2.11.5; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" calendar-link@2.11.5

(cd "$folder" && node - <<'CODE'
const { ics } = require("calendar-link");
console.log("calendar-link", JSON.parse(require("fs").readFileSync("node_modules/calendar-link/package.json")).version);
const event = { title: "Corte", start: "2026-12-05T10:30:00-03:00", duration: [45, "minute"] };
const uids = Array.from({ length: 3000 }, () => /UID:([^\r\n]*)/.exec(decodeURIComponent(ics(event)))[1]);
const shared = uids.length - new Set(uids).size;
console.log(uids.slice(0, 3), shared, "of 3000 had been given before");
process.exit(uids.every((uid) => /^\d{1,5}$/.test(uid)) && shared > 0 ? 0 : 1);
CODE
)
