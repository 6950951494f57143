"""A full day or hour: standing in line, being offered what becomes free, taking it in one tap."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.conversations import Phone, Town

from milo.engine.model import Blocked, Booking, BookingStatus, ClientStatus, OptOut
from milo.engine.office.acting import Operator
from milo.engine.office.merchants import change_client
from milo.engine.ports import Transaction
from milo.engine.privacy.export import exported

from .waiting_people import HOURS, SMALL, cancels, full, holds, offers, waits


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
    assert (offers(bruno), offers(carmen)) == (1, 0)
    town.wait(minutes=3)
    assert (offers(bruno), offers(carmen)) == (1, 1)
    assert "ya se ocupó" in bruno.tap("Sí, lo quiero")
    assert [row.contact_id for row in holds(town)] == [carmen.contact.id]
    town.wait(hours=2)
    assert (offers(bruno), offers(carmen), holds(town)) == (1, 1, [])


def test_time_frees_what_somebody_only_looked_at() -> None:
    town = Town(carla=SMALL)
    ana = town.person()
    ana.books()
    bruno = waits(town, "Bruno")
    town.wait(minutes=14)
    assert offers(bruno) == 0
    town.wait(minutes=3)
    assert offers(bruno) == 1


def test_time_frees_what_the_merchant_was_asked_for_in_vain() -> None:
    hours = HOURS | {"mon": [["09:00", "18:00"]]}  # it is Monday
    town, _, booking = full(confirmation="manual", pending_expires_minutes=60, hours=hours)
    assert booking.status is BookingStatus.PENDING
    bruno = waits(town, "Bruno")
    town.wait(minutes=59)
    assert offers(bruno) == 0
    town.wait(minutes=2)
    assert offers(bruno) == 1


def changes(town: Town, **fields: object) -> None:
    """The merchant changes something of its own."""

    def run(tx: Transaction) -> None:
        client = tx.clients.by_slug("carla")
        assert client
        change_client(Operator(tx, town.ids, town.clock.now()), client, fields)

    town.store.transact(run)


def test_a_change_of_settings_that_makes_room_is_offered_to_the_line() -> None:
    town, _, _ = full()
    bruno, carmen = waits(town, "Bruno"), waits(town, "Carmen")
    changes(town, settings=SMALL | {"hours": {"fri": [["10:00", "12:00"]]}})
    assert [row.contact_id for row in holds(town)] == [bruno.contact.id]
    town.wait(minutes=1)
    assert (offers(bruno), offers(carmen)) == (1, 0)


def test_a_merchant_that_does_not_attend_offers_nothing_until_it_does() -> None:
    town, _, booking = full()
    bruno = waits(town, "Bruno")
    changes(town, status=ClientStatus.SUSPENDED)
    cancels(town, booking)
    town.wait(minutes=5)
    assert (offers(bruno), holds(town)) == (0, [])
    changes(town, status=ClientStatus.ACTIVE)
    town.wait(minutes=1)
    assert offers(bruno) == 1


def test_who_is_served_no_more_is_offered_nothing() -> None:
    town, _, booking = full()
    bruno, carmen = waits(town, "Bruno"), waits(town, "Carmen")
    blocked = Blocked("b", booking.client_id, None, bruno.contact.user_id, "", town.clock.now())
    town.store.transact(lambda tx: tx.blocked.add(blocked))
    cancels(town, booking)
    town.wait(minutes=1)
    assert (offers(bruno), offers(carmen)) == (0, 1)


def test_what_lapses_at_night_is_free_and_nobody_is_woken() -> None:
    town, _, booking = full(quiet=["10:10", "22:00"])  # it is nine in the morning
    bruno, carmen = waits(town, "Bruno"), waits(town, "Carmen")
    town.clock.wind_to(town.clock.now() + timedelta(minutes=60))
    cancels(town, booking)
    town.wait(minutes=30)
    assert (offers(bruno), offers(carmen), holds(town)) == (1, 0, [])
    dora = town.person("Dora")
    assert "¿Lo confirmo?" in dora.books()
    dora.tap("Confirmar")
    town.wait(hours=13)
    assert offers(carmen) == 0


def test_its_time_begins_when_it_goes_out_however_long_that_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    town, _, booking = full(waitlist_minutes=15)
    bruno, carmen = waits(town, "Bruno"), waits(town, "Carmen")
    monkeypatch.setattr(bruno, "_receive", lambda: [])
    cancels(town, booking)
    town.wait(minutes=40)
    assert [row.contact_id for row in holds(town)] == [bruno.contact.id]
    monkeypatch.undo()
    (row,) = town.read(lambda tx: tx.outbox.heads([bruno.contact.id]))
    town.store.transact(lambda tx: tx.outbox.claim([row.id], town.clock.now()))
    bruno.settle()
    town.wait(minutes=14)
    assert (offers(bruno), offers(carmen)) == (1, 0)
    town.wait(minutes=3)
    assert offers(carmen) == 1


def test_what_meta_refuses_goes_to_the_next_when_its_time_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    town, _, booking = full()
    bruno, carmen = waits(town, "Bruno"), waits(town, "Carmen")
    monkeypatch.setattr(bruno, "_receive", lambda: [])
    cancels(town, booking)
    town.wait(minutes=1)
    (row,) = town.read(lambda tx: tx.outbox.heads([bruno.contact.id]))
    town.store.transact(lambda tx: tx.outbox.fail(row.id, "131026"))
    town.wait(minutes=17)
    assert offers(carmen) == 1


def test_who_was_never_told_of_it_is_still_the_first() -> None:
    town, _, booking = full(waitlist_minutes=15)
    bruno, carmen = waits(town, "Bruno"), waits(town, "Carmen")
    cancels(town, booking)
    town.sleep(minutes=40)
    town.wait(minutes=2)
    assert (offers(bruno), offers(carmen)) == (1, 0)


def with_mona(**settings: object) -> tuple[Town, Booking, Phone, Phone]:
    """The first in line is just then talking to another merchant."""
    town, _, booking = full(**settings)
    town.opens("mona", SMALL)
    bruno, carmen = waits(town, "Bruno"), waits(town, "Carmen")
    bruno.say("mona")
    cancels(town, booking)
    return town, booking, bruno, carmen


def test_it_is_kept_until_the_chat_with_another_merchant_is_quiet() -> None:
    town, _, bruno, carmen = with_mona(waitlist_minutes=15)
    town.wait(minutes=9)
    assert (offers(bruno), offers(carmen)) == (0, 0)
    assert [row.contact_id for row in holds(town)] == [bruno.contact.id]
    town.wait(minutes=2)
    assert (offers(bruno), offers(carmen)) == (1, 0)
    town.wait(minutes=13)
    assert "¡Listo!" in bruno.say("sí")


def test_a_chat_that_does_not_end_passes_it_on() -> None:
    town, _, bruno, carmen = with_mona()
    for _ in range(6):
        town.wait(minutes=6)
        bruno.say("hola")
    town.wait(minutes=1)
    assert (offers(bruno), offers(carmen)) == (0, 1)


@pytest.mark.parametrize("whose", ["Ana", "Bruno"])
def test_what_somebody_has_who_is_erased_goes_to_the_line(whose: str) -> None:
    town, ana, booking = full()
    bruno, carmen = waits(town, "Bruno"), waits(town, "Carmen")
    if whose == "Bruno":
        cancels(town, booking)
        town.wait(minutes=1)
    (ana if whose == "Ana" else bruno).say("borrar mis datos")
    (ana if whose == "Ana" else bruno).tap("Todo")
    town.wait(minutes=1)
    assert offers(bruno if whose == "Ana" else carmen) == 1
    lines = town.read(lambda tx: tx.waits.of_client(booking.client_id))
    assert bruno.contact.id not in [row.contact_id for row in lines] or whose == "Ana"


def test_waits_are_told_to_whoever_asks_what_is_kept() -> None:
    town, _, booking = full()
    bruno = waits(town, "Bruno")
    bruno.say("mis datos")
    assert "• Lugares que esperás: 1\n   vie 27 nov, Carla" in bruno.tap("Todo")
    client = town.read(lambda tx: tx.clients.by_id(booking.client_id))
    for whom in (None, client):
        kept = town.read(lambda tx, whom=whom: exported(tx, bruno.contact, whom))
        assert [(row["client"], row["service"], row["day"]) for row in kept["waits"]] == [
            ("carla", "corte", "2026-11-27")
        ]


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
