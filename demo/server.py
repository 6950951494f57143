"""A WSGI app behind waitress, in a thread of its own, that can be stopped again."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import Any

from waitress import wasyncore
from waitress.server import create_server


class Server:
    """Waitress in a thread.

    Args:
        app: the WSGI app.
        threads: how many requests are worked at once.
    """

    def __init__(self, app: Any, threads: int = 16) -> None:
        self._app = app
        self._threads = threads
        self._sockets: dict[int, Any] = {}
        self._server: Any = None
        self._thread: threading.Thread | None = None

    def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Listen, and return the address, such as `http://127.0.0.1:5001`.

        Args:
            host: to listen on.
            port: 0 for any that is free.

        Raises:
            OSError: when the port is taken.
        """
        self._server = create_server(
            self._app,
            map=self._sockets,
            host=host,
            port=port,
            threads=self._threads,
            ident="stand-in",
            backlog=1024,
            connection_limit=1000,
        )
        self._thread = threading.Thread(target=self._server.run, name="stand-in", daemon=True)
        self._thread.start()
        return f"http://{host}:{self._server.effective_port}"

    def stop(self) -> None:
        """Close every connection and wait for the thread."""
        if self._thread is None:
            return
        # Run by the server's own loop: sockets may not be closed under its feet. A loop that
        # somebody else wakes meanwhile may have closed everything before we can wake it.
        with suppress(OSError):
            self._server.trigger.pull_trigger(
                lambda: wasyncore.close_all(self._sockets, ignore_all=True)
            )
        self._thread.join(5)
        self._server.task_dispatcher.shutdown()
        self._thread = None
