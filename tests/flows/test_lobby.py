"""Who has no session says which merchant, by its link or by its name."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.conversations import CARLA, Phone, Town

from milo.engine.model import Business


def street() -> tuple[Town, Phone]:
    """A street of merchants, and somebody who has never written."""
    town = Town(monpatisserie=CARLA)
    town.opens("peluqueria-carla", CARLA, "Peluquería Carla")
    town.opens("cafe-central", CARLA, "Café Central")
    town.opens("cafe-del-centro", CARLA, "Café del Centro")
    return town, town.person()


@pytest.mark.parametrize(
    "said",
    [
        "Peluquería Carla",
        "peluqueria carla",
        "la peluquería de carla",
        "peluqeria carla",
        "Peluqueria-Carla!",
        "carla",
        "hola, quiero un turno en la peluquería carla para mañana porfa",
    ],
)
def test_a_merchant_is_known_by_its_name(said: str) -> None:
    _, phone = street()
    phone.say("hola")
    assert "Peluquería Carla" in phone.say(said)
    assert phone.session("peluqueria-carla").state == "inicio"


def test_a_name_counts_in_the_very_first_message_too() -> None:
    _, phone = street()
    phone.say("peluquería carla")
    assert phone.session("peluqueria-carla").state == "inicio"


def test_what_is_not_sure_is_asked_about_and_answered_by_a_button_or_in_words() -> None:
    town, phone = street()
    assert phone.say("café") == "¿Cuál de estos?"
    assert phone.titles == ["Café Central", "Café del Centro"]
    phone.tap("Café Central")
    assert phone.session("cafe-central").state == "inicio"
    other = town.person("Bruno")
    other.say("cafe")
    other.say("la segunda")
    assert other.session("cafe-del-centro").state == "inicio"


def test_who_is_not_found_gets_help_and_the_merchants_they_know() -> None:
    town, phone = street()
    assert phone.say("zzz").startswith("¡Hola, Ana! Atiendo a varios comercios.")
    assert phone.say("qwerty").startswith("No encontré ese comercio.")
    phone.say("monpatisserie")
    town.changes("monpatisserie", status="inactive")
    assert "Los últimos con los que hablaste" not in phone.say("hola")


def test_what_was_written_first_is_not_lost() -> None:
    _, phone = street()
    phone.say("quiero un turno")
    assert phone.say("carla").startswith("¿Qué servicio querés reservar?")
    assert phone.session("peluqueria-carla").state == "eligiendo_servicio"


def test_a_merchant_that_does_not_attend_is_named_and_another_is_asked_for() -> None:
    town, phone = street()
    town.changes("monpatisserie", status="suspended")
    phone.say("hola")
    answer = phone.say("monpatisserie")
    assert answer.startswith("*Monpatisserie* no está atendiendo por acá en este momento.")
    assert "¿Con qué comercio querés continuar?" in answer
    assert town.read(lambda tx: tx.sessions.of_contact(phone.contact.id)) == []


def test_an_old_button_of_the_lobby_is_that_merchant() -> None:
    _, phone = street()
    phone.say("cafe")
    phone.tap("Café Central")
    phone.tap("Café del Centro", back=1)
    assert phone.session("cafe-del-centro").state == "inicio"
    assert phone.session("cafe-central").state == "inicio"


def test_where_there_is_a_session_a_name_switches_nothing() -> None:
    town, phone = street()
    phone.say("cafe-central")
    phone.say("peluquería carla")
    sessions = town.read(lambda tx: tx.sessions.of_contact(phone.contact.id))
    assert [session.client_slug for session in sessions] == ["cafe-central"]


@pytest.mark.parametrize(
    "said",
    ["'; DROP TABLE clients; --", "{{7*7}}", "../../etc/passwd", "\u202eqwrty", "x" * 4096, "💥"],
)
def test_whatever_is_written_is_text(said: str) -> None:
    town, phone = street()
    assert phone.say(said)
    assert "¿Con qué comercio querés continuar?" in phone.say(said)
    assert town.read(lambda tx: tx.sessions.of_contact(phone.contact.id)) == []


def test_a_merchant_with_a_number_of_its_own_is_not_reached_on_another() -> None:
    town, phone = street()
    now = town.clock.now()
    company = Business("b-1", "Otra SRL", "n-2", "5492619999999", None, now, now)
    town.store.transact(lambda tx: tx.businesses.add(company))
    town.changes("cafe-central", business_id="b-1")
    assert "¿Con qué comercio" in phone.say("cafe-central")
    phone.say("café")
    assert phone.titles == ["Café del Centro"]
    phone.tap("Café del Centro")
    assert phone.session("cafe-del-centro").state == "inicio"
    there = town.person("Zoe", number="n-2")
    there.say("cafe-central")
    assert there.session("cafe-central").state == "inicio"
    assert "¿Con qué comercio" in town.person("Bruno", number="n-2").say("monpatisserie")


def test_who_chose_a_merchant_is_out_of_the_lobby_though_the_clock_went_back() -> None:
    town, phone = street()
    phone.say("hola")
    town.clock.wind_to(town.clock.now() - timedelta(hours=1))
    phone.say("monpatisserie")
    assert phone.say("quiero un turno en Café Central") == "¿Pasamos a *Café Central*?"
