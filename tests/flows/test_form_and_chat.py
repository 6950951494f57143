"""A form and the chat beside it: who goes on where, and what time does to both."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from support.conversations import Phone, Town
from support.forms import (
    DAY,
    FRIDAY,
    HOUR,
    OVER,
    SERVICE,
    asked_for_service,
    open_form,
    to_card,
    town_with,
)

from milo.demo.form_phone import FormRefused
from milo.engine.booking.agenda import Agenda
from milo.engine.booking.availability.slots import SlotQuery
from milo.engine.ports import Transaction


def test_who_closes_it_and_writes_goes_on_at_the_right_question() -> None:
    town = town_with()
    ana = asked_for_service(town)
    form = open_form(ana)
    form.choose(SERVICE, "corte")
    form.tap()
    form.choose(DAY, FRIDAY)
    said = ana.say("carla")
    assert "falta la hora" in said
    assert "*Corte* · viernes 27 de noviembre" in said
    assert ana.say("10:00").startswith("*Corte*")
    form.choose(HOUR, "11:00")
    form.tap()
    assert form.closed == OVER
    assert ana.slots["hora"] == "10:00"
    assert ana.hold
    assert ana.say("sí").startswith("✅")


def test_who_goes_on_in_the_chat_finds_the_form_closed() -> None:
    ana = asked_for_service(town_with())
    form = open_form(ana)
    ana.tap("Color")
    form.choose(SERVICE, "corte")
    form.tap()
    assert form.closed == OVER
    assert ana.slots["servicio"] == "color"
    with pytest.raises(FormRefused):
        form.tap()


def test_a_question_between_leaves_it_open() -> None:
    ana = asked_for_service(town_with())
    form = open_form(ana)
    ana.say("precios")
    assert to_card(form).screen == "CONFIRMAR"


def test_a_list_of_before_is_an_old_one_once_the_form_went_on() -> None:
    ana = asked_for_service(town_with())
    to_card(open_form(ana))
    assert "de antes" in ana.tap("Color")
    assert ana.slots["servicio"] == "corte"


def test_holds_and_time_outs_are_those_of_the_chat() -> None:
    town = town_with()
    ana = asked_for_service(town)
    form = to_card(open_form(ana))
    assert ana.hold
    assert ana.hold.expires_at == town.clock.now() + timedelta(minutes=15)
    town.wait(minutes=10)
    assert "Te guardo las *10:00*" in ana.chat[-1].body.text
    assert form.is_open
    town.wait(minutes=6)
    assert "Solté las 10:00" in ana.chat[-1].body.text
    assert ana.state == HOUR
    form.tap("Confirmar")
    assert form.closed == OVER
    assert town.bookings() == []


def test_an_exchange_keeps_the_hold_as_a_message_does() -> None:
    town = town_with()
    ana = asked_for_service(town)
    form = to_card(open_form(ana))
    town.wait(minutes=14)
    form.back()
    form.choose(DAY, FRIDAY)
    form.choose(HOUR, "10:30")
    form.tap()
    assert ana.hold
    assert ana.hold.expires_at == town.clock.now() + timedelta(minutes=15)


def test_what_ends_it_is_told_in_the_chat() -> None:
    town = town_with(max_active_per_contact=1)
    ana = asked_for_service(town)
    form = to_card(open_form(ana))
    by_hand(town, ana)
    form.tap("Confirmar")
    assert form.params is not None
    assert "todos los turnos" in ana.chat[-1].body.text
    assert len(town.bookings()) == 1


def test_where_no_screen_follows_the_one_in_front_the_chat_asks() -> None:
    """The day's last hour went while the card was read."""
    town = town_with(
        hours={"fri": [["10:00", "10:30"]]},
        services=[{"id": one, "name": one.title(), "minutes": 30} for one in ("corte", "color")],
    )
    ana, bea = asked_for_service(town), asked_for_service(town, "Bea")
    form = to_card(open_form(ana))
    held = ana.hold
    assert held
    town.store.transact(lambda tx: tx.bookings.remove(held.id))
    by_hand(town, bea, "10:00")
    form.tap("Confirmar")
    assert form.closed == OVER
    assert "Avisame si se libera" in ana.titles, ana.chat[-1].body.text
    assert len(town.bookings()) == 1


def by_hand(town: Town, phone: Phone, hour: str = "11:00") -> None:
    """The merchant books an hour for somebody, as on the phone."""

    def work(tx: Transaction) -> None:
        client = tx.clients.by_slug("carla")
        assert client
        ask = SlotQuery("corte", contact_id=phone.contact.id)
        at = datetime.fromisoformat(f"{FRIDAY}T{hour}-03:00").astimezone(UTC)
        Agenda(tx, client, town.clock.now(), town.ids).book_by_hand(ask, at)

    town.store.transact(work)


def test_a_link_that_drops_it_drops_it() -> None:
    town = town_with()
    ana = asked_for_service(town)
    form = to_card(open_form(ana))
    form.tap("Cancelar")
    assert form.params
    assert ana.chat[-1].body.text.startswith("Listo, lo dejamos acá")
    assert (ana.state, ana.hold) == ("finalizado", None)
