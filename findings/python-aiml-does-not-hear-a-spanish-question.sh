#!/usr/bin/env bash
# python-aiml keeps the marks that begin a Spanish sentence, and parts a sentence at the point of an hour.
#
# Expected: punctuation is taken off what people write before it is matched, “¿” and “¡” as well as “?” and “!”.
# Seen:     “hola” and “hola!” are answered, “¡hola!” is not. “a las 10.30” is two sentences and has two answers.
# Versions: python-aiml 0.9.3; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" python-aiml==0.9.3

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
import sys
from importlib.metadata import version
from pathlib import Path

import aiml

brain = Path(sys.argv[1], "brain.aiml")
brain.write_text(
    """<?xml version="1.0" encoding="UTF-8"?>
<aiml version="1.0.1">
<category><pattern>HOLA</pattern><template>Buenas.</template></category>
<category><pattern>A LAS *</pattern><template>Anoto: <star/>.</template></category>
<category><pattern>*</pattern><template>No entiendo: <star/>.</template></category>
</aiml>""",
    encoding="utf-8",
)
kernel = aiml.Kernel()
kernel.verbose(False)
kernel.learn(str(brain))
answers = {said: kernel.respond(said) for said in ("hola", "hola!", "¡hola!", "a las 10", "a las 10.30")}
print("python-aiml", version("python-aiml"))
for said, answer in answers.items():
    print(f"{said:12}", answer)
assert answers["hola"] == answers["hola!"] == "Buenas." and answers["¡hola!"].startswith("No entiendo: ¡")
assert "Anoto: 10." in answers["a las 10.30"] and "No entiendo: 30." in answers["a las 10.30"]
CODE
