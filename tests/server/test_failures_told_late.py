"""Meta takes messages and fails them later: a halt, and all goes out once it is mended."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
from support.house import House
from support.polling import until


def parts(house: House) -> dict[str, bool]:
    answer = requests.get(f"{house.server.address}/readyz", timeout=5)
    found: dict[str, bool] = answer.json()["parts"]
    return found


def metrics(house: House) -> str:
    return requests.get(f"{house.server.address}/metrics", timeout=5).text


def test_a_payment_that_fails_halts_the_number_and_nothing_is_lost(own_house: House) -> None:
    house = own_house
    house.open()
    slug, people = house.merchant(), house.people(3)
    house.standin.exchange.faults.flip({"fail": {"code": 131042}})
    for each in people:
        each.send({"type": "text", "text": slug})
    until(lambda: parts(house)["sender"] is False, "the alarm")
    assert "milo_messages_failed_total" in metrics(house)
    house.standin.exchange.faults.flip({"fail": None})
    until(lambda: parts(house)["sender"], "the end of the alarm", 40)
    house.wait_until_quiet(60)
    taken = [each["person"] for each in house.standin.exchange.chats.sent]
    assert {each.owner.key for each in people} <= set(taken)
    logged = [json.loads(line) for line in house.server.written().splitlines() if line[:1] == "{"]
    told = {line.get("action") for line in logged}
    assert {"status.failed", "outbox.halted", "outbox.resumed"} <= told
    statuses = house.database.rows("SELECT DISTINCT status FROM outbox")
    assert {row["status"] for row in statuses} <= {"sent", "delivered", "read"}


def test_a_number_that_the_token_does_not_see_halts_with_what_to_do(own_house: House) -> None:
    house = own_house
    house.open()
    slug, person = house.merchant(), house.person()
    house.standin.exchange.faults.flip({"unseen_numbers": ["1060000000"]})
    person.send({"type": "text", "text": slug})
    until(lambda: parts(house)["sender"] is False, "the alarm")
    assert "the phone_number_id is wrong" in house.server.written()
    house.standin.exchange.faults.flip({"unseen_numbers": []})
    assert "¿Qué querés hacer?" in person.next(40).text


@pytest.mark.parametrize("listed", [True, False])
def test_a_test_number_writes_to_54_where_54_9_is_not_listed(
    own_house: House, listed: bool
) -> None:
    house = own_house
    house.open()
    slug, person = house.merchant(), house.person()
    known = person.owner.wa_id or ""
    assert known.startswith("549")
    house.standin.exchange.faults.flip({"listed": [f"54{known[3:]}"] if listed else ["549"]})
    person.send({"type": "text", "text": slug})
    house.wait_until_quiet()

    def dialled() -> list[Any]:
        rows = house.database.rows("SELECT dialled FROM contacts WHERE user_phone = %s", known)
        return [row["dialled"] for row in rows]

    if listed:  # tried once in the other spelling, after the refusal
        until(lambda: dialled() == [f"54{known[3:]}"], "the other spelling", 30.0)
    else:
        assert dialled() == [None]
    assert bool(house.standin.exchange.chats.sent) is listed


def test_every_call_proves_our_secret(own_house: House) -> None:
    house = own_house
    house.open()
    slug, person = house.merchant(), house.person()
    house.standin.exchange.faults.flip({"require_proof": True})
    person.send({"type": "text", "text": slug})
    assert "¿Qué querés hacer?" in person.next().text
