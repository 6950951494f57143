"""Batches, repeats, strangers, statuses, events: what one post leaves in the store."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from milo.engine.errors import UnavailableError
from milo.engine.messages import Outgoing
from milo.engine.model import Contact, OutboxRow, OutboxStatus

from ..conftest import NOW, PAYLOADS


def sent_row(world, **changes):
    contact = Contact("p1", "1060000000", "AR.123", "5492610000000", "Ana")
    row = OutboxRow("row-1", "p1", "1060000000", Outgoing("hola"), NOW)
    row = replace(row, **{"wamid": "wamid.OUT", "status": OutboxStatus.SENT, **changes})

    def add(tx):
        tx.contacts.upsert(contact, NOW)
        tx.outbox.add(row)

    world.write(add)


def row_now(world):
    return world.read(lambda tx: tx.outbox.by_id("row-1"))


def test_every_entry_change_message_and_status_is_read(world):
    sent_row(world)
    world.deliver_file("batch_of_everything")
    assert [row.message.text for row in world.inbox()] == ["uno", "dos", "tres"]
    assert row_now(world).status is OutboxStatus.DELIVERED
    assert [event[0] for event in world.events()] == ["account_update"]
    assert world.settled == []
    assert world.nudged == ["p1"]


def test_a_repeat_inside_a_batch_is_one_message(world):
    world.deliver_file("duplicate_inside_batch")
    assert len(world.inbox()) == 1
    assert len(world.nudged) == 1


def test_a_repeat_across_posts_changes_nothing_and_nudges_nobody(world):
    world.deliver_file("text")
    before = world.inbox()
    world.nudged.clear()
    assert world.deliver_file("text").status_code == 200
    assert world.inbox() == before
    assert world.nudged == []


def test_a_repeat_in_another_batch_keeps_what_is_new(world):
    world.deliver_file("text")
    data = json.loads((PAYLOADS / "text.json").read_text())
    messages = data["entry"][0]["changes"][0]["value"]["messages"]
    messages.append({**messages[0], "id": "wamid.T9"})
    world.deliver(json.dumps(data))
    assert [row.message_id for row in world.inbox()] == ["wamid.T1", "wamid.T9"]


def test_a_missing_id_is_made_of_the_content_and_stays_the_same(world):
    world.deliver_file("id_missing")
    first = [row.message_id for row in world.inbox()]
    world.deliver_file("id_missing")
    assert [row.message_id for row in world.inbox()] == first
    assert len(first) == len(set(first)) == 2
    assert all(each.startswith("milo.") for each in first)


@pytest.mark.parametrize("name", ["foreign_number", "metadata_missing"])
def test_a_number_that_is_not_ours_is_stored_and_never_answered(world, name):
    assert world.deliver_file(name).status_code == 200
    (row,) = world.inbox()
    assert row.done_at is not None
    assert row.contact_id is None
    assert row.error is None
    assert world.contacts() == []
    assert world.nudged == []


def test_a_business_s_own_number_is_ours(world):
    world.add_business("b1", phone_number_id="666")
    world.deliver_file("foreign_number")
    (row,) = world.inbox()
    assert row.done_at is None
    assert world.nudged == [row.contact_id]


def test_what_is_no_object_is_parked_and_the_rest_goes_on(world):
    world.deliver_file("message_is_no_object")
    rows = world.inbox()
    assert [row.error for row in rows] == ["the message is no object"] * 3 + [None]
    assert rows[-1].message.text == "hola"


def test_contacts_come_in_sorted_order(build):
    world = build()
    order = []
    value = {
        "metadata": {"phone_number_id": "1060000000"},
        "messages": [
            {"from": phone, "id": phone, "type": "text", "text": {"body": "x"}}
            for phone in ("3", "1", "2", "1")
        ],
    }
    world.deliver(json.dumps({"entry": [{"changes": [{"field": "messages", "value": value}]}]}))
    order = [contact.user_phone for contact in world.contacts()]
    assert order == ["1", "2", "3"]
    assert [row.message_id for row in world.inbox()] == ["3", "1", "2"]


STATUSES = {
    "status_sent": (OutboxStatus.SENT, None),
    "status_read": (OutboxStatus.READ, None),
    "status_played": (OutboxStatus.READ, None),
    "status_failed": (
        OutboxStatus.FAILED,
        "window 131047 · Re-engagement message · More than 24 hours have passed since …000 last "
        "replied.",
    ),
    "status_failed_without_errors": (OutboxStatus.FAILED, "final failed, no reason given"),
    "status_failed_string_error_data": (
        OutboxStatus.FAILED,
        "final 131026 · Message undeliverable · not on WhatsApp",
    ),
    "status_contacts_without_profile": (OutboxStatus.SENT, None),
}


@pytest.mark.parametrize("name", STATUSES)
def test_a_status_settles_its_row(world, name):
    sent_row(world)
    assert world.deliver_file(name).status_code == 200
    row = row_now(world)
    assert (row.status, row.error) == STATUSES[name]
    assert world.settled == [], "it was not in doubt: nothing waits for it"
    assert world.events() == []
    assert world.nudged == []


def test_a_status_finds_its_row_by_our_own_id(world):
    sent_row(world, wamid=None, status=OutboxStatus.PENDING)
    world.deliver_file("status_delivered_by_callback_data")
    assert row_now(world).status is OutboxStatus.DELIVERED
    assert row_now(world).wamid == "wamid.NEW"
    assert world.settled == ["p1"], "what waits behind it may go"


def test_a_status_of_somebody_else_s_message_is_nothing_to_us(world):
    sent_row(world)
    world.deliver_file("status_of_somebody_else")
    assert world.settled == []


EVENTS = {
    "status_deleted": ["status"],
    "status_without_id": ["status"],
    "errors_alone": ["errors"],
    "interactive_without_object": ["errors"],
    "field_account_update": ["account_update"],
    "field_user_preferences": ["user_preferences"],
    "field_from_the_future": ["holograms"],
    "value_with_nothing": ["messages"],
    "messages_is_object": ["messages"],
    "body_list": ["body"],
    "body_string": ["body"],
    "body_null": ["body"],
    "body_number": ["body"],
    "body_empty_object": ["body"],
    "entry_is_object": ["body"],
    "entry_holds_numbers": ["entry", "entry", "entry"],
    "changes_hold_numbers": ["change", "change", "messages", "5"],
}


@pytest.mark.parametrize("name", EVENTS)
def test_what_is_no_message_becomes_an_event(world, name):
    assert world.deliver_file(name).status_code == 200
    assert [kind for kind, _, _ in world.events()] == EVENTS[name]


def test_an_event_keeps_what_came(world):
    world.deliver_file("field_from_the_future")
    ((_, payload, at),) = world.events()
    assert json.loads(payload) == {"field": "holograms", "value": {"x": 1}}
    assert at == NOW


@pytest.mark.parametrize("path", sorted(PAYLOADS.glob("*.json")), ids=lambda path: path.stem)
def test_every_file_is_acknowledged(world, path):
    assert world.deliver(path.read_bytes()).status_code == 200
    assert world.inbox() or world.events() or "status" in path.stem


class _Away:
    def transact(self, work):
        raise UnavailableError("locked")


def test_503_when_it_cannot_be_stored(build):
    world = build(store=_Away())
    answer = world.deliver_file("text")
    assert answer.status_code == 503
    assert answer.json["title"] == "Service Unavailable"
    assert world.nudged == []


def test_a_nudge_that_fails_is_still_acknowledged(build):
    def fail(_contacts):
        raise RuntimeError("asleep")

    world = build(nudge=fail)
    assert world.deliver_file("text").status_code == 200
    assert len(world.inbox()) == 1


def test_people_who_turn_out_to_be_one_within_a_post_lose_no_message(world):
    """The phone alone, Meta's id alone, then both: two contacts that the third message merges."""
    data = json.loads((PAYLOADS / "text.json").read_text())
    value = data["entry"][0]["changes"][0]["value"]
    first = value["messages"][0]
    phone, user_id = "5492617777777", "AR.777"
    keys = [{"from": phone}, {"from_user_id": user_id}, {"from": phone, "from_user_id": user_id}]
    plain = {key: first[key] for key in first if key not in ("from", "from_user_id")}
    value["messages"] = [plain | key | {"id": f"wamid.M{i}"} for i, key in enumerate(keys)]
    value["contacts"] = []
    assert world.deliver(json.dumps(data)).status_code == 200
    rows = world.inbox()
    assert len(rows) == 3
    assert {row.contact_id for row in rows} == {world.contacts()[0].id}
    assert len(world.contacts()) == 1


@pytest.mark.parametrize(
    ("sent", "order"),
    [
        (("1756390003", "1756390001", "1756390002"), ["dos", "tres", "uno"]),
        (("1756390001", "1756390001", "1756390001"), ["uno", "dos", "tres"]),
        (("1756390005", None, "1756390001"), ["tres", "uno", "dos"]),
        (("1756390003000", "1756390001", "1756390002000"), ["dos", "tres", "uno"]),
    ],
)
def test_what_was_sent_first_comes_first_wherever_the_post_lists_it(world, sent, order):
    data = json.loads((PAYLOADS / "text.json").read_text())
    value = data["entry"][0]["changes"][0]["value"]
    (message,) = value["messages"]
    value["messages"] = [
        {**message, "id": f"wamid.{text}", "text": {"body": text}, "timestamp": at}
        for text, at in zip(("uno", "dos", "tres"), sent, strict=True)
    ]
    world.deliver(json.dumps(data))
    assert [row.message.text for row in world.inbox()] == order
