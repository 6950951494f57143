"""A merchant that is not attending: people are told, and can see and cancel bookings."""

from __future__ import annotations

import pytest
from support.conversations import CARLA, Phone, Town

from milo.engine.model import BookingStatus

CLOSED = "*Carla* no está atendiendo por acá en este momento."
ASKS = "¿Con qué comercio querés continuar?"


def booked() -> tuple[Town, Phone]:
    """Somebody with a booking at Carla's."""
    town = Town()
    town.opens("cafe-central", CARLA, "Café Central")
    phone = town.person()
    phone.books("carla")
    phone.say("si")
    return town, phone


@pytest.mark.parametrize("status", ["inactive", "suspended"])
def test_who_is_in_the_middle_is_told_why_it_does_not_go_on(status: str) -> None:
    town = Town()
    phone = town.person()
    for said in ("carla", "Reservar"):
        phone.say(said)
    town.changes("carla", status=status)
    answer = phone.say("1")
    assert CLOSED in answer and ASKS in answer
    assert CLOSED not in phone.say("y ahora?")
    town.changes("carla", status="active")
    assert "Seguimos con tu reserva" in phone.say("carla")


@pytest.mark.parametrize("said", ["hola", "carla", "mis turnos"])
@pytest.mark.parametrize("status", ["inactive", "suspended"])
def test_ones_bookings_can_be_seen_and_cancelled(status: str, said: str) -> None:
    town, phone = booked()
    town.changes("carla", status=status)
    answer = phone.say(said)
    if said != "mis turnos":
        assert CLOSED in answer
        assert phone.titles == ["Mis turnos"]
        answer = phone.tap("Mis turnos")
    assert "¿Cuál querés ver?" in answer
    phone.tap("vie 27 nov 10:00")
    phone.tap("Cancelar turno")
    assert "Listo, cancelé" in phone.tap("Sí, cancelarlo")
    assert town.bookings() == []
    assert len(town.bookings(BookingStatus.CANCELLED)) == 1


def test_nothing_else_is_done_there() -> None:
    town, phone = booked()
    town.changes("carla", status="suspended")
    for said in ("reservar", "quiero un turno", "menú", "viernes"):
        assert CLOSED in phone.say(said)
    assert len(town.bookings()) == 1


def test_when_it_attends_again_all_goes_on_where_it_was() -> None:
    town, phone = booked()
    phone.say("reservar")
    before = phone.state
    town.changes("carla", status="suspended")
    phone.say("hola")
    town.changes("carla", status="active")
    assert "Seguimos con tu reserva" in phone.say("carla")
    assert phone.state == before


def test_another_merchant_is_reached_from_there() -> None:
    town, phone = booked()
    town.changes("carla", status="suspended")
    phone.say("hola")
    assert "*Café Central*" in phone.say("café central")
    assert "*Café Central*" in phone.say("menú")


def test_after_an_inactive_slug_the_answer_is_the_lobbys() -> None:
    town, phone = booked()
    town.opens("mona", CARLA, "Mona Nails")
    town.changes("cafe-central", status="inactive")
    assert ASKS in phone.say("cafe-central")
    assert "*Mona Nails*" in phone.say("mona nails")


def test_after_an_inactive_slug_what_names_nobody_goes_on_with_the_last_merchant() -> None:
    town, phone = booked()
    phone.say("reservar")
    town.changes("cafe-central", status="inactive")
    phone.say("cafe-central")
    assert "¿Qué día" in phone.say("1")
