"""Reminders: when they come, what they ask, and what one tap answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.conversations import CARLA, Phone, Town

from milo.engine.booking.agenda import Agenda, Amendment
from milo.engine.booking.settings.settings import read_settings
from milo.engine.model import Attendance, Booking, BookingStatus, OptOut, Timer
from milo.engine.ports import Transaction

ASKS = "Hola, Ana. Te recordamos tu turno en *Carla*: *Corte*, viernes 27 a las *10:00*. ¿Venís?"


def booked(**settings: object) -> tuple[Town, Phone, Booking]:
    """Ana, who has booked Friday at ten on Monday at ten."""
    town = Town(carla=CARLA | settings)
    phone = town.person()
    phone.books()
    phone.tap("Confirmar")
    return town, phone, town.bookings()[0]


def waits(town: Town, phone: Phone) -> list[Timer]:
    rows = town.read(lambda tx: list(tx.timers.table))
    return sorted((row for row in rows if row.booking_id), key=lambda row: row.due_at)


def act(town: Town, work: object) -> None:
    def run(tx: Transaction) -> None:
        client = tx.clients.by_slug("carla")
        assert client
        work(Agenda(tx, client, town.clock.now(), town.ids, "admin"))

    town.store.transact(run)


def test_they_are_set_with_the_booking_and_never_for_the_night() -> None:
    town, phone, booking = booked(reminders_minutes=[1440, 120])
    due = [booking.datetime - row.due_at for row in waits(town, phone)]
    assert due == [
        timedelta(hours=24),
        timedelta(hours=13, minutes=5),
    ]  # eight is quiet: just before nine the night before


def test_none_for_what_is_younger_than_the_offset() -> None:
    town, phone, _ = booked(reminders_minutes=[60 * 24 * 6, 1440], quiet=None)
    assert len(waits(town, phone)) == 1


def test_a_move_replaces_them_and_a_cancel_drops_them() -> None:
    town, phone, booking = booked(reminders_minutes=[1440], quiet=None)
    later = booking.datetime + timedelta(hours=1)
    act(town, lambda agenda: agenda.amend(booking, Amendment(later)))
    assert [row.due_at for row in waits(town, phone)] == [later - timedelta(days=1)]
    act(town, lambda agenda: agenda.change_status(booking, BookingStatus.CANCELLED))
    assert waits(town, phone) == []


def test_what_waits_for_the_merchant_is_not_reminded_of() -> None:
    town, phone, _ = booked(confirmation="manual", reminders_minutes=[1440])
    assert waits(town, phone) == []


@pytest.fixture
def reminded() -> tuple[Town, Phone, Booking]:
    """Ana, who wrote yesterday evening, and is reminded."""
    town, phone, booking = booked(reminders_minutes=[1440], quiet=None)
    town.sleep(days=2, hours=5)
    phone.say("hola")
    town.wait(hours=21)
    assert [row.body.text for row in phone.chat][-1] == ASKS
    assert phone.titles == ["Confirmo", "Cambiar", "Cancelar"]
    return town, phone, booking


def row(town: Town, booking: Booking) -> Booking:
    found = town.read(lambda tx: tx.bookings.by_id(booking.id))
    assert found
    return found


def test_a_yes_is_seen_by_the_merchant(reminded: tuple[Town, Phone, Booking]) -> None:
    town, phone, booking = reminded
    assert row(town, booking).reminded_at is not None
    assert phone.tap("Confirmo").startswith("¡Gracias por avisar! Te esperamos el *viernes 27")
    assert row(town, booking).attendance is Attendance.COMING


def test_it_is_moved_or_cancelled_from_there(reminded: tuple[Town, Phone, Booking]) -> None:
    town, phone, booking = reminded
    change, cancel = phone.option("Cambiar"), phone.option("Cancelar")
    assert "¿A qué día lo pasamos?" in phone.press(change)
    assert phone.press(cancel) == "¿Cancelo *Corte* del *viernes 27 a las 10:00*?"
    phone.tap("Sí, cancelarlo")
    assert row(town, booking).status is BookingStatus.CANCELLED
    assert "ya no está en pie" in phone.press(change)


@pytest.mark.parametrize("title", ["Confirmo", "Cancelar"])
def test_one_of_a_service_that_was_removed_is_answered_too(title: str) -> None:
    town, phone, _ = booked(reminders_minutes=[60 * 84], quiet=None)
    town.wait(hours=13)
    assert phone.titles == ["Confirmo", "Cambiar", "Cancelar"]
    town.changes(
        "carla", settings=CARLA | {"services": [{"id": "color", "name": "Color", "minutes": 90}]}
    )
    answer = phone.tap(title)
    assert "*viernes 27" in answer
    if title == "Cancelar":
        assert "Corte" in answer
        assert "cancelé *Corte*" in phone.tap("Sí, cancelarlo")
    assert phone.say("gracias").startswith("¡De nada")
    assert phone.state == "finalizado"


def test_who_wants_none_gets_none() -> None:
    town, phone, booking = booked(reminders_minutes=[1440], quiet=None)
    refusal = OptOut(phone.contact.id, booking.client_id, town.clock.now())
    town.store.transact(lambda tx: tx.opt_outs.add(refusal))
    town.sleep(days=2, hours=5)
    phone.say("hola")
    before = len(phone.chat)
    town.wait(hours=21)
    assert ASKS not in [row.body.text for row in phone.chat[before:]]


def test_none_for_what_was_cancelled_meanwhile_or_is_over() -> None:
    town, phone, _ = booked(reminders_minutes=[1440], quiet=None)
    town.sleep(days=6)
    assert phone.settle() == []


@pytest.mark.parametrize(
    ("quiet", "minutes"),
    [(None, 9), (["10:05", "11:00"], 60)],
    ids=["ten minutes after", "not by night either"],
)
def test_it_waits_while_the_person_is_in_a_chat_with_another_client(
    quiet: list[str] | None, minutes: int
) -> None:
    town, phone, booking = booked(reminders_minutes=[1440], quiet=quiet)
    town.opens("mona", CARLA, "Mona")
    town.sleep(days=2, hours=5)
    phone.say("hola")
    due = booking.datetime - timedelta(days=1)
    town.wait(seconds=(due - town.clock.now()).total_seconds() - 60)
    phone.say("mona")
    town.wait(minutes=minutes)
    assert ASKS not in [row.body.text for row in phone.chat]
    town.wait(minutes=2)
    assert [row.body.text for row in phone.chat].count(ASKS) == 1


@pytest.mark.parametrize(
    ("off", "comes"),
    [(timedelta(), "20:56"), (timedelta(minutes=30), "09:00")],
    ids=["before the night begins", "or after it, where the machine was off"],
)
def test_one_for_the_night_comes_before_it_however_late_the_timer(
    off: timedelta, comes: str
) -> None:
    town, phone, _ = booked(reminders_minutes=[120])
    due = waits(town, phone)[0].due_at
    town.clock.wind_to(due - timedelta(hours=2))
    phone.say("hola")
    town.clock.wind_to(due + off + timedelta(seconds=17))
    before = len(phone.chat)
    town.wait(hours=13)
    (told,) = (row for row in phone.chat[before:] if row.body.text == ASKS)
    assert f"{told.created_at.astimezone(read_settings(CARLA).zone):%H:%M}" == comes
