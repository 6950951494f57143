#!/usr/bin/env bash
# holidays ignores a language with a region, without an error.
#
# Expected: language="es-AR" (or es_AR) gives Spanish names, or is refused.
# Seen:     English names under LANG=C.UTF-8: of all Spanish spellings only “es” is known, and an unknown one
#   is no error.
# Versions: holidays 0.109; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" holidays==0.109

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
import os

os.environ["LANG"] = os.environ["LC_ALL"] = os.environ["LANGUAGE"] = "C.UTF-8"
import holidays

def new_year(language):
    return holidays.country_holidays("AR", years=2026, language=language)["2026-01-01"]

print("holidays", holidays.__version__)
named = {language: new_year(language) for language in ("es", "es-AR", "es_AR", "castellano")}
print(named)
assert named == {"es": "Año Nuevo", **dict.fromkeys(("es-AR", "es_AR", "castellano"), "New Year's Day")}
CODE
