"""Every state's invalid answer: an example, the choices again, and then the offer of a person."""

from __future__ import annotations

import pytest
from support.house import House
from support.talks import STATES, walk

RECEPTION = {"phone": "5492615550000"}
EXAMPLES = {
    "inicio": "tocá *Reservar* o escribí *reservar*",
    "eligiendo_servicio": "Ese servicio no lo encontré",
    "eligiendo_fecha": "Ese día no lo entendí",
    "eligiendo_horario": "Esa hora no la entendí",
    "confirmando": "¿Lo confirmamos?",
}


@pytest.mark.parametrize("state", STATES)
def test_the_third_invalid_answer_offers_a_person_and_calls_on_a_yes(
    house: House, state: str
) -> None:
    slug, ana = house.merchant(reception=RECEPTION), house.person()
    asked = walk(ana, slug, state)

    first = ana.say("blablabla")
    assert EXAMPLES[state] in first.text
    assert first.titles == asked.titles
    second = ana.say("blebleble")
    assert "Todavía no te entiendo" in second.text
    assert second.titles == asked.titles
    third = ana.say("bliblibli")
    assert "¿Querés que te responda alguien de *Peluquería Carla*?" in third.text
    assert third.titles == ("Sí, avisales", "Sigo acá")
    row = house.session(ana, slug)
    assert (row["state"], row["mode"]) == (state, "bot")
    called = ana.say("sí")
    assert "Le aviso a *Peluquería Carla*" in called.text
    assert called.titles == ()
    row = house.session(ana, slug)
    assert (row["state"], row["mode"]) == (state, "human")


def test_where_nobody_can_be_told_the_third_promises_nothing(house: House) -> None:
    slug, ana = house.merchant(), house.person()
    asked = walk(ana, slug, "eligiendo_servicio")

    third = [ana.say(text) for text in ("blablabla", "blebleble", "bliblibli")][-1]

    assert third.text.startswith("No te estoy entendiendo.")
    assert third.titles == asked.titles
    assert house.session(ana, slug)["mode"] == "bot"


def test_an_answer_in_between_starts_the_count_anew(house: House) -> None:
    slug, ana = house.merchant(), house.person()
    walk(ana, slug, "eligiendo_servicio")

    ana.say("blablabla")
    ana.say("blablabla")
    ana.tap("Corte")
    assert EXAMPLES["eligiendo_fecha"] in ana.say("blablabla").text
    assert house.session(ana, slug)["mode"] == "bot"


def test_a_day_or_an_hour_that_cannot_be_is_said_why(house: House) -> None:
    slug, ana = house.merchant(), house.person()
    walk(ana, slug, "eligiendo_fecha")

    assert "Ese día no existe" in ana.say("30/2").text
    ana.say("pasado mañana")
    assert "A las 18:00 no tengo lugar" in ana.say("18:00").text
    assert house.session(ana, slug)["state"] == "eligiendo_horario"


def test_a_voice_note_is_answered_with_the_choices_again(house: House) -> None:
    slug, ana = house.merchant(), house.person()
    asked = walk(ana, slug, "eligiendo_fecha")

    ana.send({"type": "audio"})

    heard = ana.next()
    assert "Por ahora leo texto y botones" in heard.text
    assert heard.titles == asked.titles


@pytest.mark.parametrize("kind", ["image", "video", "document"])
def test_a_caption_is_read_as_text(house: House, kind: str) -> None:
    slug, ana = house.merchant(), house.person()
    walk(ana, slug, "eligiendo_servicio")

    ana.send({"type": kind, "caption": "quiero un corte"})

    assert "*Corte*" in ana.next().text
    assert house.session(ana, slug)["state"] == "eligiendo_fecha"


def test_a_reaction_gets_no_answer(house: House) -> None:
    slug, ana = house.merchant(), house.person()
    walk(ana, slug, "inicio")

    ana.send({"type": "reaction", "emoji": "👍"})
    house.wait_until_quiet()

    assert ana.unread() == []
    assert "¿Qué servicio" in ana.tap("Reservar").text
