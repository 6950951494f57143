"""A server as a process of its own, started, stopped and killed from outside."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import requests

from .polling import until

TESTS = Path(__file__).resolve().parent.parent
SERVE = ("milo.cli", "serve")
START_SECONDS = 180.0
STOP_SECONDS = 30.0
_NOT_GIVEN = ("MILO_", "PYTHONDONTWRITEBYTECODE")


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return this process's environment with these settings and no others of Milo's.

    A server keeps its bytecode, as an installed one does: else each start compiles the source.
    """
    kept = {name: text for name, text in os.environ.items() if not name.startswith(_NOT_GIVEN)}
    path = os.pathsep.join(filter(None, (str(TESTS), kept.get("PYTHONPATH"))))
    return {**kept, "PYTHONPATH": path, **settings}


class ServerProcess:
    """One server process; it picks a free port itself, if it is given none, and logs to a file.

    Args:
        settings: its MILO_… environment.
        log: where its standard error goes.
        module: what runs: a module and its arguments.
    """

    def __init__(
        self, settings: Mapping[str, str], log: Path, module: Sequence[str] = SERVE
    ) -> None:
        self.log = log
        self._from = log.stat().st_size if log.exists() else 0
        with log.open("ab") as stream:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *module],
                env=environment({"MILO_PORT": "0", **settings}),
                cwd=log.parent,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
            )
        self.address = ""

    @property
    def pid(self) -> int:
        """The process's id."""
        return self.process.pid

    def wait_until_ready(self) -> None:
        """Wait until it says where it listens, and answers there.

        Raises:
            AssertionError: it ended, or took too long; with its log.
        """
        self.address = until(self._announced, "the server's address", START_SECONDS)
        until(self._healthy, "a healthy server", START_SECONDS)

    def terminate(self, seconds: float = STOP_SECONDS) -> int:
        """Ask it to end, as an operator does; return its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def wait(self, seconds: float = STOP_SECONDS) -> int:
        """Wait for its end; return its exit status, or minus the signal that killed it."""
        return self.process.wait(seconds)

    def discard(self) -> None:
        """Kill it if it still runs."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def written(self) -> str:
        """Return what this process has logged."""
        with self.log.open("rb") as stream:
            stream.seek(self._from)
            return stream.read().decode()

    def _announced(self) -> str:
        ended = self.process.poll()
        lines = self.written().splitlines()
        assert ended is None, f"the server ended with {ended}:\n" + "\n".join(lines)
        for line in lines:
            if '"serve.started"' in line and line.endswith("}"):
                return str(json.loads(line)["address"])
        return ""

    def _healthy(self) -> bool:
        try:
            return requests.get(f"{self.address}/healthz", timeout=5).ok
        except (requests.ConnectionError, requests.Timeout):
            return False


def vitals(pid: int) -> dict[str, int]:
    """Return a process's `Threads` and `VmRSS` (kB), as the kernel counts them."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    fields = dict(line.split(":", 1) for line in lines)
    return {name: int(fields[name].split()[0]) for name in ("Threads", "VmRSS")}
