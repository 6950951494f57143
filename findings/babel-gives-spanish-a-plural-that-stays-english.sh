#!/usr/bin/env bash
# Babel's new catalogue for Spanish has three forms, and a translator's two leave “2 appointments” in English.
#
# Expected: Spanish has “turno” and “turnos”, two forms, as plural-forms (npm) has it and catalogues always had.
# Seen:     init_catalog gives three: one, the round millions, all others. With the first two filled in, 1 and
#   1,000,000 are Spanish, and 2 is English. The check of the catalogue says nothing.
# Versions: Babel 2.19.0, plural-forms 0.5.5; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" Babel==2.19.0
npm install --silent --no-audit --no-fund --prefix "$folder" plural-forms@0.5.5

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
import gettext
import io
from importlib.metadata import version

from babel.messages import Catalog
from babel.messages.mofile import write_mo

catalog = Catalog(locale="es")
catalog.add(("%(num)s appointment", "%(num)s appointments"), ("%(num)s turno", "%(num)s turnos", ""))
compiled = io.BytesIO()
write_mo(compiled, catalog)
compiled.seek(0)
words = gettext.GNUTranslations(compiled)
shown = {num: words.ngettext("%(num)s appointment", "%(num)s appointments", num) % {"num": num} for num in (1, 2, 1_000_000)}
faults = list(catalog.check())
print("Babel", version("Babel"), catalog.plural_forms)
print(shown, "faults:", faults)
assert catalog.num_plurals == 3 and not faults
assert shown == {1: "1 turno", 2: "2 appointments", 1_000_000: "1000000 turnos"}
CODE

(cd "$folder" && node - <<'CODE'
const version = (name) => JSON.parse(require("fs").readFileSync(`node_modules/${name}/package.json`)).version;

const forms = require("plural-forms");
console.log("plural-forms", version("plural-forms"), forms.getNPlurals("es"), forms.getPluralFunc("es") + "");
process.exit(forms.getNPlurals("es") === 2 ? 0 : 1);
CODE
)
