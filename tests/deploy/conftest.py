"""What Milo is run with, for real: `make operation` installs it, `make test` leaves it out."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.databases import SqliteFile
from support.house import House
from support.polling import until

DEPLOY = Path(__file__).parents[2] / "deploy"
SECONDS = 30


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[..., int]]:
    """What starts a program and waits until it listens on a port, which it returns."""
    started: list[subprocess.Popen[bytes]] = []
    path = os.environ["PATH"] + ":/usr/sbin"

    def start(port: int, *command: str, **env: str) -> int:
        program = shutil.which(command[0], path=path)
        assert program, f"{command[0]} is missing: make operation installs it"
        log = (tmp_path / "program.log").open("ab")
        given = {**os.environ, "PATH": path, **env}
        started.append(subprocess.Popen([program, *command[1:]], env=given, stdout=log, stderr=log))
        until(lambda: listens(port), f"{command[0]} on {port}", SECONDS)
        return port

    yield start
    for process in started:
        process.terminate()
        process.wait(SECONDS)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A Milo on SQLite, told that the proxy is on this machine."""
    made = House(SqliteFile(tmp_path / "milo.db"), tmp_path, MILO_TRUSTED_PROXY="127.0.0.1")
    made.open()
    yield made
    made.close()
