#!/usr/bin/env bash
# duckling in Spanish knows no pesos, and gives dollars and the sign of pesos one unit.
#
# Expected: "8500 pesos" is an amount, and 20 dólares are not in the unit of $8.500.
# Seen:     "8500 pesos" is no amount of money; both others are in the unit "$", in the locale of Argentina.
# Versions: pyduckling-native-phihos 0.3.0, tzdata 2026.6; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" pyduckling-native-phihos==0.3.0 tzdata==2026.6

PYTHONPATH="$folder/python" python3 - "$folder/python/tzdata/zoneinfo" <<'CODE'
import sys
from importlib.metadata import version

import duckling

zones = duckling.load_time_zones(sys.argv[1])
moment = duckling.parse_ref_time(zones, "America/Argentina/Buenos_Aires", 1787661000)
spanish = duckling.default_locale_lang(duckling.parse_lang("ES"))
context = duckling.Context(moment, duckling.parse_locale("ES_AR", spanish))


def read(text: str) -> list[object]:
    found = duckling.parse(text, context, duckling.parse_dimensions(["amount-of-money"]), False)
    return [(one["value"]["value"], one["value"]["unit"]) for one in found]


print("pyduckling-native-phihos", version("pyduckling-native-phihos"))
for text in ("8500 pesos", "20 dólares", "$8.500"):
    print(text, read(text))
assert read("8500 pesos") == []
assert read("20 dólares") == [(20, "$")] and read("$8.500") == [(8500, "$")]
CODE
