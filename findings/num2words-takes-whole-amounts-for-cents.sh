#!/usr/bin/env bash
# num2words reads a whole amount of money as cents, and gives cents to money that has none.
#
# Expected: num2words(1500, to="currency", currency="EUR") is fifteen hundred euros, as 1500.0 is.
# Seen:     “quince euros con cero céntimos”; guaraníes, which have no cents, come as “quince guaranís con
#   cero céntimos”.
# Versions: num2words 0.5.14; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" num2words==0.5.14

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
from importlib.metadata import version

from num2words import num2words

def said(amount, currency):
    return num2words(amount, lang="es", to="currency", currency=currency)

print("num2words", version("num2words"))
for amount, currency in ((1500, "EUR"), (1500.0, "EUR"), (1500, "PYG")):
    print(repr(amount), currency, "->", said(amount, currency))
assert said(1500, "EUR") == "quince euros con cero céntimos"
assert said(1500.0, "EUR").startswith("mil quinientos euros")
assert said(1500, "PYG") == "quince guaranís con cero céntimos"
CODE
