"""Many merchants on one number: sessions side by side, the lobby, a merchant's own phone."""

from __future__ import annotations

from uuid import uuid4

from support.house import House
from support.talks import DAY, book, walk


def test_two_sessions_side_by_side_each_in_its_own_state(house: House) -> None:
    mon, carla = house.merchant("Mon Patisserie"), house.merchant("Peluquería Carla")
    ana = house.person()
    card = walk(ana, carla, "confirmando")
    days = walk(ana, mon, "eligiendo_fecha")
    assert house.session(ana, mon)["state"] == "eligiendo_fecha"
    assert house.session(ana, carla)["state"] == "confirmando"

    hours = ana.tap(days.titles[DAY])
    assert "¿A qué hora?" in hours.text
    assert "¡Listo!" in ana.tap("Confirmar", on=card).text
    assert "Seguimos con tu reserva en *Mon Patisserie*: falta la hora." in ana.say(mon).text
    assert "¿Lo confirmo?" in ana.say("10:30").text
    assert len(house.bookings(carla, "confirmed")) == 1
    assert house.bookings(mon, "confirmed") == []


def test_neither_a_slug_nor_a_session_a_name_with_a_typo_and_what_was_said_first(
    house: House,
) -> None:
    name = f"Gomería {uuid4().hex[:8]}"
    slug, ana = house.merchant(name), house.person("Ana")

    assert "¿Con qué comercio querés continuar?" in ana.say("quiero reservar").text
    assert "¿Qué servicio querés reservar?" in ana.say(name.replace("ía", "ia").lower()).text
    assert house.session(ana, slug)["state"] == "eligiendo_servicio"
    assert "¿Qué día" in ana.say("corte").text


def test_one_s_own_booking_is_seen_and_cancelled(house: House) -> None:
    slug, ana = house.merchant(), house.person()
    book(ana, slug)

    (row,) = ana.say("mis turnos").titles
    assert "¿Qué hacemos?" in ana.tap(row).text
    ana.tap("Cancelar turno")
    assert "Listo, cancelé *Corte*" in ana.tap("Sí, cancelarlo").text
    assert len(house.bookings(slug, "cancelled")) == 1
    assert "Todavía no tenés turnos" in ana.say("mis turnos").text


def test_the_merchant_s_phone_gets_word_and_answers_by_quoting(house: House) -> None:
    desk, ana = house.person("Recepción"), house.person("Ana")
    desk.say("hola")
    slug = house.merchant(reception={"phone": desk.owner.wa_id})
    walk(ana, slug, "inicio")

    ana.say("persona")
    word = desk.next()
    assert word.text.startswith("*Ana* quiere hablar con una persona")
    desk.send({"type": "text", "text": "Te guardo las 5", "quote": word.wamid})
    assert ana.next().text == "*Peluquería Carla*: Te guardo las 5"
    ana.send({"type": "text", "text": "¡gracias!"})
    assert desk.next().text == "*Ana*: ¡gracias!"
    assert house.session(ana, slug)["mode"] == "human"


def test_a_person_is_told_when_the_merchant_confirms(house: House) -> None:
    slug, ana = house.merchant(confirmation="manual"), house.person()
    assert "lo tiene que confirmar" in book(ana, slug).text
    (booking,) = house.bookings(slug, "pending")

    house.admin("PATCH", f"/api/bookings/{booking['id']}", {"status": "confirmed"})
    assert ana.next().text.startswith("✅ *Peluquería Carla* confirmó tu turno: *Corte*")
