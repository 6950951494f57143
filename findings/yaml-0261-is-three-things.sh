#!/usr/bin/env bash
# The area code 0261 is a number of three kinds, by which YAML parser reads it.
#
# Expected: one value everywhere, since the scalar is plain and has digits only.
# Seen:     177 in PyYAML (YAML 1.1: octal), 261 in ruamel.yaml, yaml and js-yaml (YAML 1.2); and
#   0810 is a text in PyYAML, since 8 is no octal digit, and 810 in the others.
# Versions: PyYAML 6.0.4, ruamel.yaml 0.19.1, yaml 2.9.1, js-yaml 5.5.0; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" PyYAML==6.0.4 ruamel.yaml==0.19.1
npm install --silent --no-audit --no-fund --prefix "$folder" yaml@2.9.1 js-yaml@5.5.0

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
from importlib.metadata import version

import yaml
from ruamel.yaml import YAML

TEXT = "mendoza: 0261\nsin cargo: 0810\n"
old, new = yaml.safe_load(TEXT), dict(YAML(typ="safe").load(TEXT))
print("PyYAML", version("PyYAML"), old)
print("ruamel.yaml", version("ruamel.yaml"), new)
assert old == {"mendoza": 177, "sin cargo": "0810"}
assert new == {"mendoza": 261, "sin cargo": 810}
CODE

(cd "$folder" && node - <<'CODE'
const version = (name) => JSON.parse(require("fs").readFileSync(`node_modules/${name}/package.json`)).version;

const text = "mendoza: 0261\nsin cargo: 0810\n";
const found = [require("yaml").parse(text), require("js-yaml").load(text)].map((one) => JSON.stringify(one));
console.log("yaml", version("yaml"), "js-yaml", version("js-yaml"), ...found);
process.exit(found.every((one) => one === '{"mendoza":261,"sin cargo":810}') ? 0 : 1);
CODE
)
