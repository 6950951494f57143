"""Serving: waitress around a `Milo`, started and stopped well."""

from __future__ import annotations

import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import structlog
import waitress
from waitress import wasyncore

from .listening import BACKLOG
from .wiring import Milo

log = structlog.get_logger(__name__)

HTTP_THREADS = 8
BODY_LIMIT = 8 * 1024 * 1024
"""Bytes that waitress reads at all; the webhook itself refuses more than 4 MiB."""
DRAIN_SECONDS = 30.0
_LOOK_SECONDS = 0.02
_WAKE_SECONDS = 0.5


class Server:
    """The HTTP server of one Milo, in a thread of its own."""

    def __init__(self, milo: Milo, listener: socket.socket) -> None:
        self._server: Any = waitress.create_server(
            milo.app,
            sockets=[listener],
            threads=HTTP_THREADS,
            ident=None,
            max_request_body_size=BODY_LIMIT,
            connection_limit=1000,
            backlog=BACKLOG,
            channel_timeout=60,
            clear_untrusted_proxy_headers=True,
            **_behind(milo.settings.trusted_proxy),
        )
        self._thread = threading.Thread(target=self._server.run, name="http", daemon=True)

    @property
    def address(self) -> str:
        """Where it listens, as `http://127.0.0.1:8080`."""
        host, port = self._server.socket.getsockname()[:2]
        return f"http://{host}:{port}"

    def start(self) -> None:
        """Answer requests."""
        self._thread.start()

    def stop(self, deadline: float) -> None:
        """Take no new connection and finish the requests at hand, until `deadline` (monotonic)."""
        dispatcher = self._server.task_dispatcher
        # Run by the server's own loop: its socket may not be closed under its feet.
        self._server.trigger.pull_trigger(lambda: wasyncore.dispatcher.close(self._server))
        until(lambda: not dispatcher.queue and not dispatcher.active_count, deadline)
        dispatcher.shutdown(timeout=1)


def _behind(proxy: str) -> dict[str, Any]:
    """Return how to believe one proxy, and nobody else, about where a request comes from."""
    if not proxy:
        return {}
    return {"trusted_proxy": proxy, "trusted_proxy_headers": {"x-forwarded-for"}}


def until(condition: Callable[[], bool], deadline: float) -> bool:
    """Wait until something holds or `deadline` (monotonic) is past; return whether it does."""
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(_LOOK_SECONDS)
    return True


@contextmanager
def serving(milo: Milo, listener: socket.socket) -> Iterator[Server]:
    """Serve a Milo: actors first, then HTTP; stopped in the reverse, and what is left is told."""
    server = Server(milo, listener)
    milo.start()
    server.start()
    log.info("serving", action="serve.started", address=server.address)
    try:
        yield server
    finally:
        deadline = time.monotonic() + DRAIN_SECONDS
        server.stop(deadline)
        milo.engine.leave()
        drained = until(milo.idle, deadline)
        milo.stop()
        log.info("stopped", action="serve.stopped", drained=drained)


def wait_for_the_end() -> None:
    """Wait for SIGTERM or Ctrl-C.

    Python runs a signal's handler on the main thread, and the kernel may give the signal to any
    other: a main thread that waits without a limit might never wake to run it.
    """
    end = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: end.set())
    while not end.wait(_WAKE_SECONDS):
        pass
