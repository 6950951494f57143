"""What a `failed` status, or an error of the account's, does at the edge: once, and by name."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from milo.engine.messages import Outgoing
from milo.engine.model import Contact, OutboxRow, OutboxStatus
from milo.engine.sending.number import Delivered, FailedLate
from milo.engine.sending.retry import FailureKind

from ..conftest import NOW, make_world

NUMBER = "1060000000"


@pytest.fixture
def told():
    return []


@pytest.fixture
def world(told):
    world = make_world(tell_of_number=told.append)
    contact = Contact("p1", NUMBER, "AR.123", "5492610000000", "Ana")
    row = OutboxRow("row-1", "p1", NUMBER, Outgoing("hola"), NOW)
    row = replace(row, wamid="wamid.OUT", status=OutboxStatus.SENT, claimed_at=NOW)
    world.write(lambda tx: (tx.contacts.upsert(contact, NOW), tx.outbox.add(row)))
    return world


def deliver(world, value):
    value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": NUMBER}, **value}
    change = {"field": "messages", "value": value}
    body = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}
    assert world.deliver(json.dumps(body)).status_code == 200


def status(world, status="failed", code=None):
    errors = {"errors": [{"code": code, "title": "Told late"}]} if code else {}
    deliver(world, {"statuses": [{"id": "wamid.OUT", "status": status, **errors}]})


def row_now(world):
    return world.read(lambda tx: tx.outbox.by_id("row-1"))


@pytest.mark.parametrize(
    ("code", "kind"),
    [(131042, FailureKind.HALT), (131031, FailureKind.HALT), (131048, FailureKind.SLOW)],
)
def test_an_account_wide_code_is_told_of_the_number_once(world, told, code, kind):
    for _ in range(3):
        status(world, code=code)
    (news,) = told
    assert isinstance(news, FailedLate)
    assert (news.phone_number_id, news.sent_at) == (NUMBER, NOW)
    assert (news.error.kind, news.error.meta_code) == (kind, code)
    assert row_now(world).status is OutboxStatus.PENDING
    assert set(world.settled) == {"p1"}
    assert f'milo_messages_failed_total{{code="{code}"}} 1.0' in world.get("/metrics").text


@pytest.mark.parametrize("code", [131000, 131016, 131056])
def test_a_passing_code_makes_the_message_pending_again(world, told, code):
    status(world, code=code)
    assert (row_now(world).status, row_now(world).resends) == (OutboxStatus.PENDING, 1)
    assert (world.settled, told) == (["p1"], [])


def test_a_code_for_good_fails_the_message(world, told):
    status(world, code=131026)
    assert (row_now(world).status, told) == (OutboxStatus.FAILED, [])


def test_what_failed_and_then_arrived_did_not_fail(world, told):
    status(world, code=131026)
    status(world, "delivered")
    assert (row_now(world).status, row_now(world).error) == (OutboxStatus.DELIVERED, None)
    assert told == [Delivered(NUMBER)]


def test_an_error_of_the_account_alone_is_told_of_its_number(world, told):
    deliver(world, {"errors": [{"code": 130429, "title": "Rate limit hit"}]})
    assert [(news.phone_number_id, news.error.kind) for news in told] == [
        (NUMBER, FailureKind.SLOW)
    ]
    deliver(world, {"errors": [{"code": 131051, "title": "Unsupported"}]})
    assert len(told) == 1
