#!/usr/bin/env bash
# natural (npm) drops every figure from a Spanish or Portuguese text, and from no other of its languages.
#
# Expected: AggressiveTokenizerEs parts “turno el 4 a las 10:30” as AggressiveTokenizer does, figures and all.
# Seen:     the words alone are left: neither the day nor the hour of an appointment reaches the classifier.
# Versions: natural 8.1.1; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$folder" natural@8.1.1

(cd "$folder" && DOTENV_CONFIG_QUIET=true node - <<'CODE'
const natural = require("natural");
const parted = Object.keys(natural).filter((name) => name.startsWith("AggressiveTokenizer"))
  .map((name) => [name, new natural[name]().tokenize("turno el 4 a las 10:30")]);
const without = parted.filter(([, words]) => !/\d/.test(words.join(" "))).map(([name]) => name);
console.log("natural", require("natural/package.json").version);
for (const [name, words] of parted) console.log(name, words.join(" | "));
const stems = natural.PorterStemmerEs.tokenizeAndStem("turno el 4 a las 10:30");
console.log("PorterStemmerEs", stems.join(" | "));
const seen = without.sort().join(" ") === "AggressiveTokenizerEs AggressiveTokenizerPt" && stems.join(" ") === "turn";
process.exit(seen ? 0 : 1);
CODE
)
