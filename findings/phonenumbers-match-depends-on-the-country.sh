#!/usr/bin/env bash
# phonenumbers finds the two spellings of one mobile alike in Argentina and Mexico, but not in Brazil.
#
# Expected: is_number_match() judges a number with and without its mobile digit the same way in each country.
# Seen:     54/54 9 and 52/52 1 are SHORT_NSN_MATCH, 55 11 8765-4321 and 55 11 98765-4321 NO_MATCH: Brazil's
#   digit is inside.
# Versions: phonenumbers 9.0.43; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" phonenumbers==9.0.43

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
import phonenumbers as numbers

names = {v: k for k, v in vars(numbers.MatchType).items() if isinstance(v, int)}
pairs = {
    "AR": ("+542615123456", "+5492615123456"),
    "MX": ("+525512345678", "+5215512345678"),
    "BR": ("+551187654321", "+5511987654321"),
}
print("phonenumbers", numbers.__version__)
found = {country: names[numbers.is_number_match(*pair)] for country, pair in pairs.items()}
print(found)
assert found == {"AR": "SHORT_NSN_MATCH", "MX": "SHORT_NSN_MATCH", "BR": "NO_MATCH"}
CODE
