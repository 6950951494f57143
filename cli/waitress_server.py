"""A WSGI application on a socket: waitress, started and stopped well, in a thread of its own."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import waitress
from waitress import wasyncore

from .listening import BACKLOG

SERVER_LIMIT_BYTES = 8 * 1024 * 1024
"""Bytes that waitress reads at all; the webhook itself refuses more than 4 MiB."""
_LOOK_SECONDS = 0.02


class HttpServer:
    """Answers requests, from now on.

    Args:
        app: the WSGI application.
        listener: a socket that listens.
        threads: requests worked at once.
        trusted_proxy: whose X-Forwarded-For is believed, and nobody else's.
    """

    def __init__(
        self, app: Any, listener: socket.socket, *, threads: int, trusted_proxy: str = ""
    ) -> None:
        self._server: Any = waitress.create_server(
            app,
            sockets=[listener],
            threads=threads,
            ident=None,
            max_request_body_size=SERVER_LIMIT_BYTES,
            connection_limit=1000,
            backlog=BACKLOG,
            channel_timeout=60,
            asyncore_use_poll=True,  # select() fails from descriptor 1024 on
            clear_untrusted_proxy_headers=True,
            **_behind(trusted_proxy),
        )
        threading.Thread(target=self._server.run, name="http", daemon=True).start()

    def call_soon(self, call: Callable[[], None]) -> None:
        """Have something called by the thread that all connections hang on."""
        self._server.trigger.pull_trigger(call)

    def finish(self, seconds: float) -> None:
        """Take no new connection and finish the requests at hand, for so long at most."""
        deadline = time.monotonic() + seconds
        dispatcher = self._server.task_dispatcher
        # Run by the server's own loop: its socket may not be closed under its feet.
        self.call_soon(lambda: wasyncore.dispatcher.close(self._server))
        until(lambda: not dispatcher.queue and not dispatcher.active_count, deadline)
        until(self._has_written, deadline)
        dispatcher.shutdown(timeout=1)

    def _has_written(self) -> bool:
        channels = list(self._server.active_channels.values())
        return not any(channel.total_outbufs_len for channel in channels)


def until(condition: Callable[[], bool], deadline: float) -> bool:
    """Wait until something holds or `deadline` (monotonic) is past; return whether it does."""
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(_LOOK_SECONDS)
    return True


def _behind(proxy: str) -> dict[str, Any]:
    if not proxy:
        return {}
    return {"trusted_proxy": proxy, "trusted_proxy_headers": {"x-forwarded-for"}}
