"""What is said beside the answer that was asked for: of another day, of another service."""

import pytest
from support.conversations import CARLA, Town

from milo.engine.model import BookingStatus


def begun(**settings: object):
    phone = Town(carla={**CARLA, **settings}).person()
    phone.say("carla")
    return phone


def test_a_weekday_is_that_of_the_days_in_sight() -> None:
    phone = begun(horizon_days=30)
    phone.say("corte")
    assert phone.say("la semana que viene").startswith("La semana que viene tengo:")
    assert "viernes 4 de diciembre" in phone.say("el viernes")


def test_a_question_about_another_service_is_answered_about_that_one() -> None:
    phone = begun()
    phone.say("corte")
    told = phone.say("¿y el color cuánto sale?")
    assert told.startswith("Color:")
    assert "Corte:" not in told
    assert "*Corte*" in told  # which is still being booked


def test_two_questions_at_once_are_both_answered() -> None:
    phone = begun(address="San Martín 123")
    told = phone.say("¿dónde están y cuánto sale el corte?")
    assert "San Martín 123" in told
    assert "Corte:" in told


@pytest.mark.parametrize("said", ["el lunes te digo", "mañana te confirmo", "te aviso el viernes"])
def test_when_an_answer_comes_is_no_day_to_book(said: str) -> None:
    phone = begun()
    phone.say("corte")
    assert phone.say(said).startswith("Dale, te espero.")
    assert phone.state == "eligiendo_fecha"


def test_what_is_on_the_card_is_moved_and_not_booked() -> None:
    town = Town(carla=CARLA)
    phone = town.person()
    phone.say("carla")
    phone.say("corte el viernes a las 10")
    assert "martes 24 de noviembre, 10:00" in phone.say("¿me lo podés pasar para el martes?")
    assert (phone.state, town.bookings(BookingStatus.CONFIRMED)) == ("confirmando", [])


def test_another_count_after_the_end_leads_to_the_booking() -> None:
    phone = begun()
    phone.say("corte el viernes a las 10")
    phone.say("sí")
    assert phone.say("al final somos 3").startswith("Tus turnos en *Carla*.")
