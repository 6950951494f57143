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


def test_past_the_hour_of_the_day_before_it_is_said_why() -> None:
    town = Town(carla={**CARLA, "day_before_until": "18:00"})
    town.wait(hours=10)
    phone = town.person()
    phone.say("carla")
    told = phone.say("un corte para mañana")
    assert told.startswith("El martes 24 no tengo lugar: se pide hasta las 18:00 del día anterior.")


def test_a_yes_that_may_be_meant_for_later_books_nothing() -> None:
    town = Town(carla=CARLA)
    phone = town.person()
    phone.say("carla")
    phone.say("corte el viernes a las 10")
    assert "necesito un *sí*" in phone.say("ok te confirmo")
    assert town.bookings(BookingStatus.CONFIRMED) == []


STYLISTS = {
    "services": [{**CARLA["services"][0], "staff": ["ana", "sol"]}],
    "staff": [{"id": "ana", "name": "Ana"}, {"id": "sol", "name": "Sol"}],
}
TABLES = {
    "services": [{"id": "cena", "name": "Cena", "minutes": 60, "capacity": 9, "max_party": 6}]
}
BY_HAND = {"confirmation": "manual"}
DAY_BEFORE = {"day_before_until": "18:00"}


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (STYLISTS, "quiero un corte el viernes a las 10"),
        (STYLISTS, "un corte con sol mañana 10:30 porfa"),
        (TABLES, "una mesa para 4 para cenar el viernes a las 11"),
        (BY_HAND, "necesito un corte mañana tipo 11"),
        (DAY_BEFORE, "corte para el viernes 27 a las 16:30"),
    ],
)
def test_a_booking_in_one_sentence_takes_three_messages(settings: dict, said: str) -> None:
    town = Town(carla={**CARLA, **settings})
    phone = town.person()
    replies = [phone.say("carla"), phone.say(said), phone.say("sí, confirmo")]
    assert all(replies)
    assert phone.state == "finalizado"
    assert len(phone.chat) == 3
