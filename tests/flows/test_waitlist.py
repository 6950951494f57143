"""A full day or hour: standing in line, being offered what becomes free, taking it in one tap."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.conversations import CARLA, Phone, Town

from milo.engine.booking.agenda import Agenda
from milo.engine.model import Booking, BookingStatus, OptOut
from milo.engine.ports import Transaction

HOURS = {"fri": [["10:00", "11:00"]], "sat": [["10:00", "11:00"]]}
SMALL = CARLA | {"hours": HOURS, "services": [{"id": "corte", "name": "Corte", "minutes": 60}]}
OFFER = "¡Se liberó un lugar"


def full(**settings: object) -> tuple[Town, Phone, Booking]:
    """A merchant with one place on Friday, which Ana has."""
    town = Town(carla=SMALL | settings)
    ana = town.person()
    ana.books()
    ana.tap("Confirmar")
    return town, ana, town.bookings()[0]


def waits(town: Town, name: str, *, hour: str = "") -> Phone:
    """Somebody who stands in line for that day."""
    phone = town.person(name)
    phone.say("carla")
    phone.tap("Reservar")
    phone.say("1")
    assert "todo tomado" in phone.say("viernes")
    assert "te escribo por acá" in phone.tap("Avisame si se libera")
    return phone


def cancels(town: Town, booking: Booking) -> None:
    act(town, lambda agenda: agenda.change_status(booking, BookingStatus.CANCELLED))


def act(town: Town, work: object) -> None:
    def run(tx: Transaction) -> None:
        client = tx.clients.by_slug("carla")
        assert client
        work(Agenda(tx, client, town.clock.now(), town.ids, "admin"))  # type: ignore[operator]

    town.store.transact(run)


def offers(phone: Phone) -> int:
    return sum(row.body.text.startswith(OFFER) for row in phone.chat)


def holds(town: Town) -> list[Booking]:
    return town.bookings(BookingStatus.HELD)


def test_a_freed_place_is_kept_for_the_first_in_line_and_booked_in_one_tap() -> None:
    town, _, booking = full()
    bruno, carmen = waits(town, "Bruno"), waits(town, "Carmen")
    cancels(town, booking)
    town.wait(minutes=1)
    assert (offers(bruno), offers(carmen)) == (1, 0)
    assert bruno.titles == ["Sí, lo quiero", "No, gracias"]
    assert "el *viernes 27 a las 10:00*" in bruno.tap("Sí, lo quiero")
    assert [row.contact_id for row in town.bookings()] == [bruno.contact.id]
    town.wait(hours=1)
    assert offers(carmen) == 0


def test_a_newcomer_does_not_get_it_before_the_line() -> None:
    town, _, booking = full()
    bruno = waits(town, "Bruno")
    cancels(town, booking)
    newcomer = town.person("Dora")
    newcomer.say("carla")
    newcomer.tap("Reservar")
    newcomer.say("1")
    assert "todo tomado" in newcomer.say("viernes")
    assert [row.contact_id for row in holds(town)] == [bruno.contact.id]


def test_who_does_not_answer_loses_it_to_the_next_and_is_not_offered_it_twice() -> None:
    town, _, booking = full(waitlist_minutes=15)
    bruno, carmen = waits(town, "Bruno"), waits(town, "Carmen")
    cancels(town, booking)
    town.wait(minutes=15)
    act(town, lambda agenda: agenda.serve_waitlist())
    assert (offers(bruno), offers(carmen)) == (1, 0)
    town.wait(minutes=2)
    act(town, lambda agenda: agenda.serve_waitlist())
    town.wait(minutes=1)
    assert (offers(bruno), offers(carmen)) == (1, 1)
    assert "ya se ocupó" in bruno.tap("Sí, lo quiero")
    assert [row.contact_id for row in holds(town)] == [carmen.contact.id]


def test_it_runs_from_the_moment_it_was_told() -> None:
    town, _, booking = full(waitlist_minutes=20)
    waits(town, "Bruno")
    cancels(town, booking)
    town.clock.wind_to(town.clock.now() + timedelta(minutes=5))
    town.wait(minutes=1)
    assert holds(town)[0].expires_at == town.clock.now() + timedelta(minutes=20)


def test_a_refusal_passes_it_on() -> None:
    town, _, booking = full()
    bruno, carmen = waits(town, "Bruno"), waits(town, "Carmen")
    cancels(town, booking)
    town.wait(minutes=1)
    assert "se lo ofrezco a otra persona" in bruno.tap("No, gracias")
    town.wait(minutes=1)
    assert offers(carmen) == 1


def test_at_night_it_is_simply_free_and_in_the_morning_the_line_is_looked_at() -> None:
    town, _, booking = full(quiet=["21:00", "09:30"])
    bruno = waits(town, "Bruno")
    town.clock.wind_to(town.clock.now() + timedelta(hours=20))
    bruno.say("hola")
    cancels(town, booking)
    assert holds(town) == []
    town.wait(hours=5)
    assert (offers(bruno), len(holds(town))) == (1, 0)  # told at half past nine, and over by ten


def test_who_wants_nothing_is_passed_over() -> None:
    town, _, booking = full()
    bruno, carmen = waits(town, "Bruno"), waits(town, "Carmen")
    refusal = OptOut(bruno.contact.id, booking.client_id, town.clock.now())
    town.store.transact(lambda tx: tx.opt_outs.add(refusal))
    cancels(town, booking)
    town.wait(minutes=1)
    assert (offers(bruno), offers(carmen)) == (0, 1)


def test_who_books_otherwise_is_in_line_no_more() -> None:
    town, _, booking = full(hours={"fri": [["10:00", "12:00"]], "sat": [["10:00", "11:00"]]})
    bruno = town.person("Bruno")
    bruno.say("carla")
    bruno.tap("Reservar")
    bruno.say("1")
    bruno.say("viernes")
    assert "A las 10:00 no tengo lugar." in bruno.say("10:00")
    assert bruno.titles == ["11:00", "Avisame si se libera"]
    bruno.tap("Avisame si se libera")
    bruno.tap("10:00")
    bruno.books(hour="11:00")
    bruno.tap("Confirmar")
    cancels(town, booking)
    town.wait(minutes=1)
    assert (offers(bruno), holds(town)) == (0, [])


def test_an_hour_is_waited_for_by_itself() -> None:
    town, _, booking = full(hours={"fri": [["10:00", "13:00"]]})
    other = town.person("Dora")
    other.books(hour="12:00")
    other.tap("Confirmar")
    bruno = town.person("Bruno")
    bruno.books(hour="10:00")
    bruno.tap("Avisame si se libera")
    bruno.tap("10:00")
    cancels(town, next(row for row in town.bookings() if row.id != booking.id))
    town.wait(minutes=1)
    assert offers(bruno) == 0
    cancels(town, booking)
    town.wait(minutes=1)
    assert offers(bruno) == 1


def test_the_hours_that_others_have_are_listed_for_who_asks() -> None:
    town, _, _ = full(hours={"fri": [["10:00", "12:00"]]})
    bruno = town.person("Bruno")
    bruno.say("carla")
    bruno.tap("Reservar")
    bruno.say("1")
    bruno.say("viernes")
    bruno.say("avisame")
    assert bruno.titles == ["Cualquier hora", "10:00"]
    assert "te escribo por acá" in bruno.tap("Cualquier hora")


def test_without_a_waitlist_a_full_day_is_refused() -> None:
    town, _, _ = full(waitlist=False)
    bruno = town.person("Bruno")
    bruno.say("carla")
    bruno.tap("Reservar")
    bruno.say("1")
    assert "no tengo lugar" in bruno.say("viernes")


@pytest.mark.parametrize("words", ["lo quiero", "Quiero el lugar"])
def test_who_writes_instead_of_tapping_is_understood(words: str) -> None:
    town, _, booking = full()
    bruno = waits(town, "Bruno")
    bruno.say("hola")
    cancels(town, booking)
    town.wait(minutes=1)
    assert "¿Lo querés?" in bruno.say(words)
    assert "¡Listo!" in bruno.say("sí")
