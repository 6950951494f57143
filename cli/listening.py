"""The socket that is listened on, taken before anything heavy is loaded.

Whoever connects meanwhile waits in the kernel's queue, and is answered as soon as Milo stands.
"""

from __future__ import annotations

import socket

from ..engine.errors import ConfigurationError

BACKLOG = 1024


def listen(host: str, port: int) -> socket.socket:
    """Take a port (0: any free one) and listen on it.

    Raises:
        ConfigurationError: it is taken, or the host is none of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        why = error.strerror or str(error)
        raise ConfigurationError(
            f"cannot listen on {host}:{port} (MILO_HOST, MILO_PORT): {why}"
        ) from None
