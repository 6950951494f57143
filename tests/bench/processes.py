"""The processes of a run: started, spoken with, ended."""

from __future__ import annotations

import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from .names import ADMIN_TOKEN, APP_SECRET, DISPLAY_NUMBER, HOST, NUMBER_ID, TOKEN, WEBHOOK_PATH
from .plan import Plan

START_SECONDS = 120.0
END_SECONDS = 40.0
META_RATE = 100_000


class BenchError(Exception):
    """A run that cannot be made, or went wrong."""


class Load:
    """The process of people and Meta, as the bench speaks with it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.pid = process.pid

    def begin(self) -> None:
        """Let people write."""
        assert self._process.stdin
        self._process.stdin.write("begin\n")
        self._process.stdin.flush()

    def hear(self, seconds: float) -> dict[str, Any]:
        """Return the next thing that it tells.

        Raises:
            BenchError: it tells nothing in time, or has ended.
        """
        assert self._process.stdout
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            line = self._process.stdout.readline() if selector.select(seconds) else ""
        if not line:
            raise BenchError("the process of people and Meta fell silent")
        told: dict[str, Any] = json.loads(line)
        return told


@contextmanager
def load(server_port: int, plan: Plan) -> Iterator[Load]:
    """Yield the process of people and Meta."""
    command = [sys.executable, "-m", "tests.bench.load", str(server_port), plan.to_json()]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Load(process)
        finally:
            process.kill()


@contextmanager
def milo(
    port: int,
    graph_port: int,
    database_url: str,
    log: Path,
    forms_key: Path | None = None,
    kept_days: int = 0,
) -> Iterator[int]:
    """Yield the process id of a Milo that serves; it has ended well afterwards.

    Args:
        forms_key: file of the key of forms; None: it answers none.
        kept_days: that messages are kept, a minute for a day; 0: a year of real ones.

    Raises:
        BenchError: it did not start, or did not end with 0.
    """
    environment = {
        "MILO_DATABASE_URL": database_url,
        "MILO_HOST": HOST,
        "MILO_PORT": str(port),
        "MILO_GRAPH_URL": f"http://{HOST}:{graph_port}/v25.0",
        "MILO_META_APP_SECRET": APP_SECRET,
        "MILO_META_VERIFY_TOKEN": "bench-verify-token",
        "MILO_META_ACCESS_TOKEN": TOKEN,
        "MILO_META_PHONE_NUMBER_ID": NUMBER_ID,
        "MILO_META_RATE": str(META_RATE),
        "MILO_WHATSAPP_NUMBER": DISPLAY_NUMBER,
        "MILO_ADMIN_TOKEN": ADMIN_TOKEN,
    }
    if forms_key:
        environment["MILO_FORMS_KEY"] = str(forms_key.resolve())
    command = ["-m", "milo.cli", "serve"]
    if kept_days:
        command = ["-m", "tests.bench.retained"]
        environment["MILO_KEEP_DAYS"] = str(kept_days)
        environment["MILO_KEEP_PAYLOAD_DAYS"] = str(max(1, kept_days // 3))
    with _serving(command, environment, port, log) as pid:
        yield pid


@contextmanager
def peer(port: int, graph_port: int, database: Path, log: Path) -> Iterator[int]:
    """Yield the process id of the bot that people would write instead (`peer.py`).

    Raises:
        BenchError: it did not start, or did not end with 0.
    """
    settings = {
        "database": str(database),
        "graph_url": f"http://{HOST}:{graph_port}/v25.0",
        "phone_id": NUMBER_ID,
        "token": TOKEN,
        "app_secret": APP_SECRET,
        "path": WEBHOOK_PATH,
    }
    command = ["-m", "uvicorn", "tests.bench.peer:app", "--host", HOST, "--port", str(port)]
    environment = {"PEER": json.dumps(settings)}
    quiet = ["--no-access-log", "--log-level", "warning", "--timeout-keep-alive", "75"]
    with _serving([*command, *quiet], environment, port, log) as pid:
        yield pid


@contextmanager
def _serving(
    command: list[str], environment: dict[str, str], port: int, log: Path
) -> Iterator[int]:
    """Yield the process id of a server once it is ready; end it with SIGTERM, and hear a 0."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("MILO_")}
    # As installed: Python keeps what it compiled, though who runs this may have told it not to.
    inherited.pop("PYTHONDONTWRITEBYTECODE", None)
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            [sys.executable, *command], env=inherited | environment, stdout=errors, stderr=errors
        ) as process,
    ):
        try:
            _wait_until_ready(process, f"http://{HOST}:{port}/readyz", log)
            yield process.pid
            process.send_signal(signal.SIGTERM)
            if process.wait(END_SECONDS) not in (0, -signal.SIGTERM):
                raise BenchError(f"the server ended with {process.returncode}: see {log}")
        finally:
            process.kill()


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        port: int = taken.getsockname()[1]
        return port


def _wait_until_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if requests.get(url, timeout=2).ok:
                return
        except (requests.ConnectionError, requests.Timeout):
            time.sleep(0.02)
    raise BenchError(f"the server did not start: see {log}")
