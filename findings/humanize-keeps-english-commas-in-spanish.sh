#!/usr/bin/env bash
# humanize writes Spanish words with English figures.
#
# Expected: after activate("es_ES"), intcomma(8000) is 8.000.
# Seen:     8,000, which is eight there; and 90 minutes ago are “hace 2 horas”.
# Versions: humanize 4.17.0; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" humanize==4.17.0

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
from datetime import timedelta

import humanize

humanize.i18n.activate("es_ES")
said = humanize.intcomma(8000), humanize.naturaltime(timedelta(minutes=90)), humanize.ordinal(3)
print("humanize", humanize.__version__, said)
assert said == ("8,000", "hace 2 horas", "3º")
CODE
