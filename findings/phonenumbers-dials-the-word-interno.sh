#!/usr/bin/env bash
# phonenumbers takes the word “interno” (extension) for digits of the number.
#
# Expected: 425-5000 interno 12 is 425-5000 with the extension 12, as “int. 12” and Chile's “anexo
#   12” are.
# Seen:     the letters become keys of a telephone, 425-5000 468 3766 12, and with the area code
#   the number is too long; so with Brazil's “ramal”.
# Versions: phonenumbers 9.0.43; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" phonenumbers==9.0.43

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
import phonenumbers

def read(text, country):
    found = phonenumbers.parse(text, country)
    return found.national_number, found.extension

cases = [("425-5000 int. 12", "AR"), ("425-5000 interno 12", "AR"), ("(11) 3255-0000 ramal 12", "BR")]
found = [read(*case) for case in cases]
print("phonenumbers", phonenumbers.__version__, found)
assert found[0] == (4255000, "12")
assert found[1] == (4255000468376612, None)
assert found[2] == (11325500007262512, None)
CODE
