#!/usr/bin/env bash
# geopy reads coordinates with decimal commas, and a geo: address with a height, as a place elsewhere.
#
# Expected: Point("-32,8908 -68,8272") is Mendoza or a ValueError; geo:-32.8908,-68.8272,746 (RFC 5870: the third
#   figure is the height in metres) is Mendoza.
# Seen:     the first is 68° S 8° W, in the sea off Antarctica, and the second 68.8272° S 26° E: the longitude is
#   read as the latitude. Without the height the address is read rightly.
# Versions: geopy 2.5.0; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" geopy==2.5.0

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
from importlib.metadata import version

from geopy.point import Point

texts = ("geo:-32.8908,-68.8272", "geo:-32.8908,-68.8272,746", "-32,8908 -68,8272", "-32,89 -68,84")
read = {text: tuple(Point(text))[:2] for text in texts}
print("geopy", version("geopy"))
for text, place in read.items():
    print(f"{text:28}", place)
assert list(read.values()) == [(-32.8908, -68.8272), (-68.8272, 26.0), (-68.0, -8.0), (-68.0, 84.0)]
CODE
