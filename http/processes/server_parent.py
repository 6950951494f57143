"""The process that speaks HTTP (`acceptor`), as it is started and answered from here.

Verifying, reading and answering thousands of posts a second would keep the interpreter from the
turns. So another process does that, and hands in what it has read. Where it dies, another is
started on the same socket; clients that waited for an answer get none, and try again.
"""

from __future__ import annotations

import io
import socket
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from types import TracebackType
from typing import Any

import structlog

from ...engine.errors import MiloError
from ...engine.ports import Done, Meter, Result
from ..webhook.delivery import Delivery, Stored
from ..webhook.endpoint import FORMS_PATH
from .channel import MessageChannel
from .child import SupervisedChild
from .protocol import NO_REPLY, ForwardedRequest, MetricIncrement, Response, ServerConfig, Shutdown

log = structlog.get_logger(__name__)

THREADS = 8
"""Requests that are answered here at once."""
FORM_THREADS = 48
"""Exchanges of forms that are waited for at once, beside them: their threads only wait."""


@dataclass(frozen=True, slots=True)
class RequestHandlers:
    """Who answers what comes in at the front.

    Attributes:
        opening: what the front is told at its start.
        keep_soon: stores a post, and tells when it is on disk.
        app: the WSGI application that answers everything else.
        meter: counts what the front refused.
    """

    opening: ServerConfig
    keep_soon: Callable[[Delivery, Done[Stored]], None]
    app: Any
    meter: Meter


class HttpProcess:
    """HTTP on a socket, by a process of its own. Made early, it loads while others do.

    Args:
        listener: a socket that listens; it is kept, for the process that follows one that died.
        module: what the process runs.
    """

    def __init__(self, listener: socket.socket, module: str) -> None:
        self.address = address_of(listener)
        self._listener = listener
        self._child = SupervisedChild("http", module, self._take, self._open, files=(listener,))
        self._behind: RequestHandlers
        self._threads = ThreadPoolExecutor(THREADS, "http")
        self._form_threads = ThreadPoolExecutor(FORM_THREADS, "forms")

    def __enter__(self) -> HttpProcess:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._child.stop()

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._child.pid

    def start(self, behind: RequestHandlers) -> None:
        """Answer requests."""
        self._behind = behind
        self._open()
        self._child.start()

    def stop(self, deadline: float) -> None:
        """Take no new connection and finish the requests at hand, until `deadline` (monotonic)."""
        self._child.stopping()
        self._listener.close()
        seconds = max(0.0, deadline - time.monotonic())
        self._child.send((NO_REPLY, Shutdown(seconds)))
        self._child.wait(seconds + 1)
        self._child.stop()
        self._threads.shutdown(cancel_futures=True)
        self._form_threads.shutdown(cancel_futures=True)

    # -- on the child's thread --------------------------------------------------------------------

    def _open(self) -> None:
        self._child.send((NO_REPLY, self._behind.opening))

    def _take(self, frames: MessageChannel, message: tuple[int, Any]) -> None:
        behind, (number, asked) = self._behind, message
        if isinstance(asked, Delivery):
            behind.keep_soon(asked, partial(_tell, frames, number))
        elif isinstance(asked, ForwardedRequest):
            is_form = asked.environ.get("PATH_INFO") == FORMS_PATH
            threads = self._form_threads if is_form else self._threads
            threads.submit(lambda: _say(frames, number, answered(behind.app, asked)))
        elif isinstance(asked, MetricIncrement):
            behind.meter.count(asked.name, asked.amount, **asked.labels)


def address_of(listener: socket.socket) -> str:
    """Return where a socket listens, as `http://127.0.0.1:8080`."""
    host, port = listener.getsockname()[:2]
    return f"http://{host}:{port}"


def answered(app: Any, request: ForwardedRequest) -> Response:
    """Return what a WSGI application answers to a request that came in elsewhere."""
    begun: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], _info: Any = None) -> None:
        begun.append((status, headers))

    environ = {
        **request.environ,
        "wsgi.version": (1, 0),
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    try:
        body = b"".join(app(environ, start_response))
        return Response(*begun[-1], body)
    except Exception as error:
        log.error("request failed", action="front.failed", exc_info=error)
        described = "It is noted, and it is not your fault."
        return Response.refusal(HTTPStatus.INTERNAL_SERVER_ERROR, described)


def _tell(frames: MessageChannel, number: int, result: Result[Stored]) -> None:
    try:
        said: Stored | MiloError = result.get()
    except MiloError as error:
        said = error
    except Exception as error:
        log.error("post failed", action="webhook.failed", exc_info=error)
        said = MiloError(type(error).__name__)
    _say(frames, number, said)


def _say(frames: MessageChannel, number: int, said: Stored | Response | MiloError) -> None:
    with suppress(OSError):  # it died, and its waiting clients are gone too
        frames.send((number, said))
