"""A server forked by `support.zygote`, as a test holds it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import requests

from .polling import until
from .process import START_SECONDS, environment


class Zygote:
    """The process that forks servers, one at a time.

    Args:
        folder: for the log and the script.
        scripted: whether flows answer as the script says.
    """

    def __init__(self, folder: Path, *, scripted: bool = True) -> None:
        self.log = folder / "forked.log"
        self.script = folder / "script.json"
        self.flag = folder / "kill-now"
        names = (self.log, self.script) if scripted else (self.log,)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "support.zygote", *map(str, names)],
            env=environment({}),
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def fork(self, settings: dict[str, str]) -> Forked:
        """Start a server that dies where the flag says, once it is there."""
        told = {"environment": {**settings, "MILO_PORT": "0"}}
        begins = self.log.stat().st_size if self.log.exists() else 0
        pid = int(self._ask({**told, "flag": str(self.flag)})["pid"])
        return Forked(self, pid, begins)

    def tell(self, script: str) -> None:
        """Put another script in place of the one that is there, at once."""
        beside = self.script.with_suffix(".new")
        beside.write_text(script)
        beside.replace(self.script)

    def kill_at(self, point: str) -> None:
        """Have the server die when it is there next; it ends with the flag."""
        beside = self.flag.with_suffix(".new")
        beside.write_text(point)
        beside.replace(self.flag)

    def ended(self) -> int:
        """Wait for the end of the server; return its exit status, or minus its signal."""
        return int(self._read()["ended"])

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()

    def _ask(self, command: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, "the zygote has ended"
        read: dict[str, Any] = json.loads(line)
        return read


class Forked:
    """One server."""

    def __init__(self, zygote: Zygote, pid: int, begins: int) -> None:
        self.pid = pid
        self.address = ""
        self._zygote = zygote
        self._begins = begins
        self._over = False

    def wait_until_ready(self) -> None:
        """Wait until it says where it listens, and answers there."""
        self.address = until(self._announced, "the server's address", START_SECONDS)
        until(self._healthy, "a healthy server", START_SECONDS)

    def is_dead(self) -> bool:
        """Return whether it has died."""
        stat = Path(f"/proc/{self.pid}/stat")
        with contextlib.suppress(OSError):
            return stat.read_text().rpartition(")")[2].split()[0] == "Z"
        return True

    def wait(self) -> int:
        """Wait for its end; return its exit status, or minus the signal that killed it."""
        self._over = True
        return self._zygote.ended()

    def discard(self) -> None:
        """Kill it if it still runs."""
        if not self._over:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            self.wait()

    def _announced(self) -> str:
        lines = self._lines()
        for line in lines:
            if '"serve.started"' in line and line.endswith("}"):
                return str(json.loads(line)["address"])
        assert not self.is_dead(), "the server has ended:\n" + "\n".join(lines)
        return ""

    def _lines(self) -> list[str]:
        with contextlib.suppress(FileNotFoundError), self._zygote.log.open("rb") as log:
            log.seek(self._begins)
            return log.read().decode().splitlines()
        return []

    def _healthy(self) -> bool:
        try:
            return requests.get(f"{self.address}/healthz", timeout=5).ok
        except (requests.ConnectionError, requests.Timeout):  # a machine may be busy
            return False
