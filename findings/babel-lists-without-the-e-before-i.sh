#!/usr/bin/env bash
# Babel joins a Spanish list with “y” before the sound i, Intl with “e”.
#
# Expected: both write “Corte, Hidratación e Iluminación”.
# Seen:     Babel writes “y Iluminación”; Node's Intl.ListFormat has the rule.
# Versions: Babel 2.19.0; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" Babel==2.19.0

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
import babel
from babel.lists import format_list

written = format_list(["Corte", "Hidratación", "Iluminación"], locale="es")
print("Babel", babel.__version__, written)
assert written == "Corte, Hidratación y Iluminación"
CODE

(cd "$folder" && node - <<'CODE'
const written = new Intl.ListFormat("es").format(["Corte", "Hidratación", "Iluminación"]);
console.log("Intl, CLDR", process.versions.cldr, written);
process.exit(written === "Corte, Hidratación e Iluminación" ? 0 : 1);
CODE
)
