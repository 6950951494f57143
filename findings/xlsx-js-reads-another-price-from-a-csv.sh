#!/usr/bin/env bash
# xlsx (npm) reads the CSV of a price list with other prices, and an opening time as a date.
#
# Expected: "8,50" stays a text or is 8.5; "9-13" and "1-2" are texts; 0261 keeps its nought.
# Seen:     8,50 is the number 850, 8.500 is 8.5, 9-13 is the 13th of September 2001, and 0261 is 261.
#   With raw: true all stay texts.
# Versions: xlsx 0.18.5; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" xlsx@0.18.5

(cd "$folder" && node - <<'CODE'
const XLSX = require("xlsx");
console.log("xlsx", XLSX.version);
const csv = 'precio,miles,horario,zona\n"8,50",8.500,9-13,0261\n';
const rows = (options) => {
  const sheet = Object.values(XLSX.read(csv, { type: "string", ...options }).Sheets)[0];
  return XLSX.utils.sheet_to_json(sheet, { header: 1, raw: true })[1];
};
const shown = (value) => XLSX.SSF.format("yyyy-mm-dd", value);
const [price, thousands, hours, area] = rows({});
console.log(price, thousands, hours, shown(hours), area);
console.log(rows({ raw: true }));
const seen = price === 850 && thousands === 8.5 && shown(hours) === "2001-09-13" && area === 261
  && rows({ raw: true }).join("|") === "8,50|8.500|9-13|0261";
process.exit(seen ? 0 : 1);
CODE
)
