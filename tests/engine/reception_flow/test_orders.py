"""What merchants type, as orders."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from milo.engine.reception_flow.orders import (
    BookingOrder,
    ClosingOrder,
    DayOrder,
    PlainOrder,
    read_order,
)

MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 27)
DAY = timedelta(days=1)
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
        ("cerrar el viernes de 2 a 5", "2026-11-27T14:00", "2026-11-27T17:00"),
        ("cerrar viernes tarde", "2026-11-27T13:00", "2026-11-28T00:00"),
        ("cierro hoy a las 17", "2026-11-23T17:00", "2026-11-24T00:00"),
        ("hoy cierro a las 5", "2026-11-23T17:00", "2026-11-24T00:00"),
        ("cerrar el viernes a partir de las 5 de la tarde", "2026-11-27T17:00", "2026-11-28T00:00"),
        ("cerrar el viernes de 4 a 6 de la tarde", "2026-11-27T16:00", "2026-11-27T18:00"),
        ("cerrar el viernes de 10 a 1 de la tarde", "2026-11-27T10:00", "2026-11-27T13:00"),
        ("necesito cerrar el viernes de 9 a 12:30", "2026-11-27T09:00", "2026-11-27T12:30"),
        ("cerrar el viernes de 8 y media a 10", "2026-11-27T08:30", "2026-11-27T10:00"),
        ("mañana no atiendo", "2026-11-24T00:00", "2026-11-25T00:00"),
        ("el viernes no trabajo", "2026-11-27T00:00", "2026-11-28T00:00"),
        ("me tomo el viernes", "2026-11-27T00:00", "2026-11-28T00:00"),
        ("cerrar pasado mañana", "2026-11-25T00:00", "2026-11-26T00:00"),
        ("no abrimos el 8 de diciembre", "2026-12-08T00:00", "2026-12-09T00:00"),
        ("cerrar del 24 al 28", "2026-11-24T00:00", "2026-11-29T00:00"),
        ("vacaciones del 1 al 15 de enero", "2027-01-01T00:00", "2027-01-16T00:00"),
        ("cerrar de viernes a lunes", "2026-11-27T00:00", "2026-12-01T00:00"),
        ("cerrar lunes y martes", "2026-11-23T00:00", "2026-11-25T00:00"),
        ("cerrar el finde", "2026-11-28T00:00", "2026-11-30T00:00"),
        ("cerrar toda la semana que viene", "2026-11-30T00:00", "2026-12-07T00:00"),
        ("cerrar esta semana", "2026-11-23T00:00", "2026-11-30T00:00"),
        ("cerrar el viernes de 10 a 1", "2026-11-27T10:00", "2026-11-27T13:00"),
        ("no abro el viernes", "2026-11-27T00:00", "2026-11-28T00:00"),
    ],
)
def test_time_to_be_closed(said: str, start: str, end: str) -> None:
    closing = order(said)
    assert isinstance(closing, ClosingOrder)
    assert closing.span() == (datetime.fromisoformat(start), datetime.fromisoformat(end))


@pytest.mark.parametrize(
    "said",
    [
        *("cerrar", "cerrar a la tarde", "cerrar la caja", "cerrar feriado"),
        *("mañana cierro temprano", "cerrar jueves y sábado", "cerrar lunes y martes a la tarde"),
    ],
)
def test_a_closing_that_does_not_say_when_is_asked_and_never_taken_for_more(said: str) -> None:
    closing = order(said)
    assert isinstance(closing, ClosingOrder) and closing.span() is None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "agendar a Ana el viernes 10 corte",
            BookingOrder("Ana", "corte", None, FRIDAY, (time(10), time(22))),
        ),
        (
            "agendá a María José mañana a las 16:30 color con Sol",
            BookingOrder("María José", "color", "sol", date(2026, 11, 24), (time(16, 30),)),
        ),
        ("turno para ana", BookingOrder("Ana")),
        (
            "anotar a Bruno el viernes 27 a las 5 corte",
            BookingOrder("Bruno", "corte", None, FRIDAY, (time(17), time(5))),
        ),
        ("agendar a Carla corte", BookingOrder("Carla", "corte")),
        ("agendar", BookingOrder()),
    ],
)
def test_a_booking_to_be_made(said: str, expected: BookingOrder) -> None:
    assert order(said) == expected


@pytest.mark.parametrize(
    "said",
    [
        *("agendame a Ana el viernes 10 corte", "anotá a Ana para el viernes a las 10, corte"),
        *("Ana viernes 10 corte", "poneme a Ana corte el viernes a las 10", "che, quiero agendar"),
        *("reservale a Ana corte el viernes 10hs", "dale un turno a Ana el viernes 10 corte"),
    ],
)
def test_a_booking_is_ordered_in_many_ways(said: str) -> None:
    found = order(said)
    assert isinstance(found, BookingOrder)
    if "Ana" in said:
        assert (found.name, found.service, found.day, found.hours[0]) == (
            *("Ana", "corte", FRIDAY),
            time(10),
        )


@pytest.mark.parametrize(
    "said",
    [
        *("quiero un corte el viernes a las 10 con cualquiera", "necesito corte viernes 10hs"),
        *("haceme un turno de corte el viernes a las 10 con quien sea", "agendar corte viernes 10"),
        *("agendar corte el viernes a las 10, me da igual con quién", "reservar corte viernes 10"),
        *("me gustaría un corte el viernes a las 10 con el que esté libre",),
        "agendá un corte el viernes a las 10 para una clienta nueva",
    ],
)
def test_what_is_nobodys_name_is_asked_for(said: str) -> None:
    found = order(said)
    assert isinstance(found, BookingOrder)
    assert (found.name, found.service, found.day, found.staff) == ("", "corte", FRIDAY, None)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("quiero un corte para Ana el viernes a las 10 con cualquiera", "Ana"),
        ("Marcela corte viernes 10 me da igual con quién", "Marcela"),
        ("podés anotar a Rosa para el viernes a las 10 corte?", "Rosa"),
        ("agendar a Vale Paz el viernes 10 corte con quien sea", "Vale Paz"),
    ],
)
def test_a_name_stands_without_what_is_said_around_it(said: str, name: str) -> None:
    found = order(said)
    assert isinstance(found, BookingOrder) and (found.name, found.service) == (name, "corte")


@pytest.mark.parametrize(
    ("said", "day"),
    [
        *((said, MONDAY) for said in ("que turnos tengo hoy?", "hola, quién viene hoy")),
        *((said, MONDAY + DAY) for said in ("¿y mañana?", "cómo viene mañana", "que hay mañana?")),
        *((said, FRIDAY) for said in ("viernes", "agenda del viernes", "turnos del 27")),
        *((said, FRIDAY) for said in ("qué tengo el viernes", "el viernes qué hay")),
    ],
)
def test_a_day_to_be_shown(said: str, day: date) -> None:
    assert order(said) == DayOrder(day)


@pytest.mark.parametrize(
    ("said", "first", "days"),
    [
        ("agenda de la semana", MONDAY, 7),
        ("qué tengo esta semana?", MONDAY, 7),
        ("la semana que viene", MONDAY + 7 * DAY, 7),
    ],
)
def test_a_week_to_be_shown(said: str, first: date, days: int) -> None:
    assert order(said) == DayOrder(first, days)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        *(
            (said, PlainOrder.REQUESTS)
            for said in ("hay pendientes?", "qué falta confirmar", "pedidos")
        ),
        *((said, PlainOrder.PEOPLE) for said in ("quién está esperando?", "responderle a Ana")),
        *((said, PlainOrder.PEOPLE) for said in ("respondele a Ana", "contestale a Bruno Gil")),
        *((said, PlainOrder.PEOPLE) for said in ("le respondo a Ana", "quiero responderle a Ana")),
        *((said, PlainOrder.PANEL) for said in ("mandame el panel", "quiero entrar al panel")),
        *(
            (said, PlainOrder.ON_THE_PANEL)
            for said in ("cambiar precios", "cancelá el turno de Ana")
        ),
        *(
            (said, PlainOrder.ON_THE_PANEL)
            for said in ("abrir el viernes", "mover el turno de Ana")
        ),
        *((said, PlainOrder.LEAVE) for said in ("no quiero más avisos", "sacame de la recepción")),
    ],
)
def test_what_else_is_wanted(said: str, wanted: PlainOrder) -> None:
    assert order(said) is wanted


@pytest.mark.parametrize(
    "said",
    [
        *("hola", "Dale, venite a las 5", "ya le contesto", "27", "confirmado", "a la tarde", ""),
        *("mañana a las 10 tenés corte", "te espero el viernes a las 10 para el corte"),
        *("te espero mañana a las 5", "mañana te aviso", "esperá un segundo", "Juan mañana"),
        *("no puedo el viernes, pasame otro día", "te espero, hoy cierro a las 8 así que apurate"),
        *(
            "el panel lo tengo que ver con calma después",
            "sí, con Ana el viernes quedamos a las 10",
        ),
    ],
)
def test_anything_else_is_no_order(said: str) -> None:
    assert order(said) is None
