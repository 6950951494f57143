#!/usr/bin/env bash
# num2words does not shorten “uno” before “mil” in Spanish.
#
# Expected: 21 000 is “veintiún mil”, 31 000 “treinta y un mil”.
# Seen:     “veintiuno mil” and “treinta y uno mil”; 1 000 000 is right (“un millón”).
# Versions: num2words 0.5.14; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" num2words==0.5.14

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
from importlib.metadata import version

from num2words import num2words

said = [num2words(number, lang="es") for number in (21_000, 31_000, 1_000_000)]
print("num2words", version("num2words"), said)
assert said == ["veintiuno mil", "treinta y uno mil", "un millón"]
CODE
