#!/usr/bin/env bash
# vdata-parser finds no TEL in a contact as WhatsApp shares it.
#
# Expected: item1.TEL is TEL in a group, so the number stands under TEL.
# Seen:     it stands under “item1.TEL”, so another card's fifth number under “item5.TEL”; without the group it is
#   under TEL. A waid is kept among the parameters.
# Versions: vdata-parser 0.1.5; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" vdata-parser@0.1.5

(cd "$folder" && node - <<'CODE'
const parser = require("vdata-parser");
const card = (phone) => parser.fromString(["BEGIN:VCARD", "VERSION:3.0", "N:Paz;Ana;;;", "FN:Ana Paz", phone,
  "END:VCARD", ""].join("\r\n")).VCARD;
const shared = card("item1.TEL;waid=5492615550000:+54 9 261 555-0000");
const plain = card("TEL;waid=5492615550000:+54 9 261 555-0000");
console.log("vdata-parser", JSON.parse(require("fs").readFileSync("node_modules/vdata-parser/package.json")).version);
console.log(JSON.stringify(shared));
console.log(JSON.stringify(plain));
const seen = shared.TEL === undefined && shared["item1.TEL"].value === "+54 9 261 555-0000"
  && plain.TEL.value === "+54 9 261 555-0000";
process.exit(seen ? 0 : 1);
CODE
)
