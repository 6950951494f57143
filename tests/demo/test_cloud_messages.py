"""`POST /{version}/{phone_number_id}/messages`: who may, to whom, when, how fast."""

from __future__ import annotations

from typing import Any

import pytest
from falcon import testing

from milo.demo import Number, StandIn

ANA = "5492615550101"
DAY = 24 * 3600


def error(result: Any) -> dict[str, Any]:
    found: dict[str, Any] = result.json["error"]
    return found


def test_accepted(api: Any) -> None:
    api.inbound()
    result = api.text()
    assert result.status_code == 200
    assert result.json["messaging_product"] == "whatsapp"
    assert result.json["contacts"] == [{"input": f"+{ANA}", "wa_id": ANA}]
    assert result.json["messages"][0]["id"].startswith("wamid.")


@pytest.mark.parametrize("to", [ANA, f"+{ANA}", "+54 9 261 555-0101"])
def test_the_same_person_however_written(api: Any, to: str) -> None:
    api.inbound()
    assert api.text(to=to).json["contacts"] == [{"input": to, "wa_id": ANA}]
    assert api.sent()[0]["person"] == ANA


def test_by_user_id(api: Any) -> None:
    api.inbound(**{"from": None, "user_id": "AR.77"})
    result = api.text(to=None, recipient="AR.77")
    assert result.json["contacts"] == [{"input": "AR.77", "user_id": "AR.77"}]


def test_to_wins_over_recipient(api: Any) -> None:
    api.inbound()
    api.inbound(**{"from": None, "user_id": "AR.77"})
    assert api.text(recipient="AR.77").json["contacts"][0]["wa_id"] == ANA


def test_an_unknown_user_id_is_undeliverable(api: Any) -> None:
    assert error(api.text(to=None, recipient="AR.404"))["code"] == 131026


def test_a_wrong_token(api: Any) -> None:
    result = api.send({}, token="wrong")
    assert result.status_code == 401
    assert error(result)["code"] == 190
    assert error(result)["type"] == "OAuthException"


def test_an_unknown_number(api: Any) -> None:
    result = api.send({}, number="999")
    assert result.status_code == 400
    assert (error(result)["code"], error(result)["error_subcode"]) == (100, 33)
    assert "Unsupported post request" in error(result)["error_data"]["details"]


def test_the_shape_of_an_error(api: Any) -> None:
    result = api.text(body="x" * 4097)
    assert result.status_code == 400
    assert error(result).keys() == {"message", "type", "code", "error_data", "fbtrace_id"}
    assert error(result)["message"] == "(#100) Invalid parameter"
    assert error(result)["error_data"]["messaging_product"] == "whatsapp"


def test_not_json(api: Any) -> None:
    headers = {"Authorization": "Bearer test_token"}
    result = api.client.simulate_post("/v25.0/1060000000/messages", body=b"{", headers=headers)
    assert error(result)["code"] == 100


def test_not_to_oneself(api: Any) -> None:
    assert error(api.text(to="+15550001111"))["code"] == 131021


def test_the_window_opens_with_the_persons_message_and_closes_after_a_day(
    api: Any, clock: Any
) -> None:
    assert error(api.text())["code"] == 131047
    api.inbound()
    clock.forward(DAY)
    assert api.text().status_code == 200
    clock.forward(1)
    assert error(api.text())["code"] == 131047
    api.inbound()
    assert api.text().status_code == 200


def test_a_template_needs_no_window(api: Any) -> None:
    content = {"name": "recordatorio", "language": {"code": "es_AR"}}
    body = {"messaging_product": "whatsapp", "to": ANA, "type": "template", "template": content}
    result = api.send(body)
    assert result.json["messages"][0]["message_status"] == "accepted"


def test_the_window_can_be_off(api: Any) -> None:
    api.control(window="off")
    assert api.text().status_code == 200


def test_the_pair_rate_gives_a_burst_of_45_and_then_one_in_six_seconds(
    api: Any, clock: Any
) -> None:
    api.inbound()
    api.inbound(**{"from": "5492615550102", "name": "Bruno"})
    assert [api.text().status_code for _ in range(45)] == [200] * 45
    assert error(api.text())["code"] == 131056
    assert api.text(to="+5492615550102").status_code == 200
    clock.forward(5.9)
    assert error(api.text())["code"] == 131056
    clock.forward(0.1)
    assert api.text().status_code == 200
    assert error(api.text())["code"] == 131056


def test_the_numbers_rate_is_80_a_second(api: Any, clock: Any) -> None:
    api.control(pair_rate=False)
    api.inbound()
    assert [api.text().status_code for _ in range(80)] == [200] * 80
    assert error(api.text())["code"] == 130429
    clock.forward(0.5)
    assert [api.text().status_code for _ in range(41)] == [200] * 40 + [400]
    api.control(number_rate=None)
    assert api.text().status_code == 200


def test_a_read_receipt_turns_the_ticks_blue_and_shows_typing(
    api: Any, standin: StandIn, clock: Any
) -> None:
    wamid = api.inbound().json["wamids"][0]
    body = {"messaging_product": "whatsapp", "status": "read", "message_id": wamid}
    assert api.send({**body, "typing_indicator": {"type": "text"}}).json == {"success": True}
    found = standin.exchange.chats.locate(wamid)
    assert found is not None
    chat, message = found
    assert message.state == "read"
    assert chat.typing_until == clock() + 25
    api.text()
    assert chat.typing_until == 0


def test_a_receipt_for_an_unknown_message(api: Any) -> None:
    body = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.NONE"}
    assert error(api.send(body))["code"] == 131009


def test_a_reaction_lands_on_the_message_and_leaves_it(api: Any, standin: StandIn) -> None:
    wamid = api.inbound().json["wamids"][0]
    for emoji, left in (("✅", {"milo": "✅"}), ("", {})):
        reaction = {"message_id": wamid, "emoji": emoji}
        api.send(
            {"messaging_product": "whatsapp", "to": ANA, "type": "reaction", "reaction": reaction}
        )
        found = standin.exchange.chats.locate(wamid)
        assert found is not None
        assert found[1].reactions == left


def test_each_number_has_its_own_token_window_and_chat(clock: Any) -> None:
    second = Number("222", "15550002222", "second_token")
    standin = StandIn(
        "http://127.0.0.1:9/w", "s", "t", "111", "15550001111", more_numbers=[second], clock=clock
    )
    client = testing.TestClient(standin.app)
    act = {"from": ANA, "type": "text", "text": "hola", "phone_number_id": "222"}
    client.simulate_post("/_control/inbound", json=act)
    body = {"messaging_product": "whatsapp", "to": ANA, "type": "text", "text": {"body": "b"}}

    def send(number: str, token: str) -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        return client.simulate_post(f"/v25.0/{number}/messages", json=body, headers=headers)

    assert send("222", "second_token").status_code == 200
    assert error(send("222", "t"))["code"] == 190
    assert error(send("111", "t"))["code"] == 131047


def test_approved_templates_are_known_by_name_and_parameters(clock: Any) -> None:
    approved = {"aviso": {"body": "Hola {{1}}, mañana {{2}}", "buttons": ["Confirmo"]}}
    standin = StandIn(
        "http://127.0.0.1:9/w", "s", "t", "111", "15550001111", templates=approved, clock=clock
    )
    client = testing.TestClient(standin.app)

    def send(name: str, *texts: str) -> Any:
        parameters = [{"type": "text", "text": each} for each in texts]
        content = {
            "name": name,
            "language": {"code": "es_AR"},
            "components": [{"type": "body", "parameters": parameters}],
        }
        body = {"messaging_product": "whatsapp", "to": ANA, "type": "template"}
        headers = {"Authorization": "Bearer t"}
        return client.simulate_post(
            "/v25.0/111/messages", json={**body, "template": content}, headers=headers
        )

    assert send("aviso", "Ana", "16:30").status_code == 200
    assert error(send("aviso", "Ana"))["code"] == 132000
    assert error(send("otro"))["code"] == 132001
