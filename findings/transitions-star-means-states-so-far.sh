#!/usr/bin/env bash
# In transitions a trigger from “*” leaves out the states that are added later.
#
# Expected: add_transition("cancelar", "*", "fin") holds for every state of the machine.
# Seen:     it holds for those there at that moment; from a state added afterwards the trigger raises
#   MachineError.
# Versions: transitions 0.9.3; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" transitions==0.9.3

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
from importlib.metadata import version

from transitions import Machine, MachineError

class Chat:
    pass

chat = Chat()
machine = Machine(chat, states=["inicio", "fin"], initial="inicio")
machine.add_transition("cancelar", "*", "fin")
machine.add_states("pago")
chat.state = "pago"
print("transitions", version("transitions"))
try:
    chat.cancelar()
except MachineError as error:
    print("MachineError:", error)
else:
    raise SystemExit("it holds for later states now")
CODE
