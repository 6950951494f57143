#!/usr/bin/env bash
# vcards-js escapes the comma of an organization but not its semicolon.
#
# Expected: organization “Lo de Ana; peluquería” is one organization for who reads the card.
# Seen:     ORG:Lo de Ana; peluquería is written, and vobject reads an organization with a department.
# Versions: vobject 0.9.9, vcards-js 2.11.1; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" vcards-js@2.11.1
python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" vobject==0.9.9

(cd "$folder" && node - <<'CODE'
const card = require("vcards-js")();
card.firstName = "Ana";
card.organization = "Lo de Ana; peluquería, barba";
const text = card.getFormattedString();
console.log("vcards-js", require("vcards-js/package.json").version);
console.log(text);
require("fs").writeFileSync("card.vcf", text);
CODE
)

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
import sys

import vobject

read = vobject.readOne(open(sys.argv[1] + "/card.vcf", encoding="utf-8").read()).org.value
print("vobject reads", read)
assert read == ["Lo de Ana", " peluquería, barba"], read
CODE
