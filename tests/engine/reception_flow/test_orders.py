"""What merchants type, as orders."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from milo.engine.reception_flow.orders import Closing, DayShown, NewBooking, read_order

MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 27)
SERVICES = [("corte", "Corte"), ("color", "Color")]
STAFF = [("sol", "Sol"), ("carla", "Carla")]


def order(text: str) -> object:
    return read_order(text, MONDAY, SERVICES, STAFF)


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("cerrar el viernes a la tarde", "2026-11-27T13:00", "2026-11-28T00:00"),
        ("Cerrá mañana", "2026-11-24T00:00", "2026-11-25T00:00"),
        ("cierro mañana a la mañana", "2026-11-24T00:00", "2026-11-24T13:00"),
        ("cerrar el 27 de 10 a 13", "2026-11-27T10:00", "2026-11-27T13:00"),
        ("cerrar hoy desde las 17", "2026-11-23T17:00", "2026-11-24T00:00"),
        ("bloquear el viernes hasta las 11:30", "2026-11-27T00:00", "2026-11-27T11:30"),
        ("cerrar el viernes de 2 a 5", "2026-11-27T02:00", "2026-11-27T05:00"),
        ("cerrar el viernes de 10 a 1", "2026-11-27T10:00", "2026-11-27T13:00"),
        ("no abro el viernes", "2026-11-27T00:00", "2026-11-28T00:00"),
    ],
)
def test_time_to_be_closed(said: str, start: str, end: str) -> None:
    closing = order(said)
    assert isinstance(closing, Closing)
    assert closing.span() == (datetime.fromisoformat(start), datetime.fromisoformat(end))


@pytest.mark.parametrize("said", ["cerrar", "cerrar a la tarde", "cerrar la caja"])
def test_a_closing_without_a_day_is_no_time(said: str) -> None:
    closing = order(said)
    assert isinstance(closing, Closing) and closing.span() is None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "agendar a Ana el viernes 10 corte",
            NewBooking("Ana", "corte", None, FRIDAY, (time(10), time(22))),
        ),
        (
            "agendá a María José mañana a las 16:30 color con Sol",
            NewBooking("María José", "color", "sol", date(2026, 11, 24), (time(16, 30),)),
        ),
        ("turno para ana", NewBooking("Ana")),
        (
            "anotar a Bruno el viernes 27 a las 5 corte",
            NewBooking("Bruno", "corte", None, FRIDAY, (time(17), time(5))),
        ),
        ("agendar a Carla corte", NewBooking("Carla", "corte")),
        ("agendar", NewBooking()),
    ],
)
def test_a_booking_to_be_made(said: str, expected: NewBooking) -> None:
    assert order(said) == expected


@pytest.mark.parametrize(
    ("said", "day"),
    [("viernes", FRIDAY), ("agenda del viernes", FRIDAY), ("turnos del 27", FRIDAY)],
)
def test_a_day_to_be_shown(said: str, day: date) -> None:
    assert order(said) == DayShown(day)


@pytest.mark.parametrize(
    "said", ["hola", "Dale, venite a las 5", "ya le contesto", "27", "confirmado", "a la tarde", ""]
)
def test_anything_else_is_no_order(said: str) -> None:
    assert order(said) is None
