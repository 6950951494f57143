#!/usr/bin/env bash
# segno's vCard helper escapes commas in the name but not a line break in the memo.
#
# Expected: make_vcard_data() writes a line break as backslash n, as vCard asks.
# Seen:     the memo's second line becomes a line of the card that is no property.
# Versions: segno 1.6.6; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" segno==1.6.6

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
from importlib.metadata import version

from segno import helpers

card = helpers.make_vcard_data("Paz;Ana", "Ana, Paz", memo="Timbre 2\nPB")
print("segno", version("segno"))
print(card)
assert "FN:Ana\\, Paz\r\n" in card and "NOTE:Timbre 2\nPB\r\n" in card
CODE
