#!/usr/bin/env bash
# segno's SVG is transparent where its PNG is white.
#
# Expected: the same code saved as SVG and as PNG looks the same on a dark page.
# Seen:     the PNG has white modules and border; the SVG draws the dark modules only, invisible on a dark
#   poster.
# Versions: segno 1.6.6; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" segno==1.6.6

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
import io
from importlib.metadata import version

import segno

code = segno.make_qr("https://example.org/ana")
svg, given, png = io.BytesIO(), io.BytesIO(), io.BytesIO()
code.save(svg, kind="svg")
code.save(given, kind="svg", light="#fff")
code.save(png, kind="png")
print("segno", version("segno"))
print(svg.getvalue()[:160].decode())
assert b"fill" not in svg.getvalue() and b'fill="#fff"' in given.getvalue()
assert b"tRNS" not in png.getvalue()
CODE
