"""A merchant with one place, which is taken, and people who stand in line for it."""

from __future__ import annotations

from collections.abc import Callable

from support.conversations import CARLA, Phone, Town

from milo.engine.booking.agenda import Agenda
from milo.engine.model import Booking, BookingStatus
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


def act(town: Town, work: Callable[[Agenda], object]) -> None:
    def run(tx: Transaction) -> None:
        client = tx.clients.by_slug("carla")
        assert client
        work(Agenda(tx, client, town.clock.now(), town.ids, "admin"))

    town.store.transact(run)


def offers(phone: Phone) -> int:
    return sum(row.body.text.startswith(OFFER) for row in phone.chat)


def holds(town: Town) -> list[Booking]:
    return town.bookings(BookingStatus.HELD)
