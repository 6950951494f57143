"""People whom a merchant does not serve: answered politely once, and nowhere else in the way."""

from __future__ import annotations

import pytest
from support.conversations import CARLA, Phone, Town
from support.forms import OVER, SERVICE, asked_for_service, open_form, publish, to_card

from milo.engine.messages import Incoming, Kind
from milo.engine.model import Blocked
from milo.engine.ports import Transaction

POLITE = "*Carla* no puede atenderte por acá. Si necesitás algo, hablalo directamente con el local."


@pytest.fixture
def town() -> Town:
    town = Town()
    town.opens("cafe-central", CARLA, "Café Central")
    return town


def block(town: Town, phone: Phone, slug: str = "carla", *, by_id: bool = False) -> str:
    """Put somebody on a merchant's list, by phone or by Meta's id; return the row's id."""
    key, now, who = town.ids.new(), town.clock.now(), phone.contact
    phone_and_id = (None, who.user_id) if by_id else (who.user_phone, None)

    def work(tx: Transaction) -> None:
        client = tx.clients.by_slug(slug)
        assert client
        tx.blocked.add(Blocked(key, client.id, *phone_and_id, "no viene", now))

    town.store.transact(work)
    return key


def unblock(town: Town, key: str, slug: str = "carla") -> None:
    def work(tx: Transaction) -> None:
        client = tx.clients.by_slug(slug)
        assert client and tx.blocked.remove(client.id, key)

    town.store.transact(work)


@pytest.mark.parametrize("by_id", [False, True])
def test_told_once_and_politely_however_they_come(town: Town, by_id: bool) -> None:
    phone = town.person()
    block(town, phone, by_id=by_id)
    assert phone.say("carla") == POLITE
    for said in ("carla", "hola"):
        assert POLITE not in phone.say(said)
    assert phone.say("carla") == ""
    assert town.read(lambda tx: tx.sessions.find(phone.contact.id, "carla")) is None


def test_in_the_middle_of_a_conversation(town: Town) -> None:
    phone = town.person()
    phone.books()
    block(town, phone)
    assert phone.tap("Confirmar") == POLITE
    assert [phone.tap("Confirmar", back=1), phone.say("si"), phone.photo(), phone.say("menú")] == [
        ""
    ] * 4
    assert town.bookings() == []
    chat = len(phone.chat)
    town.wait(hours=30)
    assert len(phone.chat) == chat, "no wait of the session's speaks either"


def test_in_the_middle_of_a_form(town: Town) -> None:
    town.changes("carla", settings={**CARLA, "forms": "on"})
    publish(town)
    phone = asked_for_service(town)
    form = to_card(open_form(phone))
    block(town, phone)
    form.tap("Confirmar")
    assert (form.closed, town.bookings()) == (OVER, [])
    assert phone.chat[-1].body.text == POLITE
    assert phone.say("sí") == ""
    chat = len(phone.chat)
    town.wait(hours=30)
    assert len(phone.chat) == chat


def test_who_comes_with_an_old_form_is_told_as_who_writes(town: Town) -> None:
    town.changes("carla", settings={**CARLA, "forms": "on"})
    publish(town)
    phone = asked_for_service(town)
    form = open_form(phone)
    first = block(town, phone)
    for _ in range(2):
        form.closed = ""
        form.choose(SERVICE, "corte")
        form.tap()
        assert form.closed == OVER
    assert [one.body.text for one in phone.chat].count(POLITE) == 1
    unblock(town, first)
    form.closed = ""
    form.tap()
    assert form.screen == "TURNO", "served again, the form goes on"


def test_others_serve_them(town: Town) -> None:
    phone = town.person()
    block(town, phone)
    phone.say("carla")
    assert "*Café Central*" in phone.say("cafe-central")
    phone.tap("Reservar")
    assert phone.say("carla") == ""
    assert "¿Qué día" in phone.say("1"), "the conversation with the other goes on"


def test_others_are_served_there(town: Town) -> None:
    block(town, town.person())
    assert "*Carla*" in town.person().say("carla")


def test_what_they_ask_about_themselves_is_answered(town: Town) -> None:
    phone = town.person()
    phone.say("carla")
    block(town, phone)
    assert "¿Qué querés ver" in phone.say("mis datos")
    assert "¿Quién no querés que te escriba?" in phone.say("baja")


def test_nobody_attends_them_either(town: Town) -> None:
    """A merchant who blocked somebody hears nothing more of them."""
    town.changes("carla", settings={**CARLA, "reception": {"phone": "5492610000099"}})
    phone, desk = town.person(), town.desk("5492610000099")
    phone.say("carla")
    phone.say("quiero hablar con una persona")
    desk.settle()
    heard = len(desk.chat)
    block(town, phone)
    assert phone.say("hola?") == POLITE
    assert phone.say("hola??") == ""
    desk.settle()
    assert len(desk.chat) == heard


def test_served_again_and_told_anew_when_blocked_again(town: Town) -> None:
    phone = town.person()
    first = block(town, phone)
    assert phone.say("carla") == POLITE
    unblock(town, first)
    assert "¿Qué querés hacer?" in phone.say("carla")
    block(town, phone)
    assert phone.say("hola") == POLITE
    assert phone.say("hola") == ""


def test_what_the_merchant_writes_to_them_is_no_message_of_theirs(town: Town) -> None:
    phone = town.person()
    phone.say("carla")
    block(town, phone)
    town.arrives(phone.contact, Incoming(Kind.ECHO, text="No venga más, por favor"))
    assert phone.settle() == []
    assert phone.say("bueno") == POLITE
