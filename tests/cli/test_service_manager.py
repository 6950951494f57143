"""What systemd is told, over a real socket."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from milo.cli import service_manager
from milo.cli.service_manager import ServiceManager


@pytest.fixture(params=["path", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Callable]]:
    """The address that a process is given, and what it has said so far."""
    path = str(tmp_path / "notify")
    name = path if request.param == "path" else f"\0milo-{os.getpid()}-{tmp_path.name}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(name)
        listener.setblocking(False)

        def said() -> list[str]:
            found = []
            while True:
                try:
                    found.append(listener.recv(100).decode())
                except BlockingIOError:
                    return found

        yield name.replace("\0", "@"), said


def test_it_hears_that_we_serve_and_that_we_end(manager):
    address, said = manager
    told = ServiceManager({"NOTIFY_SOCKET": address})
    told.ready()
    told.watch(lambda: True)
    told.stopping()
    assert said() == ["READY=1", "STOPPING=1"], "there is no watchdog"


def test_it_hears_twice_in_its_time_that_we_are_well_and_nothing_while_we_are_not(
    manager, monkeypatch
):
    address, said = manager
    now = [100.0]
    monkeypatch.setattr(service_manager.time, "monotonic", lambda: now[0])
    told = ServiceManager({"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "30000000"})
    for second in range(60):
        now[0] = 100.0 + second
        told.watch(lambda: True)
    assert said() == ["WATCHDOG=1"] * 4
    for second in range(60, 90):
        now[0] = 100.0 + second
        told.watch(lambda: False)
    assert said() == []
    told.watch(lambda: True)
    assert said() == ["WATCHDOG=1"]


@pytest.mark.parametrize(
    "watchdog", [{"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, {"WATCHDOG_USEC": "soon"}]
)
def test_a_watchdog_that_is_not_ours_is_told_nothing(manager, watchdog):
    address, said = manager
    ServiceManager({"NOTIFY_SOCKET": address, **watchdog}).watch(lambda: True)
    assert said() == []


@pytest.mark.parametrize("address", ["", "/nowhere/notify", "nonsense"])
def test_nobody_listens(address):
    told = ServiceManager({"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "1000000"})
    told.ready()
    told.watch(lambda: True)
    told.stopping()
