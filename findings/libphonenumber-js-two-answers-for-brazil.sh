#!/usr/bin/env bash
# libphonenumber-js calls an old Brazilian mobile number valid or not, by which of its builds is loaded.
#
# Expected: isValid() does not depend on the build; the small one only knows fewer types.
# Seen:     +55 11 8765-4321 (eight digits, as many wa_ids are) is valid by the default build and not by
#   `/max`.
# Versions: libphonenumber-js 1.13.16; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" libphonenumber-js@1.13.16

(cd "$folder" && node - <<'CODE'
const number = "+551187654321";
const small = require("libphonenumber-js").parsePhoneNumber(number);
const large = require("libphonenumber-js/max").parsePhoneNumber(number);
console.log("libphonenumber-js", require("libphonenumber-js/package.json").version);
console.log("default:", small.isValid(), " max:", large.isValid());
process.exit(small.isValid() && !large.isValid() ? 0 : 1);
CODE
)
