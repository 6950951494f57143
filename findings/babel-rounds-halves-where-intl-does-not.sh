#!/usr/bin/env bash
# Babel and the browser's Intl write the same Chilean price with a peso between them.
#
# Expected: format_currency(1500.5, "CLP") is $1.501 in both: halves go up, as shops do it.
# Seen:     Babel rounds half to even ($1.500, $2 for 2.5), Intl away from zero ($1.501, $3).
# Versions: Babel 2.19.0; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" Babel==2.19.0

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
import babel
from babel.numbers import format_currency

print("Babel", babel.__version__, [format_currency(x, "CLP", locale="es_CL") for x in (1500.5, 2.5, 3.5)])
assert format_currency(1500.5, "CLP", locale="es_CL") == "$1.500"
assert format_currency(2.5, "CLP", locale="es_CL") == "$2"
CODE

(cd "$folder" && node - <<'CODE'
const written = new Intl.NumberFormat("es-CL", { style: "currency", currency: "CLP" });
console.log("Intl, CLDR", process.versions.cldr, [1500.5, 2.5, 3.5].map((x) => written.format(x)));
process.exit(written.format(1500.5) === "$1.501" && written.format(2.5) === "$3" ? 0 : 1);
CODE
)
