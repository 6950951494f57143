#!/usr/bin/env bash
# slugify (npm) glues figures that a stroke or a comma parts, and keeps apostrophes in the slug.
#
# Expected: “Gimnasio 24/7” gives gimnasio-24-7, “Lo de D'Angelo” something of letters and hyphens.
# Seen:     gimnasio-247 and lo-de-d'angelo (also ! ( ) * ~ . + stay), unless `strict` is set; then d'angelo
#   is dangelo, 247 stays.
# Versions: slugify 1.6.9; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" slugify@1.6.9

(cd "$folder" && node - <<'CODE'
const slugify = require("slugify");
const of = (name, strict) => slugify(name, { lower: true, strict });
console.log("slugify", require("slugify/package.json").version);
for (const name of ["Gimnasio 24/7", "1,5 Litros", "Lo de D'Angelo", "Ya! (centro)"])
  console.log(name, "->", of(name, false), of(name, true));
const asSeen = of("Gimnasio 24/7", false) === "gimnasio-247" && of("1,5 Litros", true) === "15-litros"
  && of("Lo de D'Angelo", false) === "lo-de-d'angelo" && of("Ya! (centro)", false) === "ya!-(centro)";
process.exit(asSeen ? 0 : 1);
CODE
)
