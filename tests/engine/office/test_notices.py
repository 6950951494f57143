"""A person is told when the merchant changes their booking."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.conversations import CARLA, Phone, Town

from milo.engine.booking.agenda import Amendment
from milo.engine.booking.expiry import Expiry
from milo.engine.model import Booking, BookingStatus
from milo.engine.office.acting import Operator
from milo.engine.office.bookings import change_booking, find_booking
from milo.engine.ports import Transaction


def asked_for() -> tuple[Town, Phone, Booking]:
    """Somebody who waits for the merchant's word."""
    town = Town(carla=CARLA | {"confirmation": "manual"})
    phone = town.person()
    phone.books()
    phone.tap("Confirmar")
    return town, phone, town.bookings()[0]


def change(town: Town, booking: Booking, to: BookingStatus | timedelta) -> None:
    def work(tx: Transaction) -> None:
        row, client = find_booking(tx, booking.id)
        operator = Operator(tx, town.ids, town.clock.now(), announce=town.notices.changed)
        wanted = Amendment(row.datetime + to) if isinstance(to, timedelta) else to
        change_booking(operator, client, row, wanted)

    town.store.transact(work)


@pytest.mark.parametrize(
    ("to", "told"),
    [
        (
            BookingStatus.CONFIRMED,
            "✅ *Carla* confirmó tu turno: *Corte* el *viernes 27 a las 10:00*.",
        ),
        (BookingStatus.REJECTED, "*Carla* no puede darte *Corte* el viernes 27 a las 10:00."),
        (BookingStatus.CANCELLED, "*Carla* canceló tu turno: *Corte* el viernes 27 a las 10:00."),
        (timedelta(hours=1), "*Carla* pasó tu turno de *Corte* al *viernes 27 a las 11:00*."),
    ],
)
def test_each_change_has_its_words(to: BookingStatus | timedelta, told: str) -> None:
    town, phone, booking = asked_for()
    change(town, booking, to)
    heard = [row.body.text for row in phone.settle()]
    assert len(heard) == 1 and heard[0].startswith(told)
    assert phone.say("gracias").startswith("¡De nada, Ana!")


def test_what_changes_nothing_says_nothing() -> None:
    town, phone, booking = asked_for()
    change(town, booking, BookingStatus.PENDING)
    assert phone.settle() == []


def test_a_day_after_the_persons_last_word_meta_would_refuse_it() -> None:
    town, phone, booking = asked_for()
    town.sleep(hours=11)
    change(town, booking, BookingStatus.CONFIRMED)
    assert len(phone.settle()) == 1
    town.sleep(hours=24)
    change(town, booking, BookingStatus.CANCELLED)
    assert phone.settle() == []


def test_a_booking_that_nobody_confirmed_is_given_up_with_a_word() -> None:
    town, phone, booking = asked_for()
    town.sleep(hours=12, minutes=1)
    sweep = Expiry(town.notices, town.clock, town.ids).sweep
    assert sweep(town.store) == (phone.contact.id,)
    heard = [row.body.text for row in phone.settle()]
    assert [text.split(".")[0] for text in heard] == [
        "*Carla* no llegó a confirmar *Corte* del viernes 27 a las 10:00"
    ]
    assert town.bookings(BookingStatus.EXPIRED)[0].id == booking.id
    assert sweep(town.store) == ()
