"""HTTP in a process of its own: takes connections, verifies and reads Meta's posts.

What is read goes to the process that has the store, and is acknowledged when that one says that it
is on disk. Every other request is passed on whole. This process knows no row and no database; it
ends with its socket, and so with the process at the other end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from http import HTTPStatus
from itertools import count
from threading import Lock, Thread
from typing import Any, Protocol, TypeVar

import falcon

from ...engine.errors import MiloError, UnavailableError
from ..errors import install
from ..webhook.delivery import Delivery, Stored
from ..webhook.endpoint import PATH, Webhook
from .channel import MessageChannel
from .child import HEARTBEAT, HEARTBEAT_SECONDS, Heartbeat
from .protocol import NO_REPLY, ForwardedRequest, MetricIncrement, Response, ServerConfig, Shutdown

ANSWER_SECONDS = 30.0
"""A process that has not answered by then is frozen: Meta is to bring it again."""
T = TypeVar("T")


class Server(Protocol):
    """An HTTP server that runs."""

    def finish(self, seconds: float) -> None:
        """Take no new connection and finish the requests at hand, for so long at most."""

    def call_soon(self, call: Callable[[], None]) -> None:
        """Have something called by the thread that all connections hang on."""


Serve = Callable[[Any, str], Server]
"""Serves a WSGI application from now on; the second is whose X-Forwarded-For is believed."""


def accept(frames: MessageChannel, serve: Serve) -> None:
    """Serve from the other's first word until it is gone, or has closed and all is finished."""
    house = StoreProcessProxy(frames)
    server: Server | None = None

    def beat() -> None:
        with suppress(OSError):  # the other is gone, and we with it
            frames.send(HEARTBEAT)

    heartbeat = Heartbeat(lambda: server.call_soon(beat) if server else beat())
    while True:
        try:
            for number, told in frames.receive(HEARTBEAT_SECONDS):
                if number != NO_REPLY:
                    house.answered(number, told)
                elif isinstance(told, ServerConfig):
                    server = serve(create_front(told.app_secret, house), told.trusted_proxy)
                elif isinstance(told, Shutdown):
                    Thread(target=_close, args=(server, told.seconds, frames), daemon=True).start()
            heartbeat.beat()
        except (EOFError, OSError):
            return


def create_front(app_secret: str, house: StoreProcessProxy) -> Callable[..., Iterable[bytes]]:
    """Return the WSGI application: Meta's posts are read here, the rest is passed on."""
    webhook: falcon.App[Any, Any] = falcon.App()
    webhook.req_options.strip_url_path_trailing_slash = True
    install(webhook)

    def elsewhere(req: falcon.Request, raw: bytes, resp: falcon.Response) -> None:
        """Let the other process answer what another app signed: it knows which there are."""
        answer = _answer(house, req.env, raw)
        resp.status, resp.data = answer.status, answer.body
        for name, text in answer.headers:
            resp.set_header(name, text)

    webhook.add_route(PATH, Webhook(app_secret, "", house.keep, house, elsewhere=elsewhere))

    def front(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if _is_meta(environ):
            return webhook(environ, start_response)
        return _passed_on(house, environ, start_response)

    return front


class StoreProcessProxy:
    """The process that has the store, as it is asked from here; from any thread."""

    def __init__(self, frames: MessageChannel) -> None:
        self._frames = frames
        self._numbers = count(NO_REPLY + 1)
        self._waiting: dict[int, _Question] = {}

    def keep(self, delivery: Delivery) -> Stored:
        """Have a post stored.

        Raises:
            MiloError: nothing was stored, or nobody knows.
        """
        return self._ask(delivery, Stored)

    def pass_on(self, request: ForwardedRequest) -> Response:
        """Have a request answered. Raises UnavailableError where it is not."""
        return self._ask(request, Response)

    def count(self, name: str, amount: float = 1, **labels: str) -> None:
        """Have something counted."""
        with suppress(OSError):  # the one who counts is gone, and we with him
            self._frames.send((NO_REPLY, MetricIncrement(name, amount, labels)))

    def answered(self, number: int, said: Any) -> None:
        """Hear the answer to a question; one that nobody waits for any more is dropped."""
        question = self._waiting.pop(number, None)
        if question:
            question.said = said
            question.open.release()

    def _ask(self, what: Delivery | ForwardedRequest, kind: type[T]) -> T:
        number, question = next(self._numbers), _Question()
        self._waiting[number] = question
        try:
            self._frames.send((number, what))
        except OSError as error:
            self._waiting.pop(number, None)
            raise UnavailableError(f"The store's process is gone: {error}") from error
        if not question.open.acquire(timeout=ANSWER_SECONDS):
            self._waiting.pop(number, None)
            raise UnavailableError("The store's process does not answer.")
        if isinstance(question.said, MiloError):
            raise question.said
        assert isinstance(question.said, kind)
        return question.said


class _Question:
    """What a thread waits for: on a bare lock, where an Event would cost five times as much."""

    __slots__ = ("open", "said")

    def __init__(self) -> None:
        self.said: Any = None
        self.open = Lock()
        self.open.acquire()


def _is_meta(environ: dict[str, Any]) -> bool:
    """Return whether it is a post of Meta's: no browser's, for which there are more rules."""
    return (
        environ["REQUEST_METHOD"] == "POST"
        and environ["PATH_INFO"].rstrip("/") == PATH
        and "HTTP_ORIGIN" not in environ
    )


def _passed_on(
    house: StoreProcessProxy, environ: dict[str, Any], start_response: Any
) -> Iterable[bytes]:
    answer = _answer(house, environ, environ["wsgi.input"].read())
    start_response(answer.status, answer.headers)
    return [answer.body]


def _answer(house: StoreProcessProxy, environ: dict[str, Any], body: bytes) -> Response:
    texts = {name: text for name, text in environ.items() if isinstance(text, str)}
    try:
        return house.pass_on(ForwardedRequest(texts, body))
    except MiloError:
        return Response.refusal(HTTPStatus.SERVICE_UNAVAILABLE, "Try again in a moment.")


def _close(server: Server | None, seconds: float, frames: MessageChannel) -> None:
    if server:
        server.finish(seconds)
    frames.close()
