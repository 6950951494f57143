"""BAJA and ALTA: asked back once, in every state of a conversation, and what they do not end."""

import pytest
from support.conversations import CARLA, Town

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


STOPS = """\
baja por favor
baja, por favor!
hola, denme de baja. Gracias
solicito la baja
stop please
no me manden mas nada
no me mandes más mensajes porfa
por favor no me envíen más avisos
dejen de escribirme
dejen de mandarme mensajes
basta de mensajes
no quiero que me escriban
no quiero más publicidad
sáquenme de la lista
"""
GOES_ON = """\
no me escriban a la mañana
baja el precio?
no me manden la seña
no me escribieron
no quiero nada más
planta baja
"""


@pytest.mark.parametrize("said", STOPS.splitlines())
def test_it_is_heard_in_many_words(said):
    _, phone = street()
    phone.say("carla")
    assert "¿Quién no querés que te escriba?" in phone.say(said)


@pytest.mark.parametrize("said", GOES_ON.splitlines())
def test_what_only_sounds_like_it_is_an_answer(said):
    _, phone = street()
    phone.say("carla")
    assert "¿Quién no querés que te escriba?" not in phone.say(said)


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
