"""The operator's pages: what is in trouble and mended, what Meta says, who changed what."""

from __future__ import annotations

import pytest

from milo.engine.messages import Outgoing
from milo.engine.model import (
    AccountNews,
    Contact,
    OutboxRow,
    OutboxStatus,
    TemplateState,
)

from ..conftest import NOW
from .test_panel import LINK, Browser, link_to

PAGES = ("/panel/admin", "/panel/admin/messages", "/panel/admin/account", "/panel/admin/audit")


@pytest.fixture
def operator(world):
    world.add_client("carla")
    browser = Browser(world)
    browser.post("/panel/entrar", token="s3cret-admin")
    return browser


def failed_row(world):
    def add(tx):
        contact = tx.contacts.upsert(Contact("k1", "1060000000", None, "5492615551234", "Ana"), NOW)
        row = OutboxRow.to(contact, "o1", Outgoing("Hola Ana").fitted(), NOW)
        tx.outbox.add(row)
        tx.outbox.fail("o1", "final 131026 Message undeliverable")

    world.write(add)


def test_a_failed_message_says_why_and_is_sent_again(world, operator):
    failed_row(world)
    page = operator.get("/panel/admin/messages").text
    assert "Hola Ana" in page
    assert "Message undeliverable" in page
    assert "5492615551234" not in page
    form = {"kind": "failed", "id": "o1", "action": "again"}
    operator.send("/panel/admin/messages", "/panel/admin/messages", **form)
    assert world.read(lambda tx: tx.outbox.by_id("o1")).status is OutboxStatus.PENDING
    assert "k1" in world.settled
    assert world.read(lambda tx: tx.audit.of("outbox:o1"))[0].actor == "panel:operator"
    again = operator.send("/panel/admin/messages", "/panel/admin/messages", **form)
    assert "ya no está" in operator.get(again.headers["location"]).text


def test_a_parked_message_is_put_away(world, operator):
    assert world.deliver_file("text").status_code == 200
    [row] = world.inbox()
    world.write(lambda tx: tx.inbox.park(row.id, "it broke", NOW))
    assert "it broke" in operator.get("/panel/admin/messages").text
    form = {"kind": "parked", "id": str(row.id), "action": "drop"}
    operator.send("/panel/admin/messages", "/panel/admin/messages", **form)
    assert world.read(lambda tx: tx.inbox.parked()) == 0
    assert "Ninguno" in operator.get("/panel/admin/messages").text


def test_a_parked_message_is_worked_again(world, operator):
    world.deliver_file("text")
    [row] = world.inbox()
    world.write(lambda tx: tx.inbox.park(row.id, "it broke", NOW))
    world.nudged.clear()
    form = {"kind": "parked", "id": str(row.id), "action": "again"}
    operator.send("/panel/admin/messages", "/panel/admin/messages", **form)
    assert world.read(lambda tx: tx.inbox.parked()) == 0
    assert world.nudged == [row.contact_id]


@pytest.mark.parametrize("id", ["", "x", "9" * 40, "-1", "nadie"])
@pytest.mark.parametrize("kind", ["failed", "parked", ""])
def test_a_message_that_is_not_there_is_told_so(operator, kind, id):
    form = {"kind": kind, "id": id, "action": "again"}
    answer = operator.send("/panel/admin/messages", "/panel/admin/messages", **form)
    assert "ya no está" in operator.get(answer.headers["location"]).text


def test_what_meta_says_and_templates_stand_on_a_page(world, operator):
    news = AccountNews("number 1060000000", "phone_number_quality_update", "RED", True)
    template = TemplateState("recordatorio", "es_AR", "REJECTED", NOW, reason="INVALID_FORMAT")
    world.write(lambda tx: (tx.account_news.save(news), tx.templates.save(template)))
    page = operator.get("/panel/admin/account").text
    assert "phone_number_quality_update" in page
    assert "INVALID_FORMAT" in page


def test_the_audit_tells_the_newest_first_and_of_one_subject(world, operator):
    world.patch("/api/clients/carla", {"name": "Una"})
    world.patch("/api/clients/carla", {"name": "Otra"})
    page = operator.get("/panel/admin/audit").text
    assert page.index("Otra") < page.index("Carla")
    only = operator.get("/panel/admin/audit?about=client:carla").text
    assert "client:carla" in only
    assert "panel.sign_in" not in only


def test_a_merchant_has_no_such_pages(world, operator):
    link_to(world, world.read(lambda tx: tx.clients.by_slug("carla")))
    merchant = Browser(world)
    merchant.post(f"/panel/entrar/{LINK}")
    for path in PAGES:
        assert operator.get(path).status_code == 200
        assert merchant.get(path).status_code == 404
    sent = merchant.send("/panel/agenda", "/panel/admin/messages", kind="failed", id="o1")
    assert sent.status_code == 404
