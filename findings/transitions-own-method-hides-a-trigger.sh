#!/usr/bin/env bash
# In transitions a model's own method of a trigger's name wins, and the machine does not move.
#
# Expected: the clash is an error, or the method is called beside the transition.
# Seen:     a warning in the log; chat.confirmar() calls the method only and the state stays;
#   chat.trigger("confirmar") moves.
# Versions: transitions 0.9.3; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" transitions==0.9.3

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
from importlib.metadata import version

from transitions import Machine

class Chat:
    def confirmar(self):
        return "own"

chat = Chat()
Machine(chat, states=["resumen", "listo"], initial="resumen", transitions=[["confirmar", "resumen", "listo"]])
answered, after_call = chat.confirmar(), chat.state
chat.trigger("confirmar")
print("transitions", version("transitions"), answered, after_call, chat.state)
assert (answered, after_call, chat.state) == ("own", "resumen", "listo")
CODE
