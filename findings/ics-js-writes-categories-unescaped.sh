#!/usr/bin/env bash
# ics (npm) escapes commas in the summary but not in categories.
#
# Expected: createEvent() escapes the comma inside one category, as it does in title and location.
# Seen:     CATEGORIES:Corte, color,Barba, which every reader takes for three.
# Versions: ics 3.12.0; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" ics@3.12.0

(cd "$folder" && node - <<'CODE'
const { error, value } = require("ics").createEvent({
  uid: "1", title: "Corte, color", categories: ["Corte, color", "Barba"],
  start: [2026, 1, 2, 13, 0], startInputType: "utc", duration: { hours: 1 },
});
console.log("ics", JSON.parse(require("fs").readFileSync("node_modules/ics/package.json")).version, error);
console.log(value);
const asSeen = value.includes("SUMMARY:Corte\\, color\r\n") && value.includes("CATEGORIES:Corte, color,Barba\r\n");
process.exit(asSeen ? 0 : 1);
CODE
)
