#!/usr/bin/env bash
# sugar-date in Spanish takes “pasado mañana”, the day after tomorrow, for yesterday.
#
# Expected: “pasado mañana” is in two days, as “anteayer” is two days ago; with future: true nothing else could be.
# Seen:     it is yesterday, with future: true, too: “pasado” is read as “last”. “mañana” alone is right.
# Versions: sugar-date 2.0.6; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" sugar-date@2.0.6

(cd "$folder" && TZ=UTC node - <<'CODE'
const Sugar = require("sugar-date");
require("sugar-date/locales/es");
Sugar.Date.setLocale("es");
const today = Sugar.Date.create("hoy");
const days = (text, options) => Math.round((Sugar.Date.create(text, options) - today) / 86_400_000);
const said = Object.fromEntries(["anteayer", "ayer", "mañana", "pasado mañana"].map((text) => [text, days(text)]));
const future = days("pasado mañana", { future: true });
console.log("sugar-date", JSON.parse(require("fs").readFileSync("node_modules/sugar-date/package.json")).version);
console.log("days from today:", said, "with future:", future);
const seen = said.anteayer === -2 && said["mañana"] === 1 && said["pasado mañana"] === -1 && future === -1;
process.exit(seen ? 0 : 1);
CODE
)
