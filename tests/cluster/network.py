"""Machines on one machine: network namespaces of our own, or, where none may be made, loopback.

The hub is where Meta, the proxy and the database are. Each host has two links to it: one to the
outside, one to the database, which can be cut by itself.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

HUB_NUMBER = 1
OUTSIDE, DATA = "10.77.0", "10.78.0"


@dataclass(frozen=True, slots=True)
class Host:
    """Where a process runs.

    Attributes:
        enter: what a command begins with to run there.
        address: where it is reached from outside.
        data: where the database is, as this host calls it.
        meta: where Meta is, as this host calls it.
        cable: the hub's end of the link to the database; empty where it cannot be cut.
    """

    name: str
    enter: tuple[str, ...]
    address: str
    data: str
    meta: str
    cable: str = ""


@dataclass(slots=True)
class Network:
    """The hosts of a run.

    Attributes:
        kind: `namespaces` or `loopback`.
        hub: what a command begins with to run where Meta and the database are.
    """

    kind: str
    hub: tuple[str, ...]
    hosts: list[Host] = field(default_factory=list)

    def cut(self, host: Host) -> None:
        """Cut a host off from the database; it still reaches Meta, and the proxy reaches it."""
        _ip("link", "set", host.cable, "down", enter=self.hub)

    def mend(self, host: Host) -> None:
        """Put the cable back."""
        _ip("link", "set", host.cable, "up", enter=self.hub)


@contextmanager
def loopback(count: int) -> Iterator[Network]:
    """Yield hosts that are all this machine itself."""
    here = "127.0.0.1"
    hosts = [Host(f"host{n}", (), here, here, here) for n in range(count)]
    yield Network("loopback", (), hosts)


@contextmanager
def namespaces(count: int) -> Iterator[Network]:
    """Yield hosts in namespaces of their own, which are gone afterwards.

    Raises:
        PermissionError: this machine does not let us make any.
    """
    run = f"milo{os.getpid()}"
    names = [run, *(f"{run}-{n}" for n in range(count))]
    made: list[str] = []
    try:
        for name in names:
            _ip("netns", "add", name)
            made.append(name)
            _ip("link", "set", "lo", "up", enter=_within(name))
        hub = _within(run)
        for bridge, prefix in (("outside", OUTSIDE), ("data", DATA)):
            _ip("link", "add", bridge, "type", "bridge", enter=hub)
            _ip("addr", "add", f"{prefix}.{HUB_NUMBER}/24", "dev", bridge, enter=hub)
            _ip("link", "set", bridge, "up", enter=hub)
        hosts = [_plugged(run, name, n) for n, name in enumerate(names[1:], 10)]
        yield Network("namespaces", hub, hosts)
    finally:
        for name in reversed(made):
            with suppress(PermissionError):
                _ip("netns", "delete", name)


def _plugged(hub: str, name: str, number: int) -> Host:
    """Plug a host into both bridges."""
    for bridge, prefix in (("outside", OUTSIDE), ("data", DATA)):
        here, there = f"{bridge[:3]}{number}", f"{bridge[:3]}0"
        ends = ("link", "add", here, "type", "veth", "peer", "name", there, "netns", name)
        _ip(*ends, enter=_within(hub))
        _ip("link", "set", here, "master", bridge, "up", enter=_within(hub))
        _ip("addr", "add", f"{prefix}.{number}/24", "dev", there, enter=_within(name))
        _ip("link", "set", there, "up", enter=_within(name))
    addresses = (f"{OUTSIDE}.{number}", f"{DATA}.{HUB_NUMBER}", f"{OUTSIDE}.{HUB_NUMBER}")
    return Host(name, _within(name), *addresses, cable=f"dat{number}")


def _within(name: str) -> tuple[str, ...]:
    return ("ip", "netns", "exec", name)


def _ip(*words: str, enter: tuple[str, ...] = ()) -> None:
    try:
        done = subprocess.run([*enter, "ip", *words], capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise PermissionError("there is no ip (iproute2)") from error
    if done.returncode:
        raise PermissionError(f"ip {' '.join(words)}: {done.stderr.strip()}")
