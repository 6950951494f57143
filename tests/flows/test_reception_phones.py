"""A merchant's own phone: however it is spelled, its answers reach the person they quote."""

from __future__ import annotations

import pytest
from support.conversations import CARLA, Phone, Town

from milo.engine.model import Contact

SPELLED = {**CARLA, "reception": {"phone": "542615550000"}}


def called() -> tuple[Town, Phone, Phone]:
    """A person who has asked for a person, and the phone as the merchant wrote it."""
    town = Town(carla=SPELLED)
    desk, ana = town.desk("542615550000"), town.person()
    for said in ("carla", "persona"):
        ana.say(said)
    desk.settle()
    return town, ana, desk


def phone_of(town: Town, user_id: str | None, user_phone: str | None) -> Phone:
    """Return the phone of somebody as WhatsApp tells of them."""
    heard = Contact(town.ids.new(), "n1", user_id, user_phone, "Carla")
    contact = town.store.transact(lambda tx: tx.contacts.upsert(heard, town.clock.now()))
    return town.phones.setdefault(contact.id, Phone(town, contact))


@pytest.mark.parametrize(
    ("user_id", "user_phone"),
    [("AR.9", "5492615550000"), ("AR.9", "542615550000"), ("AR.9", None), (None, "5492615550000")],
)
def test_a_quoted_notice_reaches_the_person(user_id: str | None, user_phone: str | None) -> None:
    town, ana, desk = called()
    notice = desk.chat[-1].wamid
    carla = phone_of(town, user_id, user_phone)
    assert carla.say("Hola Ana, decime", quoted=notice) == ""
    ana.settle()
    assert ana.chat[-1].body.text == "*Carla*: Hola Ana, decime"


def test_somebody_else_who_quotes_it_reaches_nobody() -> None:
    town, ana, desk = called()
    other = phone_of(town, "AR.8", "5491122223333")
    other.say("Hola Ana", quoted=desk.chat[-1].wamid)
    assert ana.settle() == []


def test_an_answer_that_quotes_nothing_is_told_how_to_answer() -> None:
    _, _, desk = called()
    assert "Para responderle a alguien, citá su mensaje" in desk.say("ya le contesto")
    assert "¿Con qué" not in desk.say("hola")
    assert "*Carla*" in desk.say("carla")
