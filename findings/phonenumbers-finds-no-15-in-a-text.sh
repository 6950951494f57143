#!/usr/bin/env bash
# Neither phonenumbers nor libphonenumber-js finds a mobile in a text as Argentines write it to neighbours.
#
# Expected: “mi cel es 15-512-3456” holds a number, as 261 512-3456 is one.
# Seen:     only the number with its area code is found, by both.
# Versions: phonenumbers 9.0.43, libphonenumber-js 1.13.16; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" libphonenumber-js@1.13.16
python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" phonenumbers==9.0.43

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
import phonenumbers

text = "llamá al 261 512-3456 o a mi cel 15-512-3456"
found = [match.raw_string for match in phonenumbers.PhoneNumberMatcher(text, "AR")]
print("phonenumbers", phonenumbers.__version__, found)
assert found == ["261 512-3456"]
CODE

(cd "$folder" && node - <<'CODE'
const { findPhoneNumbersInText } = require("libphonenumber-js");
const found = findPhoneNumbersInText("llamá al 261 512-3456 o a mi cel 15-512-3456", "AR");
console.log("libphonenumber-js", found.map(({ number }) => number.number));
process.exit(found.length === 1 ? 0 : 1);
CODE
)
