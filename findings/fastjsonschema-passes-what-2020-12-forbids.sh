#!/usr/bin/env bash
# fastjsonschema takes a schema of 2020-12 and leaves out the words that it does not know.
#
# Expected: unevaluatedProperties and dependentRequired are enforced, or the $schema is refused.
# Seen:     a document that jsonschema refuses is valid: the schema is silently read as draft 7.
# Versions: fastjsonschema 2.22.3, jsonschema 4.26.0; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" fastjsonschema==2.22.3 jsonschema==4.26.0

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
from importlib.metadata import version

import fastjsonschema
import jsonschema

schema = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "properties": {"minutes": {"type": "integer"}},
    "unevaluatedProperties": False,
    "dependentRequired": {"minutes": ["price"]},
}
document = {"minutes": 30, "mintues": 45}
print("fastjsonschema", version("fastjsonschema"), fastjsonschema.compile(schema)(document))
faults = [fault.message for fault in jsonschema.Draft202012Validator(schema).iter_errors(document)]
print("jsonschema", version("jsonschema"), faults)
assert len(faults) == 2
CODE
