"""The switches, the log of sends, and people who act on their phones."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from falcon import testing

from milo.demo import StandIn

ANA = "5492615550101"
BUTTONS = {
    "type": "button",
    "body": {"text": "¿Lo confirmo?"},
    "action": {
        "buttons": [
            {"type": "reply", "reply": {"id": "yes:1", "title": "Confirmar"}},
            {"type": "reply", "reply": {"id": "no:1", "title": "Cancelar"}},
        ]
    },
}
ROWS = [
    {"id": "corte", "title": "Corte", "description": "30 min"},
    {"id": "color", "title": "Color"},
]
LIST = {
    "type": "list",
    "body": {"text": "¿Qué querés?"},
    "action": {"button": "Ver", "sections": [{"title": "Hoy", "rows": ROWS}]},
}


def offer(api: Any, content: dict[str, Any]) -> str:
    """Let Milo send an interactive message; return its id."""
    body = {"messaging_product": "whatsapp", "to": ANA, "type": "interactive"}
    result = api.send({**body, "interactive": content})
    assert result.status_code == 200, result.json
    return str(result.json["messages"][0]["id"])


def written(standin: StandIn, wamid: str) -> dict[str, Any]:
    found = standin.exchange.chats.locate(wamid)
    assert found is not None
    return found[1].content


@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [({"http": 503}, 503, 1), ({"code": 131056}, 400, 131056), ({"code": 131016}, 503, 131016)],
)
def test_an_answer_for_the_next_sends(api: Any, answer: Any, status: int, code: int) -> None:
    api.inbound()
    api.control(answer={**answer, "times": 2})
    for _ in range(2):
        result = api.text()
        assert result.status_code == status
        assert result.json["error"]["code"] == code
    assert api.text().status_code == 200
    assert len(api.sent()) == 1


def test_an_answer_until_cleared(api: Any) -> None:
    api.inbound()
    api.control(answer={"http": 500})
    assert [api.text().status_code for _ in range(3)] == [500] * 3
    api.control(answer=None)
    assert api.text().status_code == 200


def test_an_answer_for_one_person_only(api: Any) -> None:
    api.inbound()
    api.inbound(**{"from": "5492615550102"})
    api.control(answer={"code": 131056, "times": 1, "to": ANA})
    assert api.text(to="5492615550102").status_code == 200
    assert api.text().json["error"]["code"] == 131056


def test_late_answers(standin: StandIn, clock: Any) -> None:
    waited: list[float] = []
    slow = StandIn("http://x/", "s", "t", "1", "15550001111", clock=clock, sleep=waited.append)
    client = testing.TestClient(slow.app)
    client.simulate_post("/_control", json={"delay_seconds": 1.5})
    client.simulate_post("/v25.0/1/messages", json={})
    assert waited == [1.5]


@pytest.mark.parametrize(
    "changes",
    [
        {"speed": 1},
        {"window": "ajar"},
        {"statuses": ["played"]},
        {"answer": {}},
        {"answer": {"http": 500, "color": 1}},
        {"delay_seconds": -1},
        {"delay_seconds": "long"},
        {"record": 1},
        {"hold_statuses": "yes"},
    ],
)
def test_a_switch_that_makes_no_sense_flips_none(api: Any, changes: dict[str, Any]) -> None:
    assert api.control(**changes, batch=5).status_code == 400
    assert api.client.simulate_get("/_control").json["switches"]["batch"] == 20


def test_reset_and_forget(api: Any) -> None:
    api.inbound()
    api.text()
    api.control(window="off", record=False)
    state = api.control(reset=True, forget=True).json
    assert state["switches"]["window"] == "sync"
    assert state["switches"]["record"] is True
    assert api.sent() == []
    assert api.text().json["error"]["code"] == 131047


def test_counts(api: Any) -> None:
    api.inbound()
    api.text()
    api.text(body="x" * 5000)
    counts = api.client.simulate_get("/_control").json["counts"]
    assert (counts["accepted"], counts["inbound"], counts["refused_100"]) == (1, 1, 1)
    assert counts["webhooks_pending"] == 4


def test_what_was_sent_in_order(api: Any) -> None:
    api.inbound()
    api.inbound(**{"from": "5492615550102"})
    for to, body in ((ANA, "1"), ("5492615550102", "2"), (ANA, "3")):
        api.text(to=to, body=body)
    found = api.client.simulate_get("/_control/sent").json
    assert [each["body"]["text"]["body"] for each in found["sent"]] == ["1", "2", "3"]
    assert [each["seq"] for each in found["sent"]] == [1, 2, 3]
    assert found["next"] == 3
    assert [each["seq"] for each in api.sent(since=2)] == [3]
    assert [each["seq"] for each in api.sent(person=ANA)] == [1, 3]


def test_waiting_for_a_send(api: Any) -> None:
    api.inbound()
    found: list[Any] = []
    reader = threading.Thread(target=lambda: found.extend(api.sent(since=0, wait=5)))
    reader.start()
    api.text()
    reader.join(5)
    assert len(found) == 1


def test_without_recording_only_the_last_message_can_be_tapped(api: Any, standin: StandIn) -> None:
    api.control(record=False)
    api.inbound()
    for _ in range(3):
        offer(api, BUTTONS)
    assert api.sent() == []
    (chat,) = standin.exchange.chats.all()
    assert len(chat.messages) == 2
    assert api.inbound(type="tap", option="Confirmar").status_code == 200


@pytest.mark.parametrize("kind", ["tap", "button_reply"])
@pytest.mark.parametrize("option", ["yes:1", "Confirmar", "confirmar"])
def test_a_tap_on_a_button(api: Any, standin: StandIn, kind: str, option: str) -> None:
    api.inbound()
    offered = offer(api, BUTTONS)
    wamid = api.inbound(type=kind, option=option).json["wamids"][0]
    message = written(standin, wamid)
    assert message["context"] == {"from": "15550001111", "id": offered}
    assert message["interactive"] == {
        "type": "button_reply",
        "button_reply": {"id": "yes:1", "title": "Confirmar"},
    }


def test_a_tap_on_a_row(api: Any, standin: StandIn) -> None:
    api.inbound()
    offer(api, LIST)
    wamid = api.inbound(type="list_reply", option="corte").json["wamids"][0]
    reply = {"id": "corte", "title": "Corte", "description": "30 min"}
    assert written(standin, wamid)["interactive"] == {"type": "list_reply", "list_reply": reply}
    wamid = api.inbound(type="list_reply", option="color").json["wamids"][0]
    assert "description" not in written(standin, wamid)["interactive"]["list_reply"]


def test_a_tap_on_an_old_message(api: Any, standin: StandIn) -> None:
    api.inbound()
    old = offer(api, BUTTONS)
    offer(api, BUTTONS)
    wamid = api.inbound(type="tap", option="no:1", message=old).json["wamids"][0]
    assert written(standin, wamid)["context"]["id"] == old


def test_a_tap_on_a_templates_button(api: Any, standin: StandIn) -> None:
    component = {
        "type": "button",
        "sub_type": "quick_reply",
        "index": "0",
        "parameters": [{"type": "payload", "payload": "CONFIRM:42"}],
    }
    content = {"name": "aviso", "language": {"code": "es_AR"}, "components": [component]}
    body = {"messaging_product": "whatsapp", "to": ANA, "type": "template", "template": content}
    sent = api.send(body).json["messages"][0]["id"]
    wamid = api.inbound(type="button", option="CONFIRM:42").json["wamids"][0]
    message = written(standin, wamid)
    assert message["type"] == "button"
    assert message["button"]["payload"] == "CONFIRM:42"
    assert message["context"]["id"] == sent


@pytest.mark.parametrize(
    ("act", "kind", "content"),
    [
        ({"type": "image", "caption": "mirá"}, "image", {"caption": "mirá"}),
        ({"type": "audio"}, "audio", {"voice": True, "mime_type": "audio/ogg; codecs=opus"}),
        ({"type": "location", "latitude": -32.0}, "location", {"latitude": -32.0}),
        ({"type": "document"}, "document", {"filename": "archivo.pdf"}),
    ],
)
def test_other_messages(
    api: Any, standin: StandIn, act: dict[str, Any], kind: str, content: dict[str, Any]
) -> None:
    message = written(standin, api.inbound(**act).json["wamids"][0])
    assert message["type"] == kind
    assert content.items() <= message[kind].items()


def test_a_shared_contact(api: Any, standin: StandIn) -> None:
    message = written(standin, api.inbound(type="contact").json["wamids"][0])
    assert message["contacts"][0]["origin"] == "contact_request"
    assert message["contacts"][0]["phones"][0]["wa_id"] == ANA


def test_a_quoted_message(api: Any, standin: StandIn) -> None:
    api.inbound()
    offered = offer(api, BUTTONS)
    message = written(standin, api.inbound(text="ese", quote=offered).json["wamids"][0])
    assert message["context"] == {"from": "15550001111", "id": offered}


def test_a_raw_message_says_what_it_wants(api: Any, standin: StandIn) -> None:
    raw = {"type": "unsupported", "errors": [{"code": 131051}], "id": "wamid.MINE"}
    api.inbound(type="raw", message=raw)
    message = written(standin, "wamid.MINE")
    assert message["from"] == ANA
    assert message["errors"] == [{"code": 131051}]


def test_many_at_once(api: Any) -> None:
    acts = [{"from": f"54926155502{n:02d}", "type": "text", "text": "hola"} for n in range(20)]
    result = api.client.simulate_post("/_control/inbound", json={"messages": acts})
    assert len(set(result.json["wamids"])) == 20


@pytest.mark.parametrize(
    "act",
    [
        {"type": "tap", "option": "Nada"},
        {"type": "tap"},
        {"type": "telepathy"},
        {"type": "text", "text": ""},
        {"type": "reaction", "emoji": "👍"},
        {"type": "raw"},
        {"type": "text", "text": "hola", "from": None},
        {"type": "text", "text": "hola", "phone_number_id": "999"},
    ],
)
def test_an_act_that_makes_no_sense(api: Any, act: dict[str, Any]) -> None:
    assert api.inbound(**act).status_code == 400


def test_reading_a_message_reads_those_before_it(api: Any, standin: StandIn) -> None:
    wamids = [api.inbound(text=str(number)).json["wamids"][0] for number in range(3)]
    api.text()
    body = {"messaging_product": "whatsapp", "status": "read", "message_id": wamids[1]}
    api.send(body)
    (chat,) = standin.exchange.chats.all()
    assert [chat.messages[wamid].state for wamid in wamids] == ["read", "read", "sent"]
