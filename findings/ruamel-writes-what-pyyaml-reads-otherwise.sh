#!/usr/bin/env bash
# ruamel.yaml writes texts without quotes that PyYAML reads as false and as figures.
#
# Expected: a file of texts written by one is read as those texts by the other.
# Seen:     “no” becomes False, “1:20” 80 and “12:30:45” 45045: YAML 1.2 is written, 1.1 is read.
# Versions: ruamel.yaml 0.19.1, PyYAML 6.0.4; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" ruamel.yaml==0.19.1 PyYAML==6.0.4

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
import io
from importlib.metadata import version

import yaml
from ruamel.yaml import YAML

texts = {"fumar": "no", "dura": "1:20", "cierra": "12:30:45", "abre": "09:30"}
file = io.StringIO()
YAML().dump(texts, file)
read = yaml.safe_load(file.getvalue())
print("ruamel.yaml", version("ruamel.yaml"), "PyYAML", version("PyYAML"))
print(file.getvalue(), read)
assert YAML().load(file.getvalue()) == texts
assert read == {"fumar": False, "dura": 80, "cierra": 45045, "abre": "09:30"}
CODE
