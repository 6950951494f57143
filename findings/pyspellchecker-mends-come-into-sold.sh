#!/usr/bin/env bash
# pyspellchecker's Spanish knows neither plain plurals nor the forms of vos, and mends them into others.
#
# Expected: uñas and mechas, said at any beauty shop, are known; vení (come) is known or left alone.
# Seen:     uñas becomes uña, mechas mecha, and vení becomes vendí (I sold).
# Versions: pyspellchecker 0.9.1; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" pyspellchecker==0.9.1

PYTHONPATH="$folder/python" python3 - <<'CODE'
from importlib.metadata import version

from spellchecker import SpellChecker

spanish = SpellChecker(language="es")
mended = {word: spanish.correction(word) for word in ("turno", "uñas", "mechas", "vení")}
print("pyspellchecker", version("pyspellchecker"), mended)
assert mended == {"turno": "turno", "uñas": "uña", "mechas": "mecha", "vení": "vendí"}
CODE
