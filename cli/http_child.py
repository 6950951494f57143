"""`python -m milo.cli.http_child FD LISTENER`: the process that speaks HTTP for `milo serve`."""

from __future__ import annotations

import os
import signal
import socket
import sys
from typing import Any

from .lean_imports import load_lean

load_lean()
from ..http.processes.channel import MessageChannel  # noqa: E402  (so it is for what follows)
from ..http.processes.server_child import accept  # noqa: E402  (loads what is kept lean)
from .logs import configure_logs  # noqa: E402  (as above)
from .waitress_server import HttpServer  # noqa: E402  (as above)

THREADS = 64
"""Requests that wait for the store at once; each is a thread that mostly sleeps."""


def main() -> None:
    """Serve until the other end of the socket is closed; then end at once."""
    for each in (signal.SIGINT, signal.SIGTERM):  # meant for the other: it says when this ends
        signal.signal(each, signal.SIG_IGN)
    configure_logs(server=True)
    end, listener = (socket.socket(fileno=int(number)) for number in sys.argv[1:3])

    def serve(app: Any, trusted_proxy: str) -> HttpServer:
        return HttpServer(app, listener, threads=THREADS, trusted_proxy=trusted_proxy)

    accept(MessageChannel(end), serve)
    sys.stderr.flush()
    os._exit(0)  # no thread may keep the port a moment longer


if __name__ == "__main__":
    main()
