#!/usr/bin/env bash
# any-date-parser leaves out the “p. m.” of Latin America, and with a country its “pm”, too.
#
# Expected: “5/12/2026 3:20 p. m.” in es-AR is 15:20, as Intl writes it there, or nothing at all.
# Seen:     it is 03:20. “3:20 pm” is 15:20 in es and 03:20 in es-AR, es-MX and es-CL. “16hs” leaves midnight.
# Versions: any-date-parser 2.2.4; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" any-date-parser@2.2.4

(cd "$folder" && node - <<'CODE'
const version = (name) => JSON.parse(require("fs").readFileSync(`node_modules/${name}/package.json`)).version;

const parser = require("any-date-parser").default ?? require("any-date-parser");
const hour = (text, language) => {
  const { hour, minute } = parser.attempt(`5/12/2026 ${text}`, language);
  return `${hour ?? "-"}:${minute ?? "-"}`;
};
console.log("any-date-parser", version("any-date-parser"));
for (const language of ["es", "es-AR", "es-MX", "es-CL"])
  console.log(language, ["3:20 p. m.", "3:20 pm", "16hs"].map((text) => `${text} → ${hour(text, language)}`).join("   "));
const countries = ["es-AR", "es-MX", "es-CL"];
const seen = hour("3:20 pm", "es") === "15:20"
  && ["es", ...countries].every((language) => hour("3:20 p. m.", language) === "3:20" && hour("16hs", language) === "-:-")
  && countries.every((language) => hour("3:20 pm", language) === "3:20");
process.exit(seen ? 0 : 1);
CODE
)
