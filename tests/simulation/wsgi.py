"""One request to a WSGI application, without a server."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from typing import Any


def called(
    app: Any, verb: str, path: str, body: bytes, headers: Mapping[str, str]
) -> tuple[int, bytes]:
    """Return the status and the body of an answer."""
    environ = {
        "REQUEST_METHOD": verb,
        "SCRIPT_NAME": "",
        "PATH_INFO": path.partition("?")[0],
        "QUERY_STRING": path.partition("?")[2],
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()},
    }
    answered: list[int] = []

    def start_response(status: str, _headers: Any, _error: Any = None) -> None:
        answered.append(int(status[:3]))

    return_value = app(environ, start_response)
    content = b"".join(return_value)
    return answered[0], content
