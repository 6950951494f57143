"""Which phone is a merchant's reception, and which merchant's, by `flows/recepcion.yaml`."""

from __future__ import annotations

import pytest
from support.conversations import CARLA, Town

from .reception_phones import booked, carla, code_of, end_all, texts


def test_a_code_is_good_once_and_for_a_week() -> None:
    town = Town()
    code = code_of(town)
    assert town.person("Carla").say(code.upper()).startswith("Recepción de *Carla*")
    assert town.person("Zoe").say(code).startswith("Ese enlace ya se usó o venció.")
    late = code_of(town)
    assert late != code
    town.sleep(days=7)
    assert town.person("Sol").say(late).startswith("Ese enlace ya se usó o venció.")
    assert town.person("Eva").say("recepcion-aaaaaaaaaaaa").startswith("Ese enlace")


def test_the_same_phone_may_tap_its_link_again() -> None:
    town = Town()
    code, desk = code_of(town), town.person("Carla")
    desk.say(code)
    assert desk.say(code).startswith("Recepción de *Carla*")


def test_several_phones_hear_of_a_booking() -> None:
    town, one = carla()
    two = town.person("Sol")
    two.say(code_of(town))
    booked(town)
    for desk in (one, two):
        assert texts(desk.settle()) == ["Nuevo turno: *Ana*, Corte, vie 27 nov 10:00."]


def test_one_that_was_ended_hears_nothing_and_answers_nobody() -> None:
    town, desk = carla()
    ana = town.person()
    ana.say("carla")
    ana.say("persona")
    (notice,) = desk.settle()
    end_all(town)
    desk.say("Hola", quoted=f"wamid.{notice.id}")
    assert ana.settle() == []
    ana.say("¿hola?")
    assert desk.settle() == []
    assert "¿Con qué comercio" in desk.say("hoy")


@pytest.mark.parametrize("typed", ["542615550000", "5492615550000"])
def test_whoever_first_writes_from_the_phone_in_the_settings_is_the_reception(typed: str) -> None:
    town = Town(carla=CARLA | {"reception": {"phone": typed}})
    desk = town.desk("5492615550000")
    assert desk.chat[-1].body.text.startswith("Recepción de *Carla*")
    booked(town)
    assert texts(desk.settle()) == ["Nuevo turno: *Ana*, Corte, vie 27 nov 10:00."]


def test_who_takes_over_that_phone_is_no_reception() -> None:
    town = Town(carla=CARLA | {"reception": {"phone": "5492615550000"}})
    first = town.owner("AR.100", "5492615550000")
    first.say("hola")
    second = town.owner("AR.200", "5492615550000")
    assert "¿Con qué comercio" in second.say("recepción")
    booked(town)
    assert second.settle() == []
    assert texts(first.settle()) == ["Nuevo turno: *Ana*, Corte, vie 27 nov 10:00."]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("panel", "Entrá al panel de *Carla*"),
        ("pendientes", "No hay pedidos esperando."),
        ("hoy", "*Hoy, lun 23 nov*"),
        ("cerrar mañana", "¿Cierro el *martes 24"),
        ("hola", "Recepción de *Carla*"),
        ("Buenas, cómo va", "Recepción de *Carla*"),
    ],
)
def test_its_very_first_message_may_be_an_order(said: str, answer: str) -> None:
    town = Town(carla=CARLA | {"reception": {"phone": "5492615550000"}})
    phone = town.owner("AR.100", "5492615550000")
    assert phone.say(said).startswith(answer)


def test_an_order_after_the_end_is_done() -> None:
    _, desk = carla()
    desk.say("chau")
    assert desk.say("panel").startswith("Entrá al panel de *Carla*")


# A customer too, and several merchants


def test_a_slug_opens_the_customers_conversation_and_recepcion_comes_back() -> None:
    _, desk = carla()
    assert desk.say("carla").startswith("¡Hola, Carla!")
    assert "Elegí" in desk.say("reservar") or desk.titles
    assert desk.say("recepción").startswith("Recepción de *Carla*")
    assert desk.say("hoy").startswith("*Hoy, lun 23 nov*: sin turnos.")


def test_it_is_asked_which_merchant_is_meant() -> None:
    town, desk = carla(mona=CARLA)
    desk.say(code_of(town, "mona"))
    assert desk.say("recepción") == "¿De qué comercio?"
    assert desk.titles == ["Carla", "Mona"]
    assert desk.tap("Carla").startswith("Recepción de *Carla*")
    desk.say("recepción")
    assert desk.say("2").startswith("Recepción de *Mona*")


def test_a_notice_waits_while_another_merchant_is_in_front() -> None:
    town, desk = carla(mona=CARLA)
    desk.say("mona")
    booked(town)
    assert desk.settle() == []
    town.wait(minutes=11)
    assert desk.chat[-1].body.text.startswith("Nuevo turno: *Ana*")


def test_a_reception_is_never_greeted_as_a_customer() -> None:
    _, desk = carla()
    for said in ("hola", "quiero reservar", "buenas, un turno", "gracias", "xyz"):
        assert "Reservar" not in (desk.say(said), *desk.titles)
