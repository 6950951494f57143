#!/usr/bin/env bash
# The format “time” of an opening hour means something else in each of three validators.
#
# Expected: "09:30:00" is judged alike: RFC 3339 asks for an offset, so it is refused.
# Seen:     jsonschema takes it (and refuses "09:30:00Z"), jsonschema-rs the other way round, fastjsonschema
#   takes both, and "09:30", too.
# Versions: jsonschema 4.26.0, jsonschema-rs 0.61.2, fastjsonschema 2.22.3; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" jsonschema==4.26.0 jsonschema-rs==0.61.2 fastjsonschema==2.22.3

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
from importlib.metadata import version

import fastjsonschema
import jsonschema
import jsonschema_rs

schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "string", "format": "time"}

def judged(text):
    checked = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    rust = jsonschema_rs.validator_for(schema, validate_formats=True)
    try:
        fastjsonschema.compile(schema)(text)
        fast = True
    except fastjsonschema.JsonSchemaException:
        fast = False
    return checked.is_valid(text), rust.is_valid(text), fast

print(*(f"{name} {version(name)}" for name in ("jsonschema", "jsonschema-rs", "fastjsonschema")))
for text in ("09:30", "09:30:00", "09:30:00Z"):
    print(text, judged(text))
assert judged("09:30") == (False, False, True)
assert judged("09:30:00") == (True, False, True) and judged("09:30:00Z") == (False, True, True)
CODE
