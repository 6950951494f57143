#!/usr/bin/env bash
# python-stdnum calls the CPF 111.111.111-11 valid.
#
# Expected: the eleven equal digits, which people type to get past a form and which no Brazilian
#   has, are invalid, as validators in Brazil have it.
# Seen:     is_valid() is true of nine of the ten (not of the noughts): their check digits come
#   out right; cpf-cnpj-validator (npm) refuses them.
# Versions: python-stdnum 2.2, cpf-cnpj-validator 2.1.2; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" python-stdnum==2.2
npm install --silent --no-audit --no-fund --prefix "$folder" cpf-cnpj-validator@2.1.2

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
from importlib.metadata import version

from stdnum.br import cpf

same = [str(digit) * 11 for digit in range(10)]
print("python-stdnum", version("python-stdnum"), [number for number in same if cpf.is_valid(number)])
assert [number for number in same if cpf.is_valid(number)] == same[1:]
CODE

(cd "$folder" && node - <<'CODE'
const version = (name) => JSON.parse(require("fs").readFileSync(`node_modules/${name}/package.json`)).version;

const { cpf } = require("cpf-cnpj-validator");
const taken = [..."0123456789"].filter((digit) => cpf.isValid(digit.repeat(11)));
console.log("cpf-cnpj-validator", version("cpf-cnpj-validator"), "takes", taken.length);
process.exit(taken.length === 0 && cpf.isValid("529.982.247-25") ? 0 : 1);
CODE
)
