#!/usr/bin/env bash
# chrono's Spanish takes the hour behind a date for a year.
#
# Expected: “domingo 29 de noviembre 20 hs” is the 29th of November at 20:00.
# Seen:     it is 29 November 2020: “20” is read as a year, “hs” left over.
# Versions: chrono-node 2.10.3; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" chrono-node@2.10.3

(cd "$folder" && node - <<'CODE'
const chrono = require("chrono-node");
const [found] = chrono.es.parse("domingo 29 de noviembre 20 hs", new Date(2026, 10, 27, 10, 30));
console.log("chrono-node", JSON.parse(require("fs").readFileSync("node_modules/chrono-node/package.json")).version);
console.log(found.text, "->", found.start.get("year"), found.start.get("hour"));
process.exit(found.start.get("year") === 2020 ? 0 : 1);
CODE
)
