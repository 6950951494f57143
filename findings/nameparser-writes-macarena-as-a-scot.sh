#!/usr/bin/env bash
# nameparser writes Macarena as a Scot: MacArena.
#
# Expected: capitalize() writes a common first name of Chile and Argentina as people write it.
# Seen:     “macarena paz” becomes MacArena Paz; “ana de la cruz” is right.
# Versions: nameparser 2.6.0; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" nameparser==2.6.0

PYTHONPATH="$folder/python" python3 - <<'CODE'
from importlib.metadata import version

from nameparser import HumanName


def written(text: str) -> str:
    name = HumanName(text)
    name.capitalize()
    return str(name)


seen = [written("macarena paz"), written("ana de la cruz")]
print("nameparser", version("nameparser"), seen)
assert seen == ["MacArena Paz", "Ana de la Cruz"]
CODE
