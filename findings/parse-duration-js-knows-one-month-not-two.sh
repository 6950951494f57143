#!/usr/bin/env bash
# parse-duration's Spanish knows one month, and not two.
#
# Expected: “2 meses” is twice “1 mes”, as “2 semanas” is twice “1 semana”.
# Seen:     null: it takes off an s, so a plural in -es is unknown.
# Versions: parse-duration 2.1.9; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" parse-duration@2.1.9

cat > "$folder/months.mjs" <<'CODE'
import { readFileSync } from "node:fs";
import parse from "parse-duration";
import spanish from "parse-duration/locale/es.js";
parse.unit = spanish;
const read = ["1 semana", "2 semanas", "1 mes", "2 meses"].map((text) => parse(text, "d"));
console.log("parse-duration", JSON.parse(readFileSync("node_modules/parse-duration/package.json")).version, read);
process.exit(read[1] === 2 * read[0] && Math.floor(read[2]) === 30 && read[3] === null ? 0 : 1);
CODE
cd "$folder"
node months.mjs
