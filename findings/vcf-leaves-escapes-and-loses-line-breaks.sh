#!/usr/bin/env bash
# vcf (npm) neither unescapes what it reads nor escapes what it writes.
#
# Expected: NOTE:Timbre 2\\nPB\\, fondo is read with a line break and a comma, and written back so.
# Seen:     it is read with its backslashes; a note set with a line break is written without any, its words
#   run together.
# Versions: vcf 2.1.2; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" vcf@2.1.2

(cd "$folder" && node - <<'CODE'
const Card = require("vcf");
const read = new Card().parse(["BEGIN:VCARD", "VERSION:3.0", "FN:Ana", "N:Paz;Ana;;;",
  "NOTE:Timbre 2\\nPB\\, fondo", "END:VCARD", ""].join("\r\n")).get("note").valueOf();
const card = new Card();
card.set("fn", "Ana");
card.set("note", "Timbre 2\nPB, fondo");
const written = card.toString("3.0");
console.log("vcf", require("vcf/package.json").version);
console.log(JSON.stringify(read));
console.log(written);
process.exit(read === "Timbre 2\\nPB\\, fondo" && written.includes("NOTE:Timbre 2PB, fondo") ? 0 : 1);
CODE
)
