"""The endpoint of forms: opened, answered, refused as phones understand it."""

from __future__ import annotations

import base64
import json
from typing import Any

import falcon.testing
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from milo.demo.form_client import SealedRequest, sealed
from milo.engine.errors import ConfigurationError
from milo.engine.form_exchange import (
    GOES_ON_IN_CHAT,
    Answer,
    FormClosed,
    FormFinished,
    FormRequest,
    FormShown,
)
from milo.http.api.metrics import PrometheusMeter
from milo.http.errors import install
from milo.http.forms.endpoint import FAILED, FormEndpoint
from milo.http.forms.keys import FormKeys, new_key
from milo.http.signature import HEADER, sign
from milo.http.webhook.endpoint import FORMS_PATH

SECRET = "test_app_secret"
OWN_SECRET = "of an app of its own"
OLD, NEW, OTHER = new_key(), new_key(), new_key()
PUBLIC = {pem: FormKeys(pem).public for pem in (OLD, NEW, OTHER)}
PING = {"version": "3.0", "action": "ping"}


def unknown_token(_asked: FormRequest) -> Answer:
    """What is answered to a form that is over."""
    return FormClosed(GOES_ON_IN_CHAT)


class World:
    """An endpoint over keys, with whatever answers."""

    def __init__(self, answers: Any = unknown_token, keys: bytes = NEW + OLD) -> None:
        self.asked: list[FormRequest] = []
        self.meter = PrometheusMeter()

        def exchange(asked: FormRequest) -> Answer:
            self.asked.append(asked)
            answer: Answer = answers(asked)
            return answer

        app: falcon.App[Any, Any] = falcon.App()
        install(app)
        endpoint = FormEndpoint(SECRET, FormKeys(keys), exchange, self.meter, lambda: [OWN_SECRET])
        app.add_route(FORMS_PATH, endpoint)
        self.http = falcon.testing.TestClient(app)

    def post(self, raw: bytes, signature: str | None = None) -> falcon.testing.Result:
        headers = {HEADER: sign(SECRET, raw) if signature is None else signature}
        return self.http.simulate_post(FORMS_PATH, body=raw, headers=headers)

    def ask(self, content: Any, pem: bytes = NEW) -> tuple[falcon.testing.Result, Any]:
        request = sealed(content, PUBLIC[pem])
        answer = self.post(request.body)
        return answer, request.read(answer.text) if answer.text else None

    def counted(self) -> str:
        return self.meter.exposition().decode()


def test_meta_looks_whether_we_are_there():
    answer, told = World().ask(PING)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert told == {"version": "3.0", "data": {"status": "active"}}


def test_while_keys_change_the_old_one_opens_too():
    world = World()
    assert world.ask(PING, NEW)[0].status_code == world.ask(PING, OLD)[0].status_code == 200


def test_what_no_key_opens_is_421_so_that_the_phone_fetches_the_new_one():
    world = World()
    assert world.post(sealed(PING, PUBLIC[OTHER]).body).status_code == 421
    assert 'milo_form_requests_total{action="unknown",outcome="sealed"} 1.0' in world.counted()


def _changed(name: str, to: Any) -> bytes:
    body = json.loads(sealed(PING, PUBLIC[NEW]).body)
    body[name] = to(body[name]) if callable(to) else to
    return json.dumps(body).encode()


def _flipped(text: str) -> str:
    raw = bytearray(base64.b64decode(text))
    raw[0] ^= 1
    return base64.b64encode(bytes(raw)).decode()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b"\xff\xfe",
        _changed("encrypted_flow_data", _flipped),
        _changed("encrypted_flow_data", ""),
        _changed("encrypted_flow_data", "?"),
        _changed("encrypted_aes_key", _flipped),
        _changed("encrypted_aes_key", None),
        _changed("initial_vector", _flipped),
        _changed("initial_vector", base64.b64encode(b"short").decode()),
        _changed("initial_vector", 5),
    ],
)
def test_what_is_broken_is_421_and_never_ours(raw):
    world = World()
    assert world.post(raw).status_code == 421
    assert world.asked == []


@pytest.mark.parametrize("signature", ["", "sha256=" + "0" * 64, sign("other", b"x")])
def test_a_wrong_signature_is_432(signature):
    world = World()
    answer = world.post(sealed(PING, PUBLIC[NEW]).body, signature)
    assert (answer.status_code, answer.text, world.asked) == (432, "", [])


def test_the_app_of_a_business_of_its_own_signs_too():
    world = World()
    request = sealed(PING, PUBLIC[NEW])
    answer = world.post(request.body, sign(OWN_SECRET, request.body))
    assert request.read(answer.text)["data"] == {"status": "active"}


def test_too_much_is_413():
    assert World().post(b" " * (1024 * 1024 + 1)).status_code == 413


@pytest.mark.parametrize("content", [[], "x", None, {}, {"action": "DANCE"}, {"action": ["ping"]}])
def test_what_is_no_request_of_a_form_is_400(content):
    assert World().post(sealed(content, PUBLIC[NEW]).body).status_code == 400


def test_a_form_is_asked_and_shown_the_next_screen():
    world = World(lambda _: FormShown("TURNO", {"next": "Seguir ✅"}))
    request = {"action": "data_exchange", "screen": "SERVICIO", "version": "3.0"}
    _, told = world.ask({**request, "data": {"tap": "ok", "s": "corte"}, "flow_token": "t1"})
    assert told == {"version": "3.0", "screen": "TURNO", "data": {"next": "Seguir ✅"}}
    assert world.asked[0].data == {"tap": "ok", "s": "corte"}
    assert (world.asked[0].screen, world.asked[0].token) == ("SERVICIO", "t1")


@pytest.mark.parametrize("content", [{"action": "BACK"}, {"action": "INIT", "flow_token": 7}])
def test_what_is_missing_is_empty(content):
    world = World()
    world.ask({**content, "data": None, "screen": None})
    assert (world.asked[0].screen, world.asked[0].data, world.asked[0].token) == ("", {}, "")


def test_the_end_comes_back_to_our_webhook():
    _, told = World(lambda _: FormFinished({"flow_token": "t1", "id": "b1"})).ask(
        {"action": "BACK"}
    )
    params = {"flow_token": "t1", "id": "b1"}
    assert told["screen"] == "SUCCESS"
    assert told["data"] == {"extension_message_response": {"params": params}}


def test_a_form_that_is_over_is_427_with_a_sentence_that_the_phone_opens():
    answer, told = World().ask({"action": "data_exchange", "flow_token": "who?"})
    assert answer.status_code == 427
    assert told == {"error_msg": "Seguimos en el chat."}


def test_a_fault_of_ours_is_told_on_the_screen_and_is_no_5xx():
    def broken(_: FormRequest) -> Answer:
        raise RuntimeError("the store is away")

    world = World(broken)
    answer, told = world.ask({"action": "data_exchange", "screen": "TURNO", "flow_token": "t"})
    assert answer.status_code == 200
    assert told == {"screen": "TURNO", "data": {"error_message": FAILED}}
    assert 'action="data_exchange",outcome="failed"} 1.0' in world.counted()


@pytest.mark.parametrize("key", ["error", "error_key"])
def test_a_phone_that_refused_our_answer_is_acknowledged_and_counted(key):
    world = World(lambda _: FormClosed("never"))
    data = {key: "payload-schema-error", "error_message": "next is missing"}
    answer, told = world.ask({"action": "data_exchange", "screen": "TURNO", "data": data})
    assert (answer.status_code, told) == (200, {"data": {"acknowledged": True}})
    assert world.asked == []
    assert 'outcome="notice"} 1.0' in world.counted()


def _pem(key: Any, password: bytes | None = None) -> bytes:
    encryption = (
        serialization.BestAvailableEncryption(password)
        if password
        else serialization.NoEncryption()
    )
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption
    )


@pytest.mark.parametrize(
    ("pem", "said"),
    [
        (b"", "no private key"),
        (PUBLIC[NEW].encode(), "cannot be read"),
        (NEW.replace(b"MII", b"MI!"), "cannot be read"),
        (_pem(rsa.generate_private_key(65537, 1024)), "not RSA of 2048"),
        (_pem(ec.generate_private_key(ec.SECP256R1())), "not RSA of 2048"),
        (_pem(rsa.generate_private_key(65537, 2048), b"secret"), "has a password"),
    ],
)
def test_keys_that_meta_would_not_take_are_refused_at_once(pem, said):
    with pytest.raises(ConfigurationError, match=said):
        FormKeys(pem)


def test_the_newest_key_is_the_first_and_none_is_shown():
    keys = FormKeys(NEW + OLD)
    assert keys.public == PUBLIC[NEW] != PUBLIC[OLD]
    assert repr(keys) == "FormKeys(2)"
    request: SealedRequest = sealed(PING, PUBLIC[NEW])
    assert request.key.hex() not in repr(request)
