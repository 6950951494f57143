#!/usr/bin/env bash
# phonenumbers names the time zone of an Argentine number by a name that zone.tab no longer lists.
#
# Expected: +54 9 261 … (Mendoza) gives America/Argentina/Mendoza, or at least a zone of today's table.
# Seen:     America/Buenos_Aires for every number of the country; looked up in zone.tab it has no country.
# Versions: phonenumbers 9.0.43, tzdata 2026.6; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" phonenumbers==9.0.43 tzdata==2026.6

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
from importlib.resources import files

import phonenumbers
from phonenumbers import timezone

zones = timezone.time_zones_for_number(phonenumbers.parse("+5492615123456"))
table = files("tzdata").joinpath("zoneinfo/zone.tab").read_text("utf-8")
listed = {line.split("\t")[2] for line in table.splitlines() if not line.startswith("#")}
print("phonenumbers", phonenumbers.__version__, zones, "listed:", zones[0] in listed)
assert zones == ("America/Buenos_Aires",) and zones[0] not in listed
CODE
