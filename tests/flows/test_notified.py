"""Telling a person something: words inside Meta's window, a template outside, or why neither."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from support.conversations import CARLA, Phone, Town, shipped

from milo.cli.libraries import load_templates
from milo.cli.terms import terms_of
from milo.engine.booking.notices import ANNOUNCED
from milo.engine.messages import Incoming, Kind, Option, Outgoing
from milo.engine.model import Business, OutboxRow, TemplateState
from milo.engine.templates.notifier import Notice, Notifier, Told

SAYS = {"comercio": "Carla", "servicio": "Corte", "dia": "viernes 27", "hora": "10:00"}


def approve(town: Town, name: str, status: str = "APPROVED") -> None:
    state = TemplateState(name, "es_AR", status, town.clock.now())
    town.store.transact(lambda tx: tx.templates.save(state))


def notify(town: Town, phone: Phone | None, purpose: str = "turno_movido", **more: Any) -> Told:
    notifier = Notifier(shipped(), load_templates(), terms_of, town.clock, town.ids)

    def work(tx: Any) -> Told:
        client = tx.clients.by_slug("carla")
        contact = phone.contact if phone else None
        return notifier.notify(tx, Notice(client, contact, purpose, SAYS, **more))

    return town.store.transact(work)


def last(town: Town, phone: Phone) -> OutboxRow:
    heads = town.read(lambda tx: tx.outbox.heads([phone.contact.id]))
    return heads[0]


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
def phone(town: Town) -> Phone:
    phone = town.person()
    phone.say("carla")
    return phone


def test_inside_the_window_the_flows_words_are_sent(town: Town, phone: Phone) -> None:
    assert notify(town, phone) == Told("sent", contacts=(phone.contact.id,))
    (row,) = phone.settle()
    assert "Corte" in row.body.text and not row.body.closed


def test_outside_it_the_template_is_sent_once_meta_has_approved_it(
    town: Town, phone: Phone
) -> None:
    town.sleep(hours=24)
    assert notify(town, phone) == Told("no", "no_template")
    for status in ("PENDING", "REJECTED", "PAUSED", "DISABLED"):
        approve(town, "turno_movido", status)
        assert notify(town, phone).why == "no_template"
    approve(town, "turno_movido")
    assert notify(town, phone).told == "template"
    body = last(town, phone).body
    assert body.closed and body.template
    assert (body.template.name, body.template.language) == ("turno_movido", "es_AR")
    assert dict(body.template.parameters) == SAYS


def test_what_has_no_template_waits_for_the_person(town: Town, phone: Phone) -> None:
    town.sleep(hours=24)
    assert notify(town, phone, "no_such_purpose") == Told("no", "window")
    assert notify(town, None) == Told("no", "no_phone")
    assert phone.settle() == []


def test_a_client_may_name_its_own_template(town: Town) -> None:
    town.opens("otra", CARLA)
    phone = town.person()
    phone.say("carla")
    settings = CARLA | {"templates": {"turno_movido": "movido_carla"}}
    carla = town.read(lambda tx: tx.clients.by_slug("carla"))
    assert carla
    town.store.transact(lambda tx: tx.clients.save(replace(carla, settings=settings)))
    town.sleep(hours=24)
    approve(town, "turno_movido")
    assert notify(town, phone).why == "no_template"
    approve(town, "movido_carla")
    assert notify(town, phone).told == "template"
    template = last(town, phone).body.template
    assert template and template.name == "movido_carla"


def test_buttons_come_back_the_same_from_words_and_from_a_template(
    town: Town, phone: Phone
) -> None:
    buttons = (Option("s|si", "Confirmo"), Option("s|otro", "Cambiar"), Option("s|no", "Cancelar"))
    approve(town, "recordatorio")
    notify(town, phone, "recordatorio", buttons=buttons)
    (row,) = phone.settle()
    assert row.body.buttons == buttons
    assert row.body.template and row.body.template.payloads == ("s|si", "s|otro", "s|no")


def test_the_window_counts_from_the_messages_own_timestamp(town: Town) -> None:
    phone = town.person()
    sent = (town.clock.now() - timedelta(hours=30)).timestamp()
    phone._send(Incoming(Kind.TEXT, text="carla", at=sent))
    assert notify(town, phone) == Told("no", "no_template"), "30 hours old, it opens none"
    phone._send(Incoming(Kind.TEXT, text="hola", at=town.clock.now().timestamp() + 9999))
    assert notify(town, phone).told == "sent", "a clock ahead of ours says no more than now"


def test_who_wrote_to_one_client_may_be_answered_by_each(town: Town, phone: Phone) -> None:
    town.sleep(hours=20)
    town.opens("bea", CARLA)
    phone.say("bea")
    town.sleep(hours=10)
    assert notify(town, phone).told == "sent"


@pytest.mark.parametrize("said", ["buscaba otro comercio", "mis datos", "baja"])
def test_what_no_session_answers_opens_it_too(said: str) -> None:
    town = Town(carla=CARLA, otra=CARLA)
    phone = town.person()
    phone.say("carla")
    town.changes("carla", status="inactive")
    town.sleep(hours=30)
    assert phone.say(said)
    town.changes("carla", status="active")
    town.sleep(hours=10)
    assert notify(town, phone).told == "sent"
    town.sleep(hours=14)
    assert notify(town, phone).why == "no_template", "and it closes a day after that"


def test_what_is_to_be_sent_later_is_held_to_the_window_then(town: Town, phone: Phone) -> None:
    later = town.clock.now() + timedelta(hours=30)
    assert notify(town, phone, not_before=later).why == "no_template"
    soon = town.clock.now() + timedelta(hours=10)
    assert notify(town, phone, not_before=soon).told == "sent"
    assert last(town, phone).retry_at == soon


def test_a_template_is_kept_as_it_was_filled_in() -> None:
    template = next(iter(load_templates())).filled("es-AR", SAYS, payloads=("a",))
    body = Outgoing("hola", template=template).as_template()
    assert Outgoing.from_json(body.to_json()) == body == body.fitted()


def test_each_news_of_a_booking_has_a_template() -> None:
    """Such news come later than Meta's day as often as not, as over a weekend."""
    templates = {one.purpose: one for one in load_templates()}
    assert not ANNOUNCED.keys() - templates.keys()
    for purpose, shown in ANNOUNCED.items():
        samples = templates[purpose].samples.keys()
        assert samples <= {*shown, "comercio"}, f"{purpose} shows what nobody fills in"


def test_a_number_of_an_account_of_its_own_sends_the_templates_of_that(
    town: Town, phone: Phone
) -> None:
    town.sleep(hours=24)
    now = town.clock.now()
    own = Business("norte", "Norte", "1060000001", "5492610000001", None, now, now, waba_id="900")
    client = town.read(lambda tx: tx.clients.by_slug("carla"))

    def belongs(tx: Any) -> None:
        tx.businesses.add(own)
        tx.clients.save(replace(client, business_id="norte"))

    town.store.transact(belongs)
    approve(town, "turno_movido")
    assert notify(town, phone) == Told("no", "no_template"), "it is another account's"
    state = TemplateState("turno_movido", "es_AR", "APPROVED", now, account="900")
    town.store.transact(lambda tx: tx.templates.save(state))
    assert notify(town, phone).told == "template"
