"""Real servers, forked from one process that has everything loaded: a start costs no imports.

`python -m support.zygote LOG [SCRIPT]` reads commands, a JSON object a line: `environment` and
`flag` (see `support.killable`). It forks, says `{"pid": …}`, and when that server has
ended, `{"ended": status}`. The server is the product as it is wired; it dies of a real SIGKILL,
with its own connections and threads, which are made after the fork.

Its HTTP process is forked, too, before the server has a thread: to load it anew was a third of all
that a start cost.

With SCRIPT its flows answer as that says: the JSON of the step that a person is about to take
(`milo.engine.flow.paths.transcript`), read again for each transaction; and what may have been sent
waits for its status a second, not ten.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from support import killable

from milo.cli import http_child, wiring
from milo.cli.flow_files import shipped_flows
from milo.cli.rehearsing.setup import rehearsal_setup
from milo.cli.wiring import Parts
from milo.engine.flow.paths.transcript import Step
from milo.engine.flow.versions.library import FlowLibrary
from milo.engine.ports import Store
from milo.engine.rehearsal.props import Props
from milo.engine.sending import scheduler
from milo.engine.understanding.patterns import compile_lazy
from milo.engine.vocabulary import VOCABULARY
from milo.http.processes import child

UNSETTLED_SECONDS = 1.0
"""How long a message that may have been sent waits for its status here: not ten seconds."""


_LOADED_LATE = ("milo.store.sqlite.store", "milo.store.postgres.store", "milo.http.cloud.gateway")
"""What a server loads once it knows its settings."""


class ForkedFront:
    """Stands for `subprocess.Popen` of the process that speaks HTTP."""

    def __init__(self, command: Sequence[str], *, pass_fds: Sequence[int], **_: Any) -> None:
        self._status: int | None = None
        self.pid = os.fork()
        if self.pid == 0:
            try:
                _close_all_but({0, 1, 2, *pass_fds})
                sys.argv = list(command[2:])
                http_child.main()
            finally:
                os._exit(3)

    def poll(self) -> int | None:
        """Return how it ended; None while it runs."""
        if self._status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self._status = os.waitstatus_to_exitcode(status) if pid else None
        return self._status

    def wait(self, timeout: float) -> int:
        """Wait for its end."""
        deadline = time.monotonic() + timeout
        while (status := self.poll()) is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("front", timeout)
            time.sleep(0.01)
        return status

    def kill(self) -> None:
        """Kill it."""
        os.kill(self.pid, signal.SIGKILL)


def _close_all_but(kept: set[int]) -> None:
    for number in (int(each.name) for each in Path("/proc/self/fd").iterdir()):
        if number not in kept:
            try:
                os.close(number)
            except OSError:
                continue  # of the listing itself


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
    for module in _LOADED_LATE:
        import_module(module)
    compile_lazy()
    child.subprocess = SimpleNamespace(**{**vars(subprocess), "Popen": ForkedFront})
    gc.collect()
    gc.freeze()  # else each fork's collector copies all that is here
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            try:
                serve(json.loads(line), log, props)
            except Exception:
                traceback.print_exc()
            finally:
                os._exit(3)
        print(json.dumps({"pid": pid}), flush=True)
        _, status = os.waitpid(pid, 0)
        print(json.dumps({"ended": os.waitstatus_to_exitcode(status)}), flush=True)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
