"""The operator's pages: what is in trouble and mended, what Meta says, who changed what."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from milo.engine.messages import Outgoing
from milo.engine.model import (
    AccountNews,
    ClientStatus,
    Contact,
    OutboxRow,
    OutboxStatus,
    TemplateState,
)

from ..conftest import NOW
from .test_panel import LINK, Browser, link_to

PAGES = (
    "/panel/admin",
    "/panel/admin/messages",
    "/panel/admin/account",
    "/panel/admin/audit",
    "/panel/admin/new",
)


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


def test_a_halted_number_and_the_end_of_what_is_free_stand_on_the_page(world, operator):
    def work(tx):
        ana = Contact("x1", "1060000000", "AR.1", "5492615550000", "Ana")
        tx.contacts.upsert(ana, NOW)
        halted = OutboxRow.to(ana, "h1", Outgoing("hola"), NOW)
        tx.outbox.add(replace(halted, error="halt 131042 · Meta could not be paid"))
        for number in range(905):
            row = OutboxRow.to(ana, f"d{number}", Outgoing("hola"), NOW)
            tx.outbox.add(replace(row, status=OutboxStatus.DELIVERED, wamid=f"w{number}"))

    assert "Números frenados" not in operator.get("/panel/admin/account").text
    world.write(work)
    page = operator.get("/panel/admin/account").text
    assert "Números frenados" in page and "Meta could not be paid" in page
    assert "Quedan 95 de los 1000 gratis" in page


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


def client(world, slug):
    return world.read(lambda tx: tx.clients.by_slug(slug))


def test_a_merchant_is_made_from_a_name_with_a_link_that_is_chosen(world, operator):
    world.add_client("barberia-n1", name="Otra")
    page = operator.get("/panel/admin/new?name=Barber%C3%ADa+N%C2%B0+1").text
    assert re.findall(r'type="radio" name="slug" value="([^"]+)"', page) == [
        "barberia-n1-2",
        "barberia-n1-3",
        "barberia-n1-4",
    ]
    new = {"name": "Barbería N° 1", "slug": "barberia-n1-2"}
    taken = operator.send("/panel/admin/new?name=x", "/panel/admin/new", **new, own="barberia-n1")
    assert taken.status_code == 422
    assert "ya es de otro comercio" in taken.text
    made = operator.send("/panel/admin/new?name=x", "/panel/admin/new", **new, own="")
    assert made.headers["location"].startswith("/panel/settings?client=barberia-n1-2")
    assert client(world, "barberia-n1-2").name == "Barbería N° 1"
    page = operator.get(made.headers["location"])
    assert page.status_code == 200
    assert "Completá servicios" in page.text
    assert world.read(lambda tx: tx.audit.of("client:barberia-n1-2"))[0].actor == "panel:operator"


@pytest.mark.parametrize(
    ("own", "told"),
    [("hoy", "para decir otra cosa"), ("Ñandú!", "letras sin acento"), ("x", "de 2 a 63")],
)
def test_a_link_that_cannot_be_is_refused_with_why(world, operator, own, told):
    new = {"name": "Ñandú", "slug": "nandu", "own": own}
    answer = operator.send("/panel/admin/new?name=x", "/panel/admin/new", **new)
    assert answer.status_code == 422
    assert told in answer.text
    assert client(world, "nandu") is None


def test_a_name_that_gives_no_link_asks_for_one(world, operator):
    assert "De este nombre no sale ninguno" in operator.get("/panel/admin/new?name=%E2%98%85").text
    empty = operator.send("/panel/admin/new?name=x", "/panel/admin/new", name=" ", slug="abc")
    assert empty.status_code == 422
    assert "Falta el nombre" in empty.text


def test_a_client_is_closed_and_its_merchant_let_in(world, operator):
    path = "/panel/link?client=carla"
    answer = operator.send(path, path, status="suspended")
    assert "Suspendido" in operator.get(answer.headers["location"]).text
    assert client(world, "carla").status is ClientStatus.SUSPENDED
    operator.send(path, path, status="gone")
    assert client(world, "carla").status is ClientStatus.SUSPENDED
    shown = operator.send(path, path, let_in="1").text
    address = re.search(r'value="https://go\.soymilo\.com(/panel/entrar/[^"]+)"', shown)[1]
    merchant = Browser(world)
    assert merchant.post(address).status_code == 303
    assert merchant.get("/panel/agenda").status_code == 200


def test_a_merchant_neither_makes_clients_nor_opens_nor_lets_in(world, operator):
    link_to(world, client(world, "carla"))
    merchant = Browser(world)
    merchant.post(f"/panel/entrar/{LINK}")
    assert merchant.get("/panel/admin/new").status_code == 404
    path = "/panel/link"
    assert "Para quien administra" not in merchant.get(path).text
    assert merchant.send(path, path, status="suspended").status_code == 403
    assert merchant.send(path, path, let_in="1").status_code == 403
    assert merchant.send(path, "/panel/admin/new", name="Nuevo", slug="nuevo").status_code == 404
    assert client(world, "nuevo") is None


def test_each_change_says_whose_session_made_it_from_signing_in_to_signing_out(world):
    link_to(world, world.add_client("carla"), "secreto")
    merchant = Browser(world)
    merchant.post("/panel/entrar/secreto")
    world.add_booking("b1", NOW + timedelta(hours=2), name="Ana")
    merchant.send("/panel/bookings/b1", "/panel/bookings/b1", action="notes", notes="Trae perro")
    closure = {"day": "2026-11-23", "from": "11:30", "to": "12:00"}
    merchant.send("/panel/agenda", "/panel/closures", **closure)
    merchant.send("/panel/agenda", "/panel/salir")
    operator = Browser(world)
    operator.post("/panel/entrar", token="s3cret-admin")
    entries = world.read(lambda tx: tx.audit.latest(9))
    who = {entry.action: entry.actor for entry in entries}
    signed_in = [entry.actor for entry in entries if entry.action == "panel.sign_in"]
    assert signed_in[0] == "panel:operator"
    assert signed_in[1].startswith("panel:") and len(signed_in[1]) == len("panel:") + 8
    assert {who["client.change"], who["panel.sign_out"]} == {signed_in[1]}
    assert any(entry.subject == "booking:b1" and entry.actor == signed_in[1] for entry in entries)
