#!/usr/bin/env bash
# papaparse tears a price list of two columns at its decimal commas if the file ends with a line break.
#
# Expected: a table whose cells are parted by semicolons, as a spreadsheet in es-AR saves it, is read so; the
#   delimiter is found by itself.
# Seen:     with a line break at the end, as every such file has, the comma wins: “Corte;8” and “50”. Without it, or
#   with skipEmptyLines, the semicolon does.
# Versions: papaparse 5.7.1; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" papaparse@5.7.1

(cd "$folder" && node - <<'CODE'
const Papa = require("papaparse");
const list = "servicio;precio\r\nCorte;8,50\r\nColor;12,50\r\n";
const read = (text, options) => {
  const { meta, data, errors } = Papa.parse(text, { header: true, ...options });
  return { delimiter: meta.delimiter, first: data[0], errors: errors.length };
};
const [saved, trimmed, skipped] = [read(list), read(list.trimEnd()), read(list, { skipEmptyLines: true })];
console.log("papaparse", require("papaparse/package.json").version);
console.log("as saved:      ", JSON.stringify(saved));
console.log("trimmed:       ", JSON.stringify(trimmed));
console.log("skipEmptyLines:", JSON.stringify(skipped));
const seen = saved.delimiter === "," && saved.first["servicio;precio"] === "Corte;8"
  && trimmed.first.precio === "8,50" && skipped.first.precio === "8,50";
process.exit(seen ? 0 : 1);
CODE
)
