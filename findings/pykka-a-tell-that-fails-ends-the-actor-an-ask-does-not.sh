#!/usr/bin/env bash
# In pykka the same exception in on_receive ends the actor after a tell, and not after an ask.
#
# Expected: what an exception does to the actor does not depend on how the message was sent.
# Seen:     after ask() the exception is the caller's and the actor lives; after tell() the actor is stopped.
# Versions: pykka 4.5.0; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" pykka==4.5.0

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
import logging
import time
from importlib.metadata import version

import pykka

logging.disable(logging.CRITICAL)

class Refusing(pykka.ThreadingActor):
    def on_receive(self, message):
        raise ValueError(message)

asked, told = Refusing.start(), Refusing.start()
try:
    asked.ask("x")
except ValueError:
    pass
told.tell("x")
told.actor_stopped.wait(5)
print("pykka", version("pykka"), "asked lives:", asked.is_alive(), " told lives:", told.is_alive())
alive = asked.is_alive(), told.is_alive()
pykka.ActorRegistry.stop_all()
assert alive == (True, False)
CODE
