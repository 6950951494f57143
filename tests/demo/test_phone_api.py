"""What the phone's page asks for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import falcon
import pytest
import requests
from falcon import testing

from milo.demo import HttpLine, LocalLine, StandIn, TerminalChat, phone_routes
from milo.demo.exchange import RefusedSend
from milo.demo.line import UnknownPersonError
from milo.demo.server import Server

MERCHANTS = [
    {"slug": "monpatisserie", "name": "Mon Patisserie", "about": "Tortas", "url": "/monpatisserie"},
    {"slug": "cerrado", "name": "Cerrado", "about": None, "url": "/cerrado"},
]
BUTTONS = {
    "type": "button",
    "header": {"type": "text", "text": "Hoy"},
    "body": {"text": "¿Lo *confirmo*?"},
    "footer": {"text": "o escribí"},
    "action": {"buttons": [{"type": "reply", "reply": {"id": "yes", "title": "Sí"}}]},
}


class ShortLink:
    def on_get(self, req: falcon.Request, resp: falcon.Response, slug: str) -> None:
        if slug == "cerrado":
            raise falcon.HTTPNotFound
        resp.status = falcon.HTTP_301
        resp.set_header("Location", f"https://wa.me/15550001111?text={slug}")


@pytest.fixture
def phone(standin: StandIn) -> testing.TestClient:
    app = falcon.App()
    for path, resource in phone_routes(standin, lambda: MERCHANTS, milo_url="http://127.0.0.1:9"):
        app.add_route(path, resource)
    return testing.TestClient(app)


@pytest.fixture
def milo(standin: StandIn) -> Iterator[str]:
    """Milo's own app with the phone in it, over HTTP."""
    app = falcon.App()
    for path, resource in phone_routes(standin, lambda: MERCHANTS):
        app.add_route(path, resource)
    app.add_route("/{slug}", ShortLink())
    server = Server(app, threads=3)
    yield server.start()
    server.stop()


def chat(phone: testing.TestClient, after: int = 0, person: str = "ana") -> dict[str, Any]:
    query = {"person": person, "after": after}
    found: dict[str, Any] = phone.simulate_get("/phone/api/chat", params=query).json
    return found


def do(phone: testing.TestClient, **act: Any) -> testing.Result:
    return phone.simulate_post("/phone/api/send", json={"person": "ana", **act})


def milo_offers(standin: StandIn) -> str:
    body = {"messaging_product": "whatsapp", "to": "5492615550101", "type": "interactive"}
    accepted = standin.exchange.accept(standin.number, {**body, "interactive": BUTTONS})
    return str(accepted["messages"][0]["id"])


def test_start(phone: testing.TestClient) -> None:
    found = phone.simulate_get("/phone/api/start").json
    assert [person["id"] for person in found["people"]] == ["ana", "bruno", "carla"]
    assert found["merchants"][0] == {
        "slug": "monpatisserie",
        "name": "Mon Patisserie",
        "about": "Tortas",
        "link": "go.soymilo.com/monpatisserie",
        "qr": None,
    }


WITH_RECEPTION = {
    **MERCHANTS[0],
    "qr": "/api/shortlinks/monpatisserie/qr.svg",
    "reception": "5492614200001",
}


@pytest.fixture
def receptions(standin: StandIn) -> testing.TestClient:
    """A page whose merchants share a reception, and one merchant's that is Ana's own phone."""
    shared = {**WITH_RECEPTION, "slug": "monbar", "url": "/monbar", "name": "Mon Bar"}
    anas = {**WITH_RECEPTION, "slug": "de-ana", "url": "/de-ana", "reception": "5492615550101"}
    app = falcon.App()
    for path, resource in phone_routes(standin, lambda: [WITH_RECEPTION, shared, anas]):
        app.add_route(path, resource)
    return testing.TestClient(app)


def test_a_merchants_own_phone_stands_last_and_once(receptions: testing.TestClient) -> None:
    for _ in range(2):
        found = receptions.simulate_get("/phone/api/start").json
    assert [person["id"] for person in found["people"] if not person["reception"]] == [
        "ana",
        "bruno",
        "carla",
    ]
    assert found["people"][3:] == [
        {
            "id": "recepcion-monpatisserie",
            "name": "Mon Patisserie",
            "number": True,
            "reception": True,
        }
    ]
    assert found["merchants"][0]["qr"] == "/api/shortlinks/monpatisserie/qr.svg"
    assert "549261420" not in str(found)


def test_word_reaches_a_merchants_phone_and_its_quote_leaves(
    receptions: testing.TestClient, standin: StandIn
) -> None:
    first = {"person": "recepcion-monpatisserie", "type": "text", "text": "recepción"}
    receptions.simulate_post("/phone/api/send", json=first)
    body = {"messaging_product": "whatsapp", "type": "text", "text": {"body": "Ana pregunta"}}
    accepted = standin.exchange.accept(standin.number, {**body, "to": "+5492614200001"})
    wamid = accepted["messages"][0]["id"]
    word = chat(receptions, person="recepcion-monpatisserie")["messages"][-1]
    assert (word["id"], word["text"]) == (wamid, "Ana pregunta")
    assert word["state"] != "failed"
    act = {"person": "recepcion-monpatisserie", "type": "text", "text": "Decime", "quote": wamid}
    answered = receptions.simulate_post("/phone/api/send", json=act).json["message"]
    assert answered["quote"] == {"author": "milo", "text": "Ana pregunta"}


def test_a_merchants_phone_hears_of_nothing_until_it_has_written(
    receptions: testing.TestClient, standin: StandIn
) -> None:
    body = {"messaging_product": "whatsapp", "type": "text", "text": {"body": "hola"}}
    receptions.simulate_get("/phone/api/start")
    with pytest.raises(RefusedSend):
        standin.exchange.accept(standin.number, {**body, "to": "+5492614200001"})
    act = {"person": "recepcion-monpatisserie", "type": "text", "text": "recepción"}
    receptions.simulate_post("/phone/api/send", json=act)
    standin.exchange.accept(standin.number, {**body, "to": "+5492614200001"})
    fresh = chat(receptions, person="recepcion-monpatisserie")["messages"][-1]
    assert fresh["text"] == "hola"


def test_another_person_with_a_number_and_without(phone: testing.TestClient) -> None:
    with_number = phone.simulate_post("/phone/api/people", json={})
    without = phone.simulate_post("/phone/api/people", json={"number": False})
    assert with_number.status_code == 201
    assert (with_number.json["name"], with_number.json["number"]) == ("Dani", True)
    assert (without.json["name"], without.json["number"]) == ("Eli", False)
    sent = phone.simulate_post(
        "/phone/api/send", json={"person": "eli", "type": "text", "text": "hola"}
    )
    assert sent.status_code == 200


def test_what_is_sent_shows_in_the_chat_once(phone: testing.TestClient) -> None:
    first = do(phone, type="text", text="hola", token="t1").json["message"]
    again = do(phone, type="text", text="hola", token="t1").json["message"]
    assert first["id"] == again["id"]
    found = chat(phone)
    assert [each["text"] for each in found["messages"]] == ["hola"]
    assert found["messages"][0]["author"] == "person"
    assert chat(phone, found["after"])["messages"] == []
    assert chat(phone, person="bruno")["messages"] == []


def test_what_milo_sends_shows_with_its_buttons(phone: testing.TestClient, standin: Any) -> None:
    do(phone, type="text", text="hola")
    wamid = milo_offers(standin)
    message = chat(phone)["messages"][-1]
    assert (message["id"], message["author"], message["text"]) == (wamid, "milo", "¿Lo *confirmo*?")
    assert (message["header"], message["footer"]) == ("Hoy", "o escribí")
    assert message["buttons"] == [{"id": "yes", "title": "Sí"}]
    tapped = do(phone, type="tap", message=wamid, option="yes").json["message"]
    assert tapped["text"] == "Sí"
    assert tapped["quote"] == {"author": "milo", "text": "¿Lo *confirmo*?"}


def test_typing_shows_while_an_answer_is_awaited(
    phone: testing.TestClient, standin: Any, clock: Any
) -> None:
    wamid = do(phone, type="text", text="hola").json["message"]["id"]
    assert chat(phone)["typing"] is False  # Milo has not taken it yet
    found = standin.exchange.chats.locate(wamid)
    found[1].advance("delivered")
    assert chat(phone)["typing"] is True
    clock.forward(9)
    assert chat(phone)["typing"] is False
    clock.forward(-9)
    milo_offers(standin)
    assert chat(phone)["typing"] is False


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"person": "nobody", "type": "text", "text": "x"}, 404),
        ({"person": "ana", "type": "tap", "option": "x"}, 400),
        ({"person": "ana", "type": "raw", "message": {}}, 400),
        ({"person": "ana", "type": "text"}, 400),
    ],
)
def test_refused(phone: testing.TestClient, body: dict[str, Any], status: int) -> None:
    assert phone.simulate_post("/phone/api/send", json=body).status_code == status


def test_a_form_of_another_page_is_refused(phone: testing.TestClient) -> None:
    result = phone.simulate_post(
        "/phone/api/send", body='{"person": "ana"}', headers={"Content-Type": "text/plain"}
    )
    assert result.status_code == 415


def test_a_short_link_is_followed_by_asking_milo(milo: str) -> None:
    answer = requests.post(f"{milo}/phone/api/open", json={"slug": "monpatisserie"}, timeout=5)
    assert answer.json() == {"draft": "monpatisserie"}
    for slug in ("cerrado", "unknown"):
        answer = requests.post(f"{milo}/phone/api/open", json={"slug": slug}, timeout=5)
        assert answer.status_code == 404


def test_a_short_link_that_does_not_answer(phone: testing.TestClient) -> None:
    result = phone.simulate_post("/phone/api/open", json={"slug": "monpatisserie"})
    assert result.status_code == 502


def test_the_terminal_over_http_reads_the_same_chat(milo: str, standin: StandIn) -> None:
    terminal = TerminalChat(HttpLine(milo), "ana", sleep=lambda _: None)
    terminal.send("hola")
    milo_offers(standin)
    (shown,) = terminal.new()
    assert "1 [Sí]" in shown
    terminal.type("1")
    last = HttpLine(milo).chat("ana")["messages"][-1]
    assert (last["author"], last["text"]) == ("person", "Sí")
    with pytest.raises(UnknownPersonError):
        TerminalChat(HttpLine(milo), "nobody").send("hola")


def test_many_people_at_once_keep_apart(standin: StandIn) -> None:
    line = LocalLine(standin)
    people = [line.add()["id"] for _ in range(8)]

    def talk(person: str) -> None:
        for number in range(20):
            line.act(person, {"type": "text", "text": f"{person} {number}"})

    threads = [threading.Thread(target=talk, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for person in people:
        texts = [each["text"] for each in line.chat(person)["messages"]]
        assert texts == [f"{person} {number}" for number in range(20)]


def test_more_people_than_names(standin: StandIn) -> None:
    line = LocalLine(standin)
    ids = [line.add()["id"] for _ in range(120)]
    assert len(set(ids)) == 120
    line.act(ids[-1], {"type": "text", "text": "hola"})
    assert line.chat(ids[-2])["messages"] == []
