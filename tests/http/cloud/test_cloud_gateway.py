"""The gateway against a server on loopback that answers as it is told."""

from __future__ import annotations

import hmac
import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from milo.engine.errors import ConfigurationError, GatewayError
from milo.engine.messages import Outgoing
from milo.engine.model import OutboxRow
from milo.engine.sending.retry import FailureKind
from milo.http.cloud.gateway import CloudGateway
from milo.http.cloud.request_builder import message_payload
from milo.http.cloud.tokens import Credential

TOKEN = "EAAGtokenNobodyMaySee"
OK = {
    "messaging_product": "whatsapp",
    "contacts": [{"input": "+5492610000000", "wa_id": "5492610000000"}],
    "messages": [{"id": "wamid.OUT", "message_status": "accepted"}],
}
ROW = OutboxRow(
    "77",
    "p1",
    "1060000000",
    Outgoing("hola"),
    datetime(2026, 11, 23, tzinfo=UTC),
    user_phone="5492610000000",
)


@dataclass
class Meta:
    """A server that gives each request to `answer` and keeps what came."""

    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    connections: set[Any] = field(default_factory=set)
    answer: Callable[[BaseHTTPRequestHandler], None] = lambda handler: reply(handler, 200, OK)


def reply(handler, status, body, headers=()):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    handler.send_response(status)
    for name, value in headers:
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)


class Patient(ThreadingHTTPServer):
    """Takes many connections at once: the library's own turns away the sixth that waits."""

    request_queue_size = 256


@pytest.fixture
def meta():
    state = Meta()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.connections.add(self.client_address)
            state.requests.append(
                {"path": self.path, "headers": dict(self.headers), "body": json.loads(body)}
            )
            state.answer(self)

        def do_GET(self):
            state.requests.append({"path": self.path})
            reply(self, 200, OK)

        def log_message(self, *_):
            pass

    server = Patient(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}/v25.0"
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def gateway(meta):
    gateway = CloudGateway(meta.url, TOKEN, connect_seconds=1, read_seconds=0.2)
    yield gateway
    gateway.close()


def failure(gateway, row=ROW) -> GatewayError:
    with pytest.raises(GatewayError) as caught:
        gateway.send(row)
    assert TOKEN not in str(caught.value)
    assert "5492610000000" not in str(caught.value)
    return caught.value


def test_what_goes_over_the_wire(meta, gateway):
    assert gateway.send(ROW) == "wamid.OUT"
    (request,) = meta.requests
    assert request["path"] == "/v25.0/1060000000/messages"
    assert request["headers"]["Authorization"] == f"Bearer {TOKEN}"
    assert request["headers"]["Content-Type"] == "application/json"
    assert request["body"] == message_payload(ROW)


def test_a_connection_is_kept(meta, gateway):
    for _ in range(3):
        gateway.send(ROW)
    assert len(meta.connections) == 1


def test_each_number_has_its_token(meta):
    gateway = CloudGateway(meta.url + "/", lambda number: Credential(f"token-of-{number}"))
    gateway.send(ROW)
    assert meta.requests[0]["headers"]["Authorization"] == "Bearer token-of-1060000000"
    assert meta.requests[0]["path"] == "/v25.0/1060000000/messages"


def test_a_call_proves_that_it_knows_the_secret_of_its_tokens_app(meta):
    CloudGateway(meta.url, lambda _: Credential(TOKEN, "s3cret")).send(ROW)
    proof = hmac.new(b"s3cret", TOKEN.encode(), "sha256").hexdigest()
    assert meta.requests[0]["path"] == f"/v25.0/1060000000/messages?appsecret_proof={proof}"
    assert "s3cret" not in repr(Credential(TOKEN, "s3cret"))


def test_no_netrc_replaces_the_token(meta, gateway, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    gateway.send(ROW)
    assert meta.requests[0]["headers"]["Authorization"] == f"Bearer {TOKEN}"


ANSWERS = [
    (400, {"error": {"code": 131047, "message": "Re-engagement"}}, FailureKind.WINDOW, 131047),
    (400, {"error": {"code": 131056, "message": "Pair rate"}}, FailureKind.PAIR, 131056),
    (429, {"error": {"code": 130429, "message": "Rate"}}, FailureKind.SLOW, 130429),
    (401, {"error": {"code": 190, "message": f"Bad token {TOKEN}"}}, FailureKind.HALT, 190),
    (
        400,
        {"error": {"code": 131030, "message": "5492610000000 no"}},
        FailureKind.UNLISTED,
        131030,
    ),
    (500, {"error": {"code": 131000, "message": "Oops"}}, FailureKind.FEW, 131000),
    (429, b"slow down", FailureKind.SLOW, None),
    (503, b"<html>busy</html>", FailureKind.RETRY, None),
    (504, b"", FailureKind.UNKNOWN, None),
    (404, b"nothing", FailureKind.FINAL, None),
    (200, b"<html>hello</html>", FailureKind.UNKNOWN, None),
    (200, b"", FailureKind.UNKNOWN, None),
    (200, b"[" * 100_000, FailureKind.UNKNOWN, None),
    (200, {}, FailureKind.UNKNOWN, None),
    (200, {"messages": []}, FailureKind.UNKNOWN, None),
    (200, {"messages": [{"id": 5}]}, FailureKind.UNKNOWN, None),
    (200, {"messages": [{"id": ""}]}, FailureKind.UNKNOWN, None),
    (200, {"messages": {"id": "x"}}, FailureKind.UNKNOWN, None),
    (200, [], FailureKind.UNKNOWN, None),
    (200, {"error": {"code": 131026, "message": "Undeliverable"}}, FailureKind.FINAL, 131026),
]


@pytest.mark.parametrize(("status", "body", "kind", "code"), ANSWERS)
def test_what_an_answer_allows(meta, gateway, status, body, kind, code):
    meta.answer = lambda handler: reply(handler, status, body)
    error = failure(gateway)
    assert (error.kind, error.meta_code) == (kind, code)
    assert len(meta.requests) == 1


def test_a_redirect_is_not_followed(meta, gateway):
    meta.answer = lambda handler: reply(handler, 302, b"", [("Location", meta.url)])
    assert failure(gateway).kind is FailureKind.RETRY
    assert len(meta.requests) == 1


def test_nobody_knows_after_a_time_out(meta, gateway):
    held = threading.Event()
    meta.answer = lambda handler: held.wait(5)
    assert failure(gateway).kind is FailureKind.UNKNOWN
    held.set()
    assert len(meta.requests) == 1


def test_nobody_knows_when_the_connection_breaks(meta, gateway):
    meta.answer = lambda handler: handler.connection.shutdown(socket.SHUT_RDWR)
    assert failure(gateway).kind is FailureKind.UNKNOWN
    assert len(meta.requests) == 1


def test_nobody_knows_after_half_an_answer(meta, gateway):
    def half(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b'{"messages":[{"id":"wamid')
        handler.wfile.flush()
        handler.connection.shutdown(socket.SHUT_RDWR)

    meta.answer = half
    assert failure(gateway).kind is FailureKind.UNKNOWN


def test_nobody_knows_after_half_an_answer_that_hangs(meta, gateway):
    held = threading.Event()

    def half(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b'{"messages":[')
        handler.wfile.flush()
        held.wait(5)

    meta.answer = half
    assert failure(gateway).kind is FailureKind.UNKNOWN
    held.set()


def test_a_refused_connection_sent_nothing():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        gateway = CloudGateway(f"http://127.0.0.1:{port}", TOKEN)
        assert failure(gateway).kind is FailureKind.RETRY


def test_a_name_that_is_not_found_sent_nothing():
    gateway = CloudGateway("http://graph.invalid", TOKEN, connect_seconds=0.5)
    assert failure(gateway).kind is FailureKind.RETRY


def test_a_time_out_while_connecting_sent_nothing():
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        queued = [socket.socket() for _ in range(3)]
        for each in queued:
            each.setblocking(False)
            each.connect_ex(full.getsockname())
        port = full.getsockname()[1]
        gateway = CloudGateway(f"http://127.0.0.1:{port}", TOKEN, connect_seconds=0.1)
        assert failure(gateway).kind is FailureKind.RETRY
        for each in queued:
            each.close()


@pytest.mark.parametrize("url", ["nonsense", "ftp://example.org", "http://"])
def test_a_wrong_address_halts(url):
    assert failure(CloudGateway(url, TOKEN)).kind is FailureKind.HALT


@pytest.mark.parametrize("token", ["", " ", "a\nb", "ñ"])
def test_an_unusable_token_halts(meta, token):
    with pytest.raises(GatewayError) as caught:
        CloudGateway(meta.url, token).send(ROW)
    assert caught.value.kind == FailureKind.HALT
    assert meta.requests == []


def test_a_missing_token_halts(meta):
    def missing(_number):
        raise ConfigurationError("MILO_TOKEN_B1 is not set")

    error = failure(CloudGateway(meta.url, missing))
    assert error.kind == FailureKind.HALT
    assert "MILO_TOKEN_B1" in str(error)


def test_nobody_to_send_to_is_final(meta, gateway):
    row = OutboxRow("1", "p1", "1", Outgoing("x"), ROW.created_at)
    assert failure(gateway, row).kind is FailureKind.FINAL
    assert meta.requests == []


def test_many_threads_share_the_pool(meta):
    gateway = CloudGateway(meta.url, TOKEN, pool_size=2)
    threads = [threading.Thread(target=gateway.send, args=(ROW,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(meta.requests) == 8
    assert len(meta.connections) <= 2
    gateway.close()
