"""Each number is answered for with its own token."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from milo.engine.errors import ConfigurationError, GatewayError, UnavailableError
from milo.engine.messages import Outgoing
from milo.engine.model import OutboxRow
from milo.engine.sending.retry import FailureKind
from milo.http.cloud.gateway import CloudGateway
from milo.http.cloud.tokens import FRESH, Tokens

from ..conftest import NOW

COMMON, NORTE, SUR = "1060000000", "1060000999", "1060000998"
ENVIRONMENT = {"NORTE_TOKEN": "EAAnorte", "EMPTY_TOKEN": ""}


@pytest.fixture
def tokens(world):
    def own(id, number, env):
        numbers = {"phone_number_id": number, "whatsapp_number": f"549{number}"}
        world.add_business(id, **numbers, token_env=env)

    own("norte", NORTE, "NORTE_TOKEN")
    own("sur", SUR, None)
    own("este", "3", "NOT_SET")
    own("oeste", "4", "EMPTY_TOKEN")
    world.add_business("comun")
    return Tokens(world.store, world.clock, ENVIRONMENT, COMMON, "EAAcommon")


def test_the_common_number_has_the_common_token(tokens):
    assert tokens(COMMON).token == "EAAcommon"


def test_a_business_s_number_has_what_its_variable_says(tokens):
    assert tokens(NORTE).token == "EAAnorte"


def test_without_a_variable_it_is_the_common_token(tokens):
    assert tokens(SUR).token == "EAAcommon"


@pytest.mark.parametrize("number", ["3", "4", "nobody's", ""])
def test_there_may_be_none(tokens, number):
    with pytest.raises(ConfigurationError) as error:
        tokens(number)
    assert "EAA" not in str(error.value)


def test_a_change_is_known_soon(tokens, world):
    tokens(NORTE)
    business = world.read(lambda tx: tx.businesses.by_id("norte"))
    world.write(lambda tx: tx.businesses.save(replace(business, token_env="NOT_SET")))
    assert tokens(NORTE).token == "EAAnorte"
    world.clock.time = NOW + FRESH
    with pytest.raises(ConfigurationError, match="NOT_SET"):
        tokens(NORTE)


def test_a_clock_set_back_keeps_nothing(tokens, world):
    tokens(NORTE)
    world.clock.time = NOW - timedelta(hours=1)
    business = world.read(lambda tx: tx.businesses.by_id("norte"))
    world.write(lambda tx: tx.businesses.save(replace(business, token_env=None)))
    assert tokens(NORTE).token == "EAAcommon"


class Meta(BaseHTTPRequestHandler):
    """Takes every message and remembers who brought which token."""

    seen: list[tuple[str, str]]

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append((self.path, self.headers["Authorization"]))
        body = b'{"messages": [{"id": "wamid.1"}]}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def meta():
    seen: list[tuple[str, str]] = []
    handler = type("Handler", (Meta,), {"seen": seen})
    server = HTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v25.0", seen
    server.shutdown()
    server.server_close()


def row(number):
    return OutboxRow("o1", "k1", number, Outgoing("hola"), NOW, user_phone="5492610000000")


def test_each_number_sends_as_itself(tokens, meta):
    url, seen = meta
    gateway = CloudGateway(url, tokens)
    for number in (COMMON, NORTE):
        assert gateway.send(row(number)) == "wamid.1"
    assert seen == [
        (f"/v25.0/{COMMON}/messages", "Bearer EAAcommon"),
        (f"/v25.0/{NORTE}/messages", "Bearer EAAnorte"),
    ]
    gateway.close()


def test_a_missing_token_halts_and_sends_nothing(tokens, meta):
    url, seen = meta
    gateway = CloudGateway(url, tokens)
    with pytest.raises(GatewayError) as error:
        gateway.send(row("3"))
    assert error.value.kind == FailureKind.HALT
    assert "NOT_SET" in error.value.details
    assert seen == []
    gateway.close()


def test_a_store_that_is_away_is_tried_again(meta):
    def away(_number):
        raise UnavailableError("locked")

    gateway = CloudGateway(meta[0], away)
    with pytest.raises(GatewayError) as error:
        gateway.send(row(NORTE))
    assert error.value.kind == FailureKind.RETRY
    gateway.close()


def test_a_token_in_a_file_is_read_each_time(world, tmp_path):
    file = tmp_path / "token"
    file.write_text("EAAold\n")
    tokens = Tokens(world.store, world.clock, {}, COMMON, f"file:{file}")
    assert tokens(COMMON).token == "EAAold"
    file.write_text("EAAnew")
    assert tokens(COMMON).token == "EAAnew"
    for broken in (lambda: file.write_text(" "), lambda: file.write_bytes(b"\xff"), file.unlink):
        broken()
        with pytest.raises(ConfigurationError, match="No access token in"):
            tokens(COMMON)


def test_a_token_comes_with_the_secret_of_its_app(world):
    """A business's token belongs to our app, unless it names the secret of its own."""
    own = {"phone_number_id": SUR, "whatsapp_number": "5492610000002"}
    world.add_business("norte", phone_number_id=NORTE, token_env="NORTE_TOKEN")
    world.add_business("sur", **own, token_env="SUR_TOKEN", app_secret_env="SUR_SECRET")
    variables = {"NORTE_TOKEN": "EAAnorte", "SUR_TOKEN": "EAAsur", "SUR_SECRET": "sursecret"}
    tokens = Tokens(world.store, world.clock, variables, COMMON, "EAAcommon", "secret")
    assert [tokens(one).app_secret for one in (COMMON, NORTE, SUR)] == ["secret"] * 2 + [
        "sursecret"
    ]
    del variables["SUR_SECRET"]
    with pytest.raises(ConfigurationError, match="SUR_SECRET"):
        tokens(SUR)


def test_a_number_says_how_fast_it_may_send(world):
    """A second question sees a change within seconds."""
    own = {"phone_number_id": NORTE, "whatsapp_number": "5492610000001"}
    norte = world.add_business("norte", **own, rate=20)
    world.add_business("sur", phone_number_id=SUR, whatsapp_number="5492610000002")
    tokens = Tokens(world.store, world.clock, {}, COMMON, "EAAcommon")
    assert tokens.rates() == {NORTE: 20.0}
    world.write(lambda tx: tx.businesses.save(replace(norte, rate=None)))
    world.clock.time += FRESH
    assert tokens.rates() == {}
