"""What the stand-in's tests share: a clock that stands still, and a webhook that remembers."""

from __future__ import annotations

import json
import queue
from collections.abc import Iterator
from typing import Any

import falcon
import pytest
from falcon import testing

from milo.demo import StandIn
from milo.demo.server import Server
from milo.demo.signing import HEADER, sign

SECRET = "test_app_secret"
TOKEN = "test_token"
NUMBER_ID = "1060000000"
ANA = "5492615550101"


class Clock:
    """Unix seconds that move only when told to."""

    def __init__(self) -> None:
        self.now = 1_760_000_000.0

    def __call__(self) -> float:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += seconds


class Webhook:
    """Receives webhooks over HTTP, checks their signature, and answers what it is told to."""

    def __init__(self) -> None:
        self.posts: queue.Queue[dict[str, Any]] = queue.Queue()
        self.answers: list[int] = []

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        raw = req.bounded_stream.read()
        assert req.get_header(HEADER) == sign(SECRET, raw)
        status = self.answers.pop(0) if self.answers else 200
        resp.status = falcon.code_to_http_status(status)
        self.posts.put({"status": status, "raw": raw, "body": json.loads(raw)})

    def post(self) -> dict[str, Any]:
        return self.posts.get(timeout=5)

    def values(self, count: int) -> list[dict[str, Any]]:
        """Return the next so many `value`s, however they were batched."""
        found: list[dict[str, Any]] = []
        while len(found) < count:
            entry = self.post()["body"]["entry"][0]
            found.extend(change["value"] for change in entry["changes"])
        assert len(found) == count
        return found


class Api:
    """Calls the stand-in's app without a socket."""

    def __init__(self, standin: StandIn) -> None:
        self.client = testing.TestClient(standin.app)

    def send(self, body: Any, token: str = TOKEN, number: str = NUMBER_ID) -> testing.Result:
        return self.client.simulate_post(
            f"/v25.0/{number}/messages",
            json=body,
            headers={"Authorization": f"Bearer {token}"},
        )

    def text(self, to: str = f"+{ANA}", body: str = "hola", **more: Any) -> testing.Result:
        content = {"type": "text", "text": {"body": body}}
        return self.send({"messaging_product": "whatsapp", "to": to, **content, **more})

    def control(self, **changes: Any) -> testing.Result:
        return self.client.simulate_post("/_control", json=changes)

    def inbound(self, **act: Any) -> testing.Result:
        act = {"from": ANA, "name": "Ana", "type": "text", "text": "hola", **act}
        return self.client.simulate_post("/_control/inbound", json=act)

    def sent(self, **query: Any) -> list[dict[str, Any]]:
        found = self.client.simulate_get("/_control/sent", params=query).json
        return list(found["sent"])


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def webhook() -> Webhook:
    return Webhook()


@pytest.fixture
def standin(clock: Clock) -> StandIn:
    """A stand-in that is not started: its webhooks wait."""
    return StandIn("http://127.0.0.1:9/w", SECRET, TOKEN, NUMBER_ID, "15550001111", clock=clock)


@pytest.fixture
def api(standin: StandIn) -> Api:
    return Api(standin)


@pytest.fixture
def live(clock: Clock, webhook: Webhook) -> Iterator[StandIn]:
    """A stand-in that is started, and delivers to `webhook`; its `address` is where it listens."""
    app = falcon.App()
    app.add_route("/api/whatsapp/webhook", webhook)
    receiver = Server(app, threads=2)
    url = receiver.start() + "/api/whatsapp/webhook"
    standin = StandIn(
        url,
        SECRET,
        TOKEN,
        NUMBER_ID,
        "15550001111",
        clock=clock,
        retry_delays_seconds=(0.0, 0.01, 0.01),
        workers=2,
        threads=2,
    )
    standin.address = standin.start()
    yield standin
    standin.stop()
    receiver.stop()


@pytest.fixture
def live_api(live: StandIn) -> Api:
    return Api(live)
