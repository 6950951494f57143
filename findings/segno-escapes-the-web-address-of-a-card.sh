#!/usr/bin/env bash
# segno's vCard helper escapes commas and semicolons in the web address, which is no text.
#
# Expected: URL is a URI in vCard 3.0 (RFC 2426, 3.6.8), written as it is, so that the card's link
#   leads where it should.
# Seen:     every comma and semicolon gets a backslash; ical.js, which reads the address as a URI,
#   keeps them in it.
# Versions: segno 1.6.6, ical.js 2.2.1; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" segno==1.6.6
npm install --silent --no-audit --no-fund --prefix "$folder" ical.js@2.2.1

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
import sys
from importlib.metadata import version

from segno import helpers

card = helpers.make_vcard_data("Pérez;Ana", "Ana Pérez", url="https://example.org/t?dias=lun,mar;hora=10")
print("segno", version("segno"), [line for line in card.splitlines() if line.startswith("URL")])
open(sys.argv[1] + "/card.vcf", "w", newline="").write(card)
CODE

(cd "$folder" && node - <<'CODE'
const version = (name) => JSON.parse(require("fs").readFileSync(`node_modules/${name}/package.json`)).version;

const loaded = require("ical.js");
const ICAL = loaded.default || loaded;
const card = new ICAL.Component(ICAL.parse(require("fs").readFileSync("card.vcf", "utf-8")));
const read = card.getFirstPropertyValue("url");
console.log("ical.js", version("ical.js"), "reads:", read);
process.exit(read === "https://example.org/t?dias=lun\\,mar\\;hora=10" ? 0 : 1);
CODE
)
