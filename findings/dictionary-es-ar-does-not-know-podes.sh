#!/usr/bin/env bash
# The Argentine spelling dictionary (dictionary-es-ar) does not know podés, of all the forms of vos.
#
# Expected: podés is as right as querés, tenés, sabés and decís, which it knows.
# Seen:     a fault; podas (you prune) is among its mends, and puedes is right.
# Versions: dictionary-es-ar 2.0.0, nspell 2.1.5; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" dictionary-es-ar@2.0.0 nspell@2.1.5

cat > "$folder/forms.mjs" <<'CODE'
import { readFileSync } from "node:fs";
import nspell from "nspell";
import dictionary from "dictionary-es-ar";
const spelling = nspell(dictionary);
const words = ["querés", "tenés", "sabés", "decís", "puedes", "podés"];
const known = words.filter((word) => spelling.correct(word));
console.log("dictionary-es-ar", JSON.parse(readFileSync("node_modules/dictionary-es-ar/package.json")).version);
console.log("known:", known.join(" "));
process.exit(known.join() === words.slice(0, -1).join() && spelling.suggest("podés").includes("podas") ? 0 : 1);
CODE
cd "$folder"
node forms.mjs
