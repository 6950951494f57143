"""The service manager that started us (systemd): told when we serve, that we are well, that we end.

Its protocol is a datagram to the socket that `NOTIFY_SOCKET` names (sd_notify(3)). Without that
variable nobody wants to know.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

_ABSTRACT = "@"


class ServiceManager:
    """Tells it; where there is none, or it does not listen, nothing happens.

    Args:
        environment: with `NOTIFY_SOCKET`, and `WATCHDOG_USEC` and `WATCHDOG_PID` where it ends a
            process that says nothing for so many microseconds.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._address = environment.get("NOTIFY_SOCKET", "")
        if self._address.startswith(_ABSTRACT):
            self._address = "\0" + self._address[1:]
        ours = environment.get("WATCHDOG_PID", "") in ("", str(os.getpid()))
        microseconds = environment.get("WATCHDOG_USEC", "")
        watched = self._address and ours and microseconds.isascii() and microseconds.isdigit()
        self._every = int(microseconds) / 2e6 if watched else None
        self._due = 0.0

    def ready(self) -> None:
        """Say that requests are answered now."""
        self._tell("READY=1")

    def watch(self, is_well: Callable[[], bool]) -> None:
        """Say that we are well, if it is time and we are; call it often."""
        now = time.monotonic()
        if self._every is not None and now >= self._due and is_well():
            self._due = now + self._every
            self._tell("WATCHDOG=1")

    def stopping(self) -> None:
        """Say that we end."""
        self._tell("STOPPING=1")

    def _tell(self, state: str) -> None:
        if not self._address:
            return
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
            told.sendto(state.encode(), self._address)
