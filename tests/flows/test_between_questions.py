"""What goes on beside the question: digressions, what is lost meanwhile, and who speaks then."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from support.conversations import CARLA, Phone, Town

from milo.engine.messages import Incoming, Kind

OTHERS: list[dict[str, Any]] = CARLA["services"][1:]


def at_the_card() -> tuple[Town, Phone]:
    """Somebody who is asked to confirm Friday at ten."""
    town = Town()
    phone = town.person()
    phone.books("carla", "viernes", "10:00")
    return town, phone


def with_a_booking() -> tuple[Town, Phone]:
    """The same, who has a booking already to look at."""
    town = Town()
    phone = town.person()
    phone.books("carla", "viernes", "09:00")
    phone.say("sí")
    phone.books("carla", "viernes", "10:00")
    return town, phone


def loses_the_service(town: Town) -> None:
    """Let the merchant delete what is being booked."""
    town.changes("carla", settings={**CARLA, "services": OTHERS})


def test_a_digression_keeps_the_hold() -> None:
    town, phone = with_a_booking()
    for said in ("mis turnos", "1", "otro", "1"):
        town.wait(minutes=9)
        phone.say(said)
    assert phone.hold
    town.wait(minutes=9)
    phone.say("volver")
    assert "✅" in phone.say("sí")
    assert len(town.bookings()) == 2


def test_a_callers_time_out_speaks_of_what_the_caller_remembers() -> None:
    town, phone = with_a_booking()
    phone.say("mis turnos")
    town.wait(minutes=11)
    assert phone.chat[-1].body.text == "Te guardo las *10:00* unos minutos más. ¿Lo confirmo?"


def test_a_card_whose_service_was_deleted_says_so_whatever_is_asked_of_it() -> None:
    for said in ("ayuda", "sí", "asdf"):
        town, phone = at_the_card()
        loses_the_service(town)
        answer = phone.say(said)
        assert answer.startswith("Ese servicio ya no está disponible.")
        assert "**" not in answer
        assert phone.state == "eligiendo_servicio"


def test_who_comes_back_to_a_card_whose_service_was_deleted_is_told() -> None:
    town, phone = with_a_booking()
    phone.say("mis turnos")
    loses_the_service(town)
    answer = phone.say("volver")
    assert "Ese servicio ya no está disponible." in answer
    assert "**" not in answer
    assert phone.hold is None


def test_a_callers_escape_finds_what_was_lost_meanwhile() -> None:
    town, phone = with_a_booking()
    phone.say("mis turnos")
    loses_the_service(town)
    assert "Ese servicio ya no está disponible." in phone.say("ayuda")
    assert phone.state == "eligiendo_servicio"


def test_an_escape_that_leads_away_is_followed_whatever_was_lost() -> None:
    town, phone = at_the_card()
    loses_the_service(town)
    assert phone.say("cancelar").startswith("Listo, lo dejamos acá.")


def test_a_month_old_confirm_tells_of_no_booking_that_is_over() -> None:
    town, phone = at_the_card()
    button = phone.option("Confirmar")
    phone.press(button)
    assert phone.press(button).startswith("Ya está reservado")
    town.sleep(days=30)
    assert phone.press(button).startswith("Eso ya lo habíamos cerrado.")


@pytest.mark.parametrize(
    ("minutes", "fecha"), [(13, "2026-11-24"), (11, "2026-11-25"), (0, "2026-11-25")]
)
def test_tomorrow_is_the_day_after_the_one_on_which_it_was_written(
    minutes: int, fecha: str
) -> None:
    open_daily = {**CARLA, "hours": {day: [["09:00", "12:00"]] for day in ("tue", "wed")}}
    town = Town(carla=open_daily)
    phone = town.person()
    for said in ("carla", "Reservar", "1"):
        phone.say(said)
    town.clock.wind_to(datetime(2026, 11, 24, 3, 12, tzinfo=UTC))  # Tuesday, 00:12 at Carla's
    sent = int(town.clock.now().timestamp()) - 60 * minutes
    phone._send(Incoming(Kind.TEXT, text="mañana", at=sent))
    assert phone.slots["fecha"] == fecha
