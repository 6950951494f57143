#!/usr/bin/env bash
# price-parser takes U$S, as the River Plate writes dollars, for a bare $.
#
# Expected: “U$S 20” has the currency of “US$ 20”.
# Seen:     its currency is “$”, which is pesos there; “Gs.” and “S/” have none; “8 mil” is 8.
# Versions: price-parser 0.5.1; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" price-parser==0.5.1

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
from importlib.metadata import version

from price_parser import Price

print("price-parser", version("price-parser"))
read = {text: Price.fromstring(text) for text in ("U$S 20", "US$ 20", "Gs. 50.000", "8 mil")}
for text, price in read.items():
    print(text, "->", price.amount, price.currency)
assert read["U$S 20"].currency == "$" and read["US$ 20"].currency == "US$"
assert read["Gs. 50.000"].currency is None and read["8 mil"].amount == 8
CODE
