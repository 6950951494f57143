"""Somebody of the merchant's answers from their own phone: the bot is quiet from then on."""

from __future__ import annotations

from support.conversations import CARLA, Phone, Town

from milo.engine.messages import Incoming, Kind
from milo.engine.model import Mode

ECHO = Incoming(Kind.ECHO, "text")
WITH_RECEPTION = CARLA | {"reception": {"phone": "5492615550000", "return_after_minutes": 60}}


def mode(town: Town, phone: Phone) -> Mode:
    return town.read(lambda tx: tx.sessions.of_contact(phone.contact.id))[0].mode


def test_the_session_in_front_goes_to_a_person_without_a_word() -> None:
    town = Town(carla=WITH_RECEPTION)
    desk = town.desk("5492615550000")
    phone = town.person()
    phone.books()
    assert phone._send(ECHO) == ""
    assert mode(town, phone) is Mode.HUMAN
    assert desk.settle() == [], "the merchant need not be told what they did"
    assert phone.say("gracias") == ""
    assert "¿Qué querés hacer?" in phone.say("menú")
    assert mode(town, phone) is Mode.BOT


def test_it_returns_to_the_bot_as_any_other_and_opens_no_window() -> None:
    town = Town(carla=WITH_RECEPTION)
    phone = town.person()
    phone.say("carla")
    heard = town.read(lambda tx: tx.sessions.of_contact(phone.contact.id))[0].data["heard_at"]
    town.sleep(minutes=5)
    phone._send(ECHO)
    session = town.read(lambda tx: tx.sessions.of_contact(phone.contact.id))[0]
    assert session.data["heard_at"] == heard
    town.wait(minutes=61)
    assert mode(town, phone) is Mode.BOT


def test_who_has_no_session_is_left_alone() -> None:
    town = Town()
    phone = town.person()
    assert phone._send(ECHO) == ""
    assert town.read(lambda tx: tx.sessions.of_contact(phone.contact.id)) == []
    assert "¿Con qué comercio" in phone.say("hola")
