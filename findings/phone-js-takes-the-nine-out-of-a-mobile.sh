#!/usr/bin/env bash
# phone (npm) takes the 9 out of an Argentine mobile, and with it WhatsApp's spelling.
#
# Expected: +54 9 11 2345-6789 stays +5491123456789, as its wa_id is; 011 15-2345-6789 is that number or none.
# Seen:     the first becomes +541123456789, the spelling of a landline; the second +54111523456789, which has a
#   digit too many, and is said to be valid. Mexico's former 1 stays.
# Versions: phone 3.1.72; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" phone@3.1.72

(cd "$folder" && node - <<'CODE'
const { phone } = require("phone");
console.log("phone", require("phone/package.json").version);
const mobile = phone("+54 9 11 2345-6789");
const home = phone("011 15-2345-6789", { country: "AR" });
const mexico = phone("+52 1 55 1234 5678");
for (const read of [mobile, home, mexico]) console.log(read.isValid, read.phoneNumber);
const seen = mobile.phoneNumber === "+541123456789" && home.isValid
  && home.phoneNumber === "+54111523456789" && mexico.phoneNumber === "+5215512345678";
process.exit(seen ? 0 : 1);
CODE
)
