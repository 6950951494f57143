"""A `milo serve` on a host: started, killed, frozen, thawed, ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from ..bench.names import ADMIN_TOKEN, APP_SECRET, DISPLAY_NUMBER, NUMBER_ID, TOKEN
from .network import Host

START_SECONDS = 40.0
END_SECONDS = 40.0


class Process:
    """One process; `port` is known once it has started."""

    def __init__(self, host: Host, database: str, graph_port: int, log: Path) -> None:
        self.host = host
        self.port = 0
        self.log = log
        self._from = log.stat().st_size if log.exists() else 0
        kept = {key: text for key, text in os.environ.items() if not key.startswith("MILO_")}
        environment = {
            **kept,
            "MILO_DATABASE_URL": database.format(host.data),
            "MILO_HOST": host.address,
            "MILO_PORT": "0",
            "MILO_GRAPH_URL": f"http://{host.meta}:{graph_port}/v25.0",
            "MILO_META_APP_SECRET": APP_SECRET,
            "MILO_META_VERIFY_TOKEN": "cluster-verify-token",
            "MILO_META_ACCESS_TOKEN": TOKEN,
            "MILO_META_PHONE_NUMBER_ID": NUMBER_ID,
            "MILO_META_RATE": "1000",
            "MILO_WHATSAPP_NUMBER": DISPLAY_NUMBER,
            "MILO_ADMIN_TOKEN": ADMIN_TOKEN,
        }
        command = [*host.enter, sys.executable, "-m", "milo.cli", "serve"]
        with log.open("ab") as errors:
            self._process = subprocess.Popen(
                command, env=environment, stdout=errors, stderr=errors, cwd=log.parent
            )

    @property
    def pid(self) -> int:
        """Its id: `ip netns exec` becomes what it runs."""
        return self._process.pid

    @property
    def to(self) -> tuple[str, int]:
        """Where it listens."""
        return self.host.address, self.port

    def wait_until_it_serves(self) -> None:
        """Wait for the line that says where it listens."""
        deadline = time.monotonic() + START_SECONDS
        while not self.port:
            for line in self.lines():
                if line.get("action") == "serve.started":
                    self.port = int(line["address"].rpartition(":")[2])
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{self.host.name} does not serve: see {self.log}")
            time.sleep(0.02)

    def lines(self) -> list[dict[str, str]]:
        """Return what it has logged."""
        with self.log.open("rb") as stream:
            stream.seek(self._from)
            return [json.loads(line) for line in stream if line.startswith(b"{")]

    def runs(self) -> bool:
        """Return whether it has not ended yet."""
        return self._process.poll() is None

    def kill(self) -> None:
        """SIGKILL, as a power cut would."""
        self._process.kill()
        self._process.wait()

    def freeze(self) -> None:
        """SIGSTOP."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """SIGCONT."""
        self._process.send_signal(signal.SIGCONT)

    def terminate(self) -> int:
        """SIGTERM, as an operator does; return its exit status."""
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(END_SECONDS)

    def discard(self) -> None:
        """End it, whatever state it is in."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
