#!/usr/bin/env bash
# phonenumbers no longer knows Mexican mobiles as WhatsApp writes them, nor as people dialled them until 2019.
#
# Expected: +52 1 55 … and 044 55 … are understood as the number +52 55 …, as 0 and 15 are in Argentina.
# Seen:     both are parsed and invalid; formatted, the number of a wa_id reads +52 15512345678.
# Versions: phonenumbers 9.0.43; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" phonenumbers==9.0.43

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
import phonenumbers as numbers

print("phonenumbers", numbers.__version__)
for typed, region in (("+5215512345678", None), ("044 55 1234 5678", "MX"), ("+525512345678", None)):
    number = numbers.parse(typed, region)
    shown = numbers.format_number(number, numbers.PhoneNumberFormat.INTERNATIONAL)
    print(typed, "->", shown, numbers.is_valid_number(number))
assert not numbers.is_valid_number(numbers.parse("+5215512345678"))
assert not numbers.is_valid_number(numbers.parse("044 55 1234 5678", "MX"))
assert numbers.is_valid_number(numbers.parse("011 15 5012 3456", "AR"))
CODE
