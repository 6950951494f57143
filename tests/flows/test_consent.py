"""BAJA and ALTA: asked back once, in every state of a conversation, and what they do not end."""

import pytest
from support.conversations import CARLA, Town
from support.forms import asked_for_service, open_form, to_card, town_with

from milo.engine.model import Mode
from milo.engine.privacy.consent import wants


def street():
    town = Town(carla=CARLA, mona=CARLA)
    return town, town.person()


def may_write(town, phone, slug):
    return town.read(lambda tx: wants(tx, phone.contact.id, tx.clients.by_slug(slug).id))


def test_it_is_asked_back_once_with_the_client_in_front():
    town, phone = street()
    phone.say("carla")
    assert "¿Quién no querés que te escriba?" in phone.say("BAJA")
    assert phone.titles == ["Sólo Carla", "Todos"]
    assert may_write(town, phone, "carla")
    assert "*Carla* no te va a escribir" in phone.tap("Sólo Carla")
    assert (may_write(town, phone, "carla"), may_write(town, phone, "mona")) == (False, True)


def test_all_of_them_where_no_client_is_in_front():
    town, phone = street()
    phone.say("stop")
    assert phone.titles == ["Todos"]
    assert "ningún comercio" in phone.say("todos")
    assert not may_write(town, phone, "carla")
    assert not may_write(town, phone, "mona")


def test_alta_brings_them_back():
    town, phone = street()
    phone.say("no me escriban más")
    phone.tap("Todos")
    assert "te volvemos a avisar" in phone.say("alta")
    assert may_write(town, phone, "carla")


@pytest.mark.parametrize("answer", ["no", "menú", "hola"])
def test_what_is_not_confirmed_changes_nothing(answer):
    town, phone = street()
    phone.say("carla")
    phone.say("baja")
    phone.say(answer)
    phone.say("todos")
    assert may_write(town, phone, "carla")


def test_the_conversation_goes_on_where_it_was():
    _, phone = street()
    phone.books()
    phone.say("baja")
    phone.tap("Todos")
    assert (phone.state, phone.hold is not None) == ("confirmando", True)
    assert "¡Listo!" in phone.tap("Confirmar", back=2)


def test_it_works_while_a_person_attends_and_leaves_the_session_with_them():
    town, phone = street()
    phone.say("carla")
    phone.say("persona")
    assert phone.session().mode is Mode.HUMAN
    phone.say("baja")
    assert "ningún comercio" in phone.tap("Todos")
    assert phone.session().mode is Mode.HUMAN
    assert not may_write(town, phone, "carla")
    assert phone.say("hola") == ""


def test_in_the_lobby_it_leaves_what_was_asked_there():
    _, phone = street()
    phone.say("hola")
    phone.say("baja")
    phone.tap("Todos")
    assert "Carla" in phone.say("carla")


def test_who_wants_no_words_books_by_form_as_by_chat():
    """What they do is answered, and the confirmation goes out; nobody reminds them."""
    town = town_with(reminders_minutes=[60])
    by_form, by_chat = asked_for_service(town), town.person("Bea")
    card = to_card(open_form(by_form))
    by_chat.books(hour="11:00")
    for phone in (by_form, by_chat):
        phone.say("baja")
        phone.tap("Todos")
    heard = [len(phone.chat) for phone in (by_form, by_chat)]
    town.wait(minutes=12)
    assert [len(phone.chat) for phone in (by_form, by_chat)] == heard, "nobody is asked anything"
    card.tap("Confirmar")
    assert card.params
    assert by_form.chat[-1].body.text.startswith("✅ ¡Listo!")
    assert by_chat.say("sí").startswith("✅ ¡Listo!")
    town.wait(days=5)
    texts = [one.body.text for phone in (by_form, by_chat) for one in phone.chat]
    assert not any("Te recordamos" in text for text in texts)


def test_a_form_that_is_filled_in_meanwhile_is_no_answer_to_what_was_asked_back():
    town = town_with()
    phone = asked_for_service(town)
    form = open_form(phone)
    phone.say("baja")
    to_card(form)
    assert may_write(town, phone, "carla")
    assert "ningún comercio" in phone.tap("Todos")
    form.tap("Confirmar")
    assert form.params
    assert not may_write(town, phone, "carla")
