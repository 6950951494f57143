"""MIS DATOS and BORRAR MIS DATOS: asked back once, and what is left afterwards."""

import pytest
from support.conversations import CARLA, Town

from milo.engine.model import BookingStatus, Mode

DESK = "5492619998888"


def street():
    reception = {"phone": DESK, "return_after_minutes": 720}
    town = Town(carla={**CARLA, "reception": reception}, mona=CARLA)
    return town, town.person("Zulma")


def booked():
    town, phone = street()
    phone.books()
    phone.tap("Confirmar")
    return town, phone


def test_what_is_kept_is_told_in_words():
    _, phone = booked()
    assert "lo de un comercio, o todo" in phone.say("MIS DATOS")
    assert phone.titles == ["Sólo Carla", "Todo"]
    said = phone.tap("Todo")
    for part in ("Nombre: Zulma", "Teléfono: +5491", "Conversaciones con: Carla", "Turnos: 1"):
        assert part in said
    assert "(confirmado)" in said


def test_of_one_merchant_only_what_it_has_is_told():
    _, phone = booked()
    phone.say("mona")
    phone.say("mis datos")
    assert "Turnos: 0" in phone.tap("Sólo Mona")


def test_erasing_is_asked_back_and_may_be_taken_back():
    town, phone = booked()
    assert "No se puede deshacer" in phone.say("borrar mis datos")
    assert "queda todo como estaba" in phone.say("no")
    assert len(town.bookings()) == 1


@pytest.mark.parametrize("number", ["1", "2"])
def test_a_number_after_other_words_erases_nothing(number):
    """The hold's time-out speaks after the question; what is typed then answers that."""
    town, phone = street()
    phone.books()
    phone.say("borrar mis datos")
    town.wait(minutes=11)
    assert "¿Lo confirmo?" in phone.chat[-1].body.text
    assert "borramos" not in phone.say(number)
    assert town.read(lambda tx: tx.contacts.by_id(phone.contact.id)).name == "Zulma"


def test_the_merchants_own_words_pass_the_question_over():
    town, phone = booked()
    desk = town.desk(DESK)
    phone.say("persona")
    (called,) = desk.settle()
    phone.say("baja")
    desk.say("¿1) a las diez o 2) a las once?", quoted=f"wamid.{called.id}")
    phone.settle()
    phone.say("2")
    assert town.read(lambda tx: tx.opt_outs.of(phone.contact.id)) == []


def test_all_is_erased_and_the_merchant_hears_of_the_booking():
    town, phone = booked()
    desk = town.desk(DESK)
    (booking,) = town.bookings()
    phone.say("borrar mis datos")
    assert "borramos todo" in phone.tap("Todo")
    row = town.read(lambda tx: tx.bookings.by_id(booking.id))
    assert (row.status, row.contact_id, row.name) == (BookingStatus.CANCELLED, None, "")
    told = [one.body.text for one in desk.settle()]
    assert any("Se canceló un turno" in text for text in told)
    assert not any("Zulma" in text for text in told)
    assert town.read(lambda tx: tx.sessions.of_contact(phone.contact.id)) == []
    assert town.read(lambda tx: tx.contacts.by_id(phone.contact.id)).name == ""


def test_the_keys_go_once_the_last_word_went_out():
    town, phone = booked()
    phone.say("borrar mis datos")
    phone.tap("Todo")
    town.wait(minutes=2)
    assert town.read(lambda tx: tx.contacts.by_id(phone.contact.id)) is None


def test_who_writes_again_at_once_is_somebody_new():
    town, phone = booked()
    phone.say("borrar mis datos")
    phone.tap("Todo")
    assert "Carla" in phone.say("carla")
    town.wait(minutes=5)
    assert town.read(lambda tx: tx.contacts.by_id(phone.contact.id))
    assert "Todavía no tenés turnos" in phone.say("mis turnos")


def test_with_one_merchant_the_other_keeps_its_own():
    town, phone = booked()
    phone.books("mona")
    phone.tap("Confirmar")
    phone.say("borrar mis datos")
    assert "*Mona* tenía de vos" in phone.tap("Sólo Mona")
    assert (len(town.bookings()), len(town.bookings(slug="mona"))) == (1, 0)
    assert town.read(lambda tx: tx.contacts.by_id(phone.contact.id)).name == "Zulma"


def test_it_works_while_a_person_attends():
    _, phone = street()
    phone.say("carla")
    phone.say("persona")
    assert phone.session().mode is Mode.HUMAN
    phone.say("mis datos")
    assert "Esto guardamos de vos" in phone.say("todo")
    assert phone.session().mode is Mode.HUMAN
