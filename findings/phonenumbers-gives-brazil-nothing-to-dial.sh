#!/usr/bin/env bash
# phonenumbers gives an empty text where a Brazilian number is to be dialled from a mobile.
#
# Expected: format_number_for_mobile_dialing() answers something that a link of a page can dial,
#   as for Argentina, Chile and Uruguay.
# Seen:     '' for every mobile of Brazil: a carrier's code would have to come between; the same
#   number is dialled from abroad as +55….
# Versions: phonenumbers 9.0.43; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" phonenumbers==9.0.43

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
import phonenumbers
from phonenumbers import format_number_for_mobile_dialing as dialled

numbers = {"BR": "+5511985550000", "AR": "+5492615550000", "UY": "+59899555000", "CL": "+56985550000"}
found = {home: dialled(phonenumbers.parse(number), home, True) for home, number in numbers.items()}
found["BR from AR"] = dialled(phonenumbers.parse(numbers["BR"]), "AR", True)
print("phonenumbers", phonenumbers.__version__, found)
assert found == {"BR": "", "AR": "0261 15-555-0000", "UY": "099 555 000", "CL": "+56 9 8555 0000",
                 "BR from AR": "+55 11 98555-0000"}
CODE
