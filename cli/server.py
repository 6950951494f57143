"""Serving: HTTP in front of a `Milo`, started and stopped well."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

import structlog

from ..engine.understanding.patterns import compile_lazy
from ..http.processes.server_parent import THREADS, RequestHandlers, address_of
from .service_manager import ServiceManager
from .waitress_server import HttpServer, until
from .wiring import Milo

log = structlog.get_logger(__name__)

DRAIN_SECONDS = 20.0
"""How long it finishes what it holds."""
STOP_SECONDS = 24.5
"""Then it ends, whatever hangs: supervisors kill after 30 seconds, and the rest is in its rows."""
_WAKE_SECONDS = 0.5
_READY_SECONDS = 1.0
"""After so long what sentences are read with is compiled."""


class Door(Protocol):
    """Where requests come in: `Front`, a process of its own, or `Inside`.

    Attributes:
        address: where it listens, as `http://127.0.0.1:8080`.
    """

    address: str

    def start(self, behind: RequestHandlers) -> None:
        """Answer requests."""

    def stop(self, deadline: float) -> None:
        """Take no new connection and finish the requests at hand, until `deadline` (monotonic)."""


D = TypeVar("D", bound=Door)


class Inside:
    """HTTP in this process: enough for a demonstration, and one process less to start."""

    def __init__(self, listener: socket.socket) -> None:
        self.address = address_of(listener)
        self._listener = listener
        self._server: HttpServer

    def start(self, behind: RequestHandlers) -> None:
        """Answer requests."""
        proxy = behind.opening.trusted_proxy
        self._server = HttpServer(behind.app, self._listener, threads=THREADS, trusted_proxy=proxy)

    def stop(self, deadline: float) -> None:
        """Take no new connection and finish the requests at hand, until `deadline` (monotonic)."""
        self._server.finish(max(0.0, deadline - time.monotonic()))


@contextmanager
def serving(milo: Milo, door: D) -> Iterator[D]:
    """Serve a Milo: actors first, then HTTP; stopped in the reverse, and what is left is told."""
    milo.start()
    door.start(milo.behind)
    log.info("serving", action="serve.started", address=door.address)
    ready = threading.Timer(_READY_SECONDS, compile_lazy)  # no start waits for it, nor a sentence
    ready.daemon = True
    ready.start()
    try:
        yield door
    finally:
        ready.cancel()
        deadline = time.monotonic() + DRAIN_SECONDS
        door.stop(deadline)
        milo.engine.leave()
        drained = until(milo.idle, deadline)
        milo.stop()
        log.info("stopped", action="serve.stopped", drained=drained)


def wait_for_the_end(is_well: Callable[[], bool] = lambda: True) -> None:
    """Wait for SIGTERM or Ctrl-C; tell the service manager that we serve, and that all is well.

    Python runs a signal's handler on the main thread, and the kernel may give the signal to any
    other: a main thread that waits without a limit might never wake to run it.
    """
    end = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: end.set())
    # A blocked signal stays blocked in what is started: whoever started us may have blocked these.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM, signal.SIGINT})
    manager = ServiceManager(os.environ)
    manager.ready()
    while not end.wait(_WAKE_SECONDS):
        manager.watch(is_well)
    manager.stopping()


def end_in_time() -> None:
    """Let the process end within STOP_SECONDS from now, though something hang."""

    def end() -> None:
        log.error("ended before all was finished", action="serve.cut_short")
        sys.stderr.flush()
        os._exit(0)

    last = threading.Timer(STOP_SECONDS, end)
    last.daemon = True
    last.start()
