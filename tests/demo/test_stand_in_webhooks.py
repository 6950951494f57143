"""What the webhook is told, over real HTTP on loopback: signed, batched, again when refused."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import requests

from milo.demo import StandIn
from milo.demo.deliveries import Deliveries
from milo.demo.fault_switches import Faults

ANA = "5492615550101"


def states(values: list[dict[str, Any]]) -> list[str]:
    return [entry["status"] for value in values for entry in value["statuses"]]


def test_a_persons_message(live_api: Any, webhook: Any, clock: Any) -> None:
    wamid = live_api.inbound(text="¿hay lugar? a/b").json["wamids"][0]
    post = webhook.post()
    assert b"a\\/b" in post["raw"]
    assert post["body"]["object"] == "whatsapp_business_account"
    value = post["body"]["entry"][0]["changes"][0]["value"]
    assert value["metadata"] == {
        "display_phone_number": "15550001111",
        "phone_number_id": "1060000000",
    }
    user_id = value["contacts"][0]["user_id"]
    assert value["contacts"] == [{"profile": {"name": "Ana"}, "wa_id": ANA, "user_id": user_id}]
    assert value["messages"] == [
        {
            "from": ANA,
            "from_user_id": user_id,
            "id": wamid,
            "timestamp": str(int(clock())),
            "type": "text",
            "text": {"body": "¿hay lugar? a/b"},
        }
    ]


def test_who_shows_no_number(live_api: Any, webhook: Any) -> None:
    live_api.inbound(**{"from": None, "user_id": "AR.77", "name": "Eli"})
    (value,) = webhook.values(1)
    assert value["contacts"] == [{"profile": {"name": "Eli"}, "user_id": "AR.77"}]
    assert "from" not in value["messages"][0]
    assert value["messages"][0]["from_user_id"] == "AR.77"


def test_the_statuses_of_a_send_carry_its_callback_data(live_api: Any, webhook: Any) -> None:
    live_api.inbound()
    webhook.values(1)
    wamid = live_api.text(biz_opaque_callback_data="outbox:77").json["messages"][0]["id"]
    values = webhook.values(3)
    assert states(values) == ["sent", "delivered", "read"]
    for value in values:
        (entry,) = value["statuses"]
        assert entry["id"] == wamid
        assert entry["biz_opaque_callback_data"] == "outbox:77"
        assert entry["recipient_id"] == ANA
        assert entry["recipient_user_id"].startswith("AR.")


def test_a_send_outside_the_window_can_fail_later(live_api: Any, webhook: Any) -> None:
    live_api.control(window="async")
    assert live_api.text(biz_opaque_callback_data="outbox:1").status_code == 200
    (value,) = webhook.values(1)
    (entry,) = value["statuses"]
    assert entry["status"] == "failed"
    assert entry["errors"][0]["code"] == 131047
    assert entry["biz_opaque_callback_data"] == "outbox:1"
    assert "contacts" not in value


def test_an_accepted_send_can_fail_by_a_switch(live_api: Any, webhook: Any) -> None:
    live_api.inbound()
    webhook.values(1)
    live_api.control(fail={"code": 131026, "times": 1})
    live_api.text()
    assert states(webhook.values(1)) == ["failed"]
    live_api.text()
    assert states(webhook.values(3)) == ["sent", "delivered", "read"]


def test_refused_it_comes_again_until_it_is_taken(live_api: Any, webhook: Any) -> None:
    webhook.answers = [503, 500]
    live_api.inbound()
    posts = [webhook.post() for _ in range(3)]
    assert [post["status"] for post in posts] == [503, 500, 200]
    assert len({post["raw"] for post in posts}) == 1


def test_given_up_in_the_end(live: StandIn, live_api: Any, webhook: Any) -> None:
    webhook.answers = [503] * 4
    live_api.inbound()
    for _ in range(4):
        webhook.post()
    live_api.inbound()
    assert webhook.post()["status"] == 200
    assert live.exchange.deliveries.counts["given_up"] == 1


def test_a_refused_connection_is_tried_again(live: StandIn, live_api: Any, webhook: Any) -> None:
    url = live.webhook_url
    live.webhook_url = "http://127.0.0.1:9/closed"
    live_api.inbound()
    live.webhook_url = url
    assert webhook.post()["status"] == 200


def test_taken_the_persons_message_has_two_ticks(
    live: StandIn, live_api: Any, webhook: Any
) -> None:
    wamid = live_api.inbound().json["wamids"][0]
    webhook.post()
    live.stop()  # the worker has finished
    found = live.exchange.chats.locate(wamid)
    assert found is not None
    assert found[1].state == "delivered"


def test_duplicates(live_api: Any, webhook: Any) -> None:
    live_api.control(duplicate_webhooks=2)
    live_api.inbound()
    assert webhook.post()["raw"] == webhook.post()["raw"]


def test_held_statuses_come_when_released(live_api: Any, webhook: Any) -> None:
    live_api.inbound()
    webhook.values(1)
    live_api.control(hold_statuses=True)
    live_api.text()
    live_api.inbound(text="otra")
    assert "messages" in webhook.values(1)[0]
    live_api.control(hold_statuses=False)
    assert states(webhook.values(3)) == ["sent", "delivered", "read"]


@pytest.mark.parametrize(
    ("wanted", "expected"), [(["delivered"], ["delivered"]), (True, ["sent", "delivered", "read"])]
)
def test_which_statuses(live_api: Any, webhook: Any, wanted: Any, expected: list[str]) -> None:
    live_api.control(statuses=wanted)
    live_api.inbound()
    webhook.values(1)
    live_api.text()
    assert states(webhook.values(len(expected))) == expected


def test_statuses_can_be_off(live_api: Any, webhook: Any) -> None:
    live_api.control(statuses=False)
    live_api.inbound()
    live_api.text()
    live_api.inbound(text="otra")
    assert all("messages" in value for value in webhook.values(2))


def test_updates_wait_together_and_go_in_batches(clock: Any) -> None:
    batches: list[int] = []

    def post(changes: list[dict[str, Any]]) -> int:
        batches.append(len(changes))
        if sum(batches) == 25:
            done.set()
        return 200

    done = threading.Event()
    deliveries = Deliveries(lambda: post, Faults(), workers=1)
    for number in range(25):
        deliveries.put("ana", {"field": "messages", "value": {"n": number}})
    deliveries.start()
    assert done.wait(5)
    deliveries.stop()
    assert batches == [20, 5]


def test_any_webhook_at_all(live_api: Any, webhook: Any) -> None:
    change = {"value": {"event": "DISABLED_UPDATE"}, "field": "account_update"}
    live_api.client.simulate_post("/_control/webhook", json=change)
    assert webhook.post()["body"]["entry"][0]["changes"] == [change]


def test_an_answer_that_is_lost_was_a_send_all_the_same(
    live: StandIn, live_api: Any, webhook: Any
) -> None:
    live_api.inbound()
    live_api.control(lose_answers=1)
    url = f"{live.address}/v25.0/1060000000/messages"
    body = {"messaging_product": "whatsapp", "to": ANA, "type": "text", "text": {"body": "b"}}
    headers = {"Authorization": "Bearer test_token"}
    with pytest.raises(requests.ConnectionError):
        requests.post(url, json=body, headers=headers, timeout=5)
    assert len(live_api.sent()) == 1
    assert requests.post(url, json=body, headers=headers, timeout=5).status_code == 200


def test_a_dropped_connection_was_no_send(live: StandIn, live_api: Any, webhook: Any) -> None:
    live_api.inbound()
    live_api.control(drop=1)
    url = f"{live.address}/v25.0/1060000000/messages"
    with pytest.raises(requests.ConnectionError):
        requests.post(url, json={}, timeout=5)
    assert live_api.sent() == []


def test_a_taken_port_is_an_error(live: StandIn) -> None:
    port = int(live.address.rpartition(":")[2])
    other = StandIn("http://127.0.0.1:9/w", "s", "t", "1", "15550001111")
    with pytest.raises(OSError):
        other.start(port=port)
