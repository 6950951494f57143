"""`milo serve` that counts its session actors from the inside: `python -m support.counted FILE`.

The gauge on /metrics is what the router says. This counts what is: an actor from its making to the
end of its stop. When the server ends, FILE says how many were awake at most, and how often one was
woken.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from threading import Lock
from typing import Any

from milo.cli import main as milo
from milo.engine.actors.session import SessionActor


class Census:
    """Counts actors as they come and go, on whatever thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._awake = 0
        self.most = 0
        self.woken = 0

    def came(self) -> None:
        """One was made."""
        with self._lock:
            self._awake += 1
            self.woken += 1
            self.most = max(self.most, self._awake)

    def went(self) -> None:
        """One has ended."""
        with self._lock:
            self._awake -= 1


def watch(census: Census) -> None:
    """Have every session actor of this process counted."""
    made, stopped = SessionActor.__init__, SessionActor.on_stop

    def make(self: SessionActor, *args: Any, **kwargs: Any) -> None:
        census.came()
        made(self, *args, **kwargs)

    def stop(self: SessionActor) -> None:
        stopped(self)
        census.went()

    SessionActor.__init__ = make
    SessionActor.on_stop = stop


if __name__ == "__main__":
    seen, file = Census(), Path(sys.argv[1])
    watch(seen)
    try:
        milo(["serve"])
    finally:
        file.write_text(json.dumps({"most": seen.most, "woken": seen.woken}))
