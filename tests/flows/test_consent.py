"""Consent to be written to: asked for on the card, kept, ended by BAJA, brought back by ALTA."""

import pytest
from support.conversations import CARLA, Town
from support.forms import asked_for_service, open_form, to_card, town_with

from milo.engine.booking.agenda import Agenda
from milo.engine.model import BookingStatus, Mode, TemplateState
from milo.engine.privacy.consent import agreed, wants
from milo.engine.privacy.export import exported, in_words


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


ASKED = "Al confirmar aceptás que *Carla* te escriba por acá; lo cortás con *BAJA*."
SHARED = {"id": "corte", "name": "Corte", "minutes": 30, "capacity": 5}
REMINDED = CARLA | {"reminders_minutes": [1440], "quiet": None}


def consented(town, phone, slug="carla"):
    return town.read(lambda tx: agreed(tx, phone.contact.id, tx.clients.by_slug(slug).id))


def approve(town, name):
    state = TemplateState(name, "es_AR", "APPROVED", town.clock.now())
    town.store.transact(lambda tx: tx.templates.save(state))


def templates_after(town, phone, **span):
    """Return the names of the templates that come while the person says nothing."""
    before = len(phone.chat)
    town.wait(**span)
    rows = phone.chat[before:]
    return [row.body.template.name for row in rows if row.body.closed and row.body.template]


def test_the_card_asks_naming_the_merchant_and_confirming_gives_it():
    town, phone = street()
    assert ASKED in phone.books()
    assert not consented(town, phone)
    before = len(phone.chat)
    phone.tap("Confirmar")
    assert len(phone.chat) == before + 1, "it costs no message"
    assert (consented(town, phone), consented(town, phone, "mona")) == (True, False)


def test_it_is_asked_once_for_each_merchant():
    town = Town(carla=CARLA | {"max_active_per_contact": None}, mona=CARLA)
    phone = town.person()
    phone.books()
    phone.tap("Confirmar")
    phone.say("carla")
    for word in ("reservar", "corte", "viernes", "11"):
        card = phone.say(word)
    assert "¿Lo confirmo?" in card and "aceptás" not in card
    phone.say("mona")
    for word in ("reservar", "corte", "viernes", "11"):
        card = phone.say(word)
    assert "aceptás que *Mona* te escriba" in card


def test_a_card_that_is_left_gives_none():
    town, phone = street()
    phone.books()
    phone.tap("Cancelar")
    assert not consented(town, phone)


def test_a_merchants_own_card_that_does_not_ask_gets_none():
    town = Town(carla=CARLA | {"messages": {"resumen": "¿Va *{servicio}* a las {hora}?"}})
    phone = town.person()
    assert "aceptás" not in phone.books()
    assert "¡Listo!" in phone.tap("Confirmar")
    assert not consented(town, phone)


def test_it_is_asked_behind_a_remark_and_not_behind_a_long_answer():
    faq = [{"ask": ["¿tienen wifi?"], "say": "Sí, y la clave está en el mostrador. " * 4}]
    town = Town(carla=CARLA | {"faq": faq})
    phone = town.person()
    phone.books()
    answer = phone.say("¿tienen wifi?")
    assert "mostrador" in answer and "¿Lo confirmo?" in answer and ASKED not in answer
    assert ASKED in phone.say("gracias")
    phone.tap("Confirmar")
    assert consented(town, phone), "it was asked before"


def test_a_reminder_reaches_who_agreed_outside_the_window_and_no_one_else():
    town = Town(carla=REMINDED)
    approve(town, "recordatorio")
    phone = town.person()
    phone.books()
    phone.tap("Confirmar")
    assert templates_after(town, phone, days=4) == ["recordatorio"]
    other = Town(carla=REMINDED | {"messages": {"resumen": "¿Va *{servicio}* a las {hora}?"}})
    approve(other, "recordatorio")
    phone = other.person()
    phone.books()
    phone.tap("Confirmar")
    assert templates_after(other, phone, days=4) == []


def test_baja_ends_it_and_alta_brings_it_back():
    town = Town(carla=REMINDED)
    approve(town, "recordatorio")
    phone = town.person()
    phone.books()
    phone.tap("Confirmar")
    phone.say("baja")
    phone.tap("Sólo Carla")
    assert templates_after(town, phone, days=4) == []
    phone.say("menú")
    for word in ("reservar", "corte", "lunes", "11"):
        card = phone.say(word)
    assert "¿Lo confirmo?" in card and "aceptás" not in card, "they said no"
    phone.say("alta")
    assert consented(town, phone)


def test_who_said_baja_at_the_card_gives_none_by_confirming():
    town, phone = street()
    phone.books()
    phone.say("baja")
    phone.tap("Todos")
    phone.tap("Confirmar", back=2)
    assert not consented(town, phone)


def test_alta_gives_it_to_the_client_in_front():
    town, phone = street()
    phone.say("alta")
    assert not consented(town, phone)
    phone.say("carla")
    phone.say("alta")
    assert (consented(town, phone), consented(town, phone, "mona")) == (True, False)


def test_news_of_a_booking_reach_whoever_never_agreed():
    town = Town(carla=REMINDED | {"messages": {"resumen": "¿Va *{servicio}* a las {hora}?"}})
    approve(town, "turno_cancelado")
    phone = town.person()
    phone.books()
    phone.tap("Confirmar")
    town.sleep(hours=26)
    (booking,) = town.bookings()

    def cancel(tx):
        client = tx.clients.by_slug("carla")
        row = Agenda(tx, client, town.clock.now(), town.ids, "admin").change_status(
            booking, BookingStatus.CANCELLED
        )
        return town.notices.changed(tx, client, booking, row, town.clock.now())

    assert town.store.transact(cancel).told == "template"


def test_what_is_kept_tells_of_it():
    town, phone = street()
    phone.books()
    phone.tap("Confirmar")
    data = town.read(lambda tx: exported(tx, phone.contact, None))
    (row,) = data["consents"]
    assert (row["client"], row["given_to"]) == ("carla", "bot")
    words = town.read(lambda tx: in_words(tx, phone.contact, None))
    assert "• Aceptaste que te escriban: Carla" in words
    phone.say("borrar mis datos")
    phone.tap("Sólo Carla")
    assert not consented(town, phone)


def test_whoever_waits_for_a_place_agrees_to_be_told():
    town = Town(
        carla=CARLA | {"hours": {"fri": [["10:00", "10:30"]]}, "services": CARLA["services"][:1]}
    )
    bruno, phone = town.person("Bruno"), town.person()
    bruno.books()
    bruno.tap("Confirmar")
    phone.say("carla")
    phone.tap("Reservar")
    assert "y *Carla* te escribe por acá" in phone.say("viernes 27")
    phone.tap("Avisame si se libera")
    assert consented(town, phone)


def test_a_reminder_waits_where_others_have_the_days_first_contacts():
    """Two people of Carla's want a template on the same day, and Meta allows two in all."""
    town = Town(carla=REMINDED | {"services": [SHARED]}, first_contacts=2)
    approve(town, "recordatorio")
    people = [town.person(name) for name in ("Ana", "Bea", "Caro")]
    for phone in people:
        phone.books()
        phone.tap("Confirmar")
    town.wait(days=3, hours=2)
    reminded = [
        any(row.body.closed for row in town.phones[phone.contact.id].chat) for phone in people
    ]
    assert sum(reminded) == 1, "a share of two thirds; the rest is kept for whoever comes"
    for phone in people:
        phone.say("hola")
    town.wait(minutes=40)
    told = [
        sum("Te recordamos tu turno" in row.body.text for row in phone.chat) for phone in people
    ]
    assert told == [1, 1, 1], "who writes opens their window, and hears of it then"
