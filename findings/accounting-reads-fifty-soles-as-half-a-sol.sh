#!/usr/bin/env bash
# accounting (npm) takes the point of “S/.” and “Bs.” for the decimal one.
#
# Expected: unformat("S/. 50.00") is 50, as unformat("S/ 50.00") is: the sign of the currency is taken off.
# Seen:     it is 0.5, and formatMoney() of the text writes S/. 0.50. “Bs. 50” is 0.5, “S/. 1,500.50” 0.15.
# Versions: accounting 0.4.1; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" accounting@0.4.1

(cd "$folder" && node - <<'CODE'
const accounting = require("accounting");
const prices = ["S/ 50.00", "S/. 50.00", "S/. 1,500.50", "Bs 50", "Bs. 50"];
const read = prices.map((price) => accounting.unformat(price));
console.log("accounting", require("accounting/package.json").version);
console.log(prices.map((price, place) => `${price} → ${read[place]}`).join("   "));
console.log(accounting.formatMoney("S/. 50.00", "S/. "));
process.exit(read.join(" ") === "50 0.5 0.15 50 0.5" && accounting.formatMoney("S/. 50.00", "S/. ") === "S/. 0.50" ? 0 : 1);
CODE
)
