"""Real servers, forked from one process that has everything loaded: a start costs no imports.

`python -m support.zygote LOG [SCRIPT]` reads commands, a JSON object a line: `environment` and
`flag` (see `support.killable`). It forks, says `{"pid": …}`, and when that server has
ended, `{"ended": status}`. The server is the product as it is wired; it dies of a real SIGKILL,
with its own connections and threads, which are made after the fork.

With SCRIPT its flows answer as that says: the JSON of the step that a person is about to take
(`milo.engine.flow.paths.transcript`), read again for each transaction; and what may have been sent
waits for its status a second, not ten.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from support import killable

from milo.cli import wiring
from milo.cli.flow_files import shipped_flows
from milo.cli.rehearsing.setup import rehearsal_setup
from milo.cli.wiring import Parts
from milo.engine.flow.paths.transcript import Step
from milo.engine.flow.versions.library import FlowLibrary
from milo.engine.ports import Store
from milo.engine.rehearsal.props import Props
from milo.engine.sending import scheduler
from milo.engine.vocabulary import VOCABULARY

UNSETTLED_SECONDS = 1.0
"""How long a message that may have been sent waits for its status here: not ten seconds."""


class ScriptedProps(Props):
    """Functions that answer as a file says."""

    def __init__(self, script: Path) -> None:
        super().__init__(VOCABULARY)
        self._script = script

    def read(self) -> None:
        """Take what the next turn is told from the file."""
        self._step = Step.model_validate_json(self._script.read_text())
        self._gone.clear()  # of another person's conversation


class ScriptedStore(killable.WatchedStore):
    """A store before whose transactions the script is read."""

    def __init__(self, inner: Any, killer: killable.Killer, props: ScriptedProps) -> None:
        super().__init__(inner, killer)
        self._props = props

    def transact(self, work: Callable[[Any], Any]) -> Any:
        """Read the script, then go on."""
        self._props.read()
        return super().transact(work)

    def hand_in(self, work: Callable[[Any], Any], done: Callable[[Any], None], **led: Any) -> None:
        """Read the script, then go on."""
        self._props.read()
        super().hand_in(work, done, **led)


def serve(command: dict[str, Any], log: Path, props: ScriptedProps | None) -> None:
    """Be a server until killed."""
    stream = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for number in (1, 2):
        os.dup2(stream, number)
    os.environ.update(command["environment"])
    killer = killable.Killer(Path(command["flag"]))

    def watched(store: Store) -> killable.WatchedStore:
        if props:
            return ScriptedStore(store, killer, props)
        return killable.WatchedStore(store, killer)

    parts = Parts(
        wrap_store=watched,
        wrap_gateway=lambda gateway: killable.WatchedGateway(gateway, killer),
    )
    killable.serve(parts)


def scripted(script: Path) -> ScriptedProps:
    """Let the flows of all servers to come answer as the script says."""
    script.write_text("{}")
    props = ScriptedProps(script)
    library = FlowLibrary(props.registry, list(shipped_flows()))
    wiring.load_flows = lambda *_, **__: library
    scheduler._DOUBT = timedelta(seconds=UNSETTLED_SECONDS)
    return props


def main(log: Path, script: Path | None = None) -> None:
    """Fork a server for each command, one after the other."""
    props = scripted(script) if script else None
    rehearsal_setup()  # loads what the first conversation would
    for store in ("sqlite", "postgres"):  # which a server loads when it knows its database
        import_module(f"milo.store.{store}.store")
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            try:
                serve(json.loads(line), log, props)
            finally:
                os._exit(3)
        print(json.dumps({"pid": pid}), flush=True)
        _, status = os.waitpid(pid, 0)
        print(json.dumps({"ended": os.waitstatus_to_exitcode(status)}), flush=True)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
