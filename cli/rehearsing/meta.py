"""Meta's side in the same thread: the stand-in's own checks, without a connection in between."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import falcon
import falcon.testing
import requests
from requests.adapters import BaseAdapter

from ...demo.chats import Chats
from ...demo.cloud import MessagesResource
from ...demo.deliveries import Deliveries
from ...demo.exchange import Exchange
from ...demo.fault_switches import Faults, Switches
from ...demo.options import options
from ...demo.people import Person
from ...demo.signing import encode, headers
from ...demo.standin import ACCOUNT_ID
from ...demo.views import shown_as
from ...demo.webhooks import Number, envelope
from ...engine.messages import Option, Outgoing

NUMBER = Number("1060000000", "5492610000000", "a-token-of-the-rehearsal")
APP_SECRET = "rehearsed"  # noqa: S105 - it guards nothing
GRAPH_URL = "http://meta/v25.0"


App = Callable[[dict[str, Any], Any], Iterable[bytes]]
"""A WSGI application."""


def asked(
    app: App, method: str, path: str, body: bytes, sent: Mapping[str, str]
) -> tuple[int, bytes]:
    """Make a request of an application in the same thread; return the status and the body.

    Falcon's own client holds the application to the letter of WSGI each time, which takes longer
    than the request.
    """
    environ = falcon.testing.create_environ(path, method=method, headers=sent, body=body)
    told = falcon.testing.StartResponseMock()
    content = b"".join(app(environ, told))
    return int((told.status or "500").split()[0]), content


class Carrier(BaseAdapter):
    """Brings a gateway's requests to an application in the same thread."""

    def __init__(self, app: App) -> None:
        super().__init__()
        self._app = app

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Answer a request."""
        body = request.body or b""
        raw = body.encode() if isinstance(body, str) else bytes(body)
        response = requests.Response()
        response.status_code, response._content = asked(
            self._app, request.method or "GET", request.path_url, raw, dict(request.headers)
        )
        response.url = request.url or ""
        response.request = request
        return response

    def close(self) -> None:
        """There is nothing to close."""


class WaitingPosts(Deliveries):
    """Webhooks that wait until somebody brings them: no worker, no thread."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(lambda: lambda _changes: None, faults, workers=0)
        self.waiting: deque[tuple[dict[str, Any], Callable[[], None] | None]] = deque()

    def put(
        self, person: str, change: dict[str, Any], arrived: Callable[[], None] | None = None
    ) -> None:
        """Let a change wait."""
        self.waiting.append((change, arrived))


class Meta:
    """The stand-in for Meta, worked by hand.

    Args:
        clock: unix seconds.

    Attributes:
        carrier: the gateway's way to it.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        faults = Faults(Switches())
        self._post = WaitingPosts(faults)
        self._exchange = Exchange({NUMBER.id: NUMBER}, Chats(clock), faults, self._post, {}, clock)
        app: falcon.App[Any, Any] = falcon.App()
        app.add_route("/{version}/{object_id}/messages", MessagesResource(self._exchange))
        self.carrier = Carrier(app)

    def person(self, wa_id: str, name: str) -> Person:
        """Return somebody with a phone."""
        return self._exchange.chats.person(wa_id, name=name)

    def open_window(self, wa_id: str, name: str) -> None:
        """Let somebody be written to, as if they had just written."""
        chat = self._exchange.chats.chat(NUMBER.id, self.person(wa_id, name))
        chat.last_inbound_at = self._clock()

    def act(self, person: Person, act: Mapping[str, Any]) -> None:
        """Let a person do something with their phone."""
        self._exchange.receive(NUMBER, person, dict(act))

    def deliver(self, milo: App, path: str) -> bool:
        """Bring all that waits to the webhook; return whether there was anything."""
        waited = bool(self._post.waiting)
        while self._post.waiting:
            change, arrived = self._post.waiting.popleft()
            raw = encode(envelope(ACCOUNT_ID, [change]))
            status, said = asked(milo, "POST", path, raw, headers(APP_SECRET, raw))
            assert status == 200, said
            if arrived:
                arrived()
        return waited

    def phone(self, person: Person) -> list[tuple[str, Outgoing]]:
        """Return what stands on a person's phone, each with its id, the newest first."""
        chat = self._exchange.chats.chat(NUMBER.id, person)
        return [(one.wamid, _outgoing(one.content)) for one in chat.latest("milo")]

    def refused(self) -> dict[str, int]:
        """Return how often Meta refused something, by its code."""
        counts = self._exchange.counts
        return {name: count for name, count in counts.items() if name.startswith("refused_")}


def _outgoing(content: dict[str, Any]) -> Outgoing:
    """Return a message as the bot meant it: its text and what can be tapped."""
    rows = tuple(Option(one.id, one.title) for one in options(content, {}))
    return Outgoing(str(shown_as(content, {}).get("text", "")), rows=rows)
