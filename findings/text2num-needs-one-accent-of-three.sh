#!/usr/bin/env bash
# text2num reads dieciseis and veintiseis without their accent, but not veintidos, and never veintiún.
#
# Expected: numbers typed without accents are all read, or none.
# Seen:     “dieciseis” is 16 and “veintiseis” 26; “veintidos” stays a word, as does “veintiún” beside
#   “treinta y un”.
# Versions: text2num 3.1.0; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" text2num==3.1.0

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
from importlib.metadata import version

from text_to_num import alpha2digit

typed = ("dieciseis", "veintiseis", "veintidos", "veintidós", "treinta y un", "veintiún")
read = {words: alpha2digit(words, "es") for words in typed}
print("text2num", version("text2num"), read)
assert read["dieciseis"] == "16" and read["veintiseis"] == "26" and read["veintidós"] == "22"
assert read["veintidos"] == "veintidos" and read["treinta y un"] == "31" and read["veintiún"] == "veintiún"
CODE
