"""The socket that is listened on, taken before anything heavy is loaded.

A client that connects meanwhile waits in the kernel's queue, and is answered as soon as Milo has
started.
"""

from __future__ import annotations

import errno
import socket
import time

from ..engine.errors import ConfigurationError

BACKLOG = 1024
PATIENCE_SECONDS = 1.0
_AGAIN_SECONDS = 0.02


def listen(host: str, port: int) -> socket.socket:
    """Take a port (0: any free one) and listen on it.

    Raises:
        ConfigurationError: it is taken, or the host is none of this machine.
    """
    try:
        return _taken(host, port)
    except OSError as error:
        why = error.strerror or str(error)
        raise ConfigurationError(
            f"cannot listen on {host}:{port} (MILO_HOST, MILO_PORT): {why}"
        ) from None


def _taken(host: str, port: int) -> socket.socket:
    """Take a port; one that a server has which was just killed is free in a moment."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    patience = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return socket.create_server((host, port), family=family, backlog=BACKLOG)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() >= patience:
                raise
            time.sleep(_AGAIN_SECONDS)
