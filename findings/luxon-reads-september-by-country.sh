#!/usr/bin/env bash
# luxon reads “septiembre” in Argentina and not in Uruguay.
#
# Expected: both spellings of the month are Spanish and are read under every Spanish locale.
# Seen:     es-UY takes “setiembre” alone and es-AR “septiembre” alone; of the short months es-AR
#   takes “sept” and neither “sep” nor “set”.
# Versions: luxon 3.7.2; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" luxon@3.7.2

(cd "$folder" && node - <<'CODE'
const version = (name) => JSON.parse(require("fs").readFileSync(`node_modules/${name}/package.json`)).version;

const { DateTime } = require("luxon");
const read = (locale, form) => (month) => DateTime.fromFormat(`5 ${month} 2026`, form, { locale }).isValid;
const long = ["es-AR", "es-UY"].map((locale) => ["septiembre", "setiembre"].map(read(locale, "d LLLL yyyy")));
const short = ["sept", "sep", "set"].map(read("es-AR", "d LLL yyyy"));
console.log("luxon", version("luxon"), "ICU", process.versions.icu, JSON.stringify([long, short]));
process.exit(JSON.stringify([long, short]) === "[[[true,false],[false,true]],[true,false,false]]" ? 0 : 1);
CODE
)
