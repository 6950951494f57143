#!/usr/bin/env bash
# cron-descriptor's Spanish names days and months in English.
#
# Expected: with locale_code “es_ES” “0 9 * * 1-5” is “A las 09:00, de lunes a viernes”, as cronstrue (npm)
#   has it.
# Seen:     “A las 09:00, de Monday a Friday”: days and months come from the locale of the process, which in a
#   container is C. Where it has no file for a language (pt_BR) all is English, without an error.
# Versions: cron-descriptor 2.2.1, cronstrue 3.39.0; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" cron-descriptor==2.2.1
npm install --silent --no-audit --no-fund --prefix "$folder" cronstrue@3.39.0

LC_ALL=C.UTF-8 PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
from importlib.metadata import version

from cron_descriptor import Options, get_description


def described(rule, language):
    options = Options()
    options.locale_code = language
    options.use_24hour_time_format = True
    return get_description(rule, options)


weekdays, eve = described("0 9 * * 1-5", "es_ES"), described("0 20 24 12 *", "es_ES")
brazil = described("0 9 * * 1-5", "pt_BR")
print("cron-descriptor", version("cron-descriptor"))
print(weekdays, eve, brazil, sep="\n")
assert weekdays == "A las 09:00, de Monday a Friday" and eve.endswith("sólo en December")
assert brazil == "At 09:00, Monday through Friday"
CODE

(cd "$folder" && node - <<'CODE'
const cronstrue = require("cronstrue/i18n");
const weekdays = cronstrue.toString("0 9 * * 1-5", { locale: "es" });
console.log("cronstrue", JSON.parse(require("fs").readFileSync("node_modules/cronstrue/package.json")).version);
console.log(weekdays);
process.exit(weekdays.endsWith("de lunes a viernes") ? 0 : 1);
CODE
)
