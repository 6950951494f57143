"""A merchant on its own phone, from the link to the end, beside a real server."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from support.databases import PAST
from support.house import House
from support.person import Person, Said
from support.talks import book, walk


def link_text(house: House, slug: str) -> str:
    """Return what the merchant's link writes into the chat."""
    link = house.admin("GET", f"/api/clients/{slug}")["reception_link"]
    return parse_qs(urlsplit(link).query)["text"][0]


def reception(house: House, slug: str, name: str = "Carla") -> Person:
    """Return a phone that has sent the link's text."""
    phone = house.person(name)
    welcome = phone.say(link_text(house, slug))
    assert welcome.text.startswith("Recepción de *Peluquería Carla*")
    assert welcome.titles == ("Hoy", "Pendientes", "Quién espera")
    return phone


def quote(phone: Person, said: Said, text: str) -> None:
    phone.send({"type": "text", "text": text, "quote": said.wamid})


def told(phone: Person, text: str) -> Said:
    """Return the next message, which has a text in it."""
    said = phone.next()
    assert text in said.text
    return said


def test_requests_are_answered_from_the_phone(house: House) -> None:
    slug = house.merchant(confirmation="manual")
    carla, ana, bruno = reception(house, slug), house.person("Ana"), house.person("Bruno")
    book(ana, slug, "10:00")
    asked = told(carla, "Nuevo pedido: *Ana*, Corte, ")
    assert asked.titles == ("Confirmar", "Rechazar")
    assert carla.tap("Confirmar", asked).text.startswith("✅ Confirmado: *Ana*, Corte")
    told(ana, "confirm")
    book(bruno, slug, "11:00")
    quote(carla, told(carla, "Nuevo pedido: *Bruno*"), "No, no puedo")
    told(carla, "Rechazado: *Bruno*")
    told(bruno, "no")
    assert [row["name"] for row in house.bookings(slug, "confirmed")] == ["Ana"]
    assert [row["name"] for row in house.bookings(slug, "rejected")] == ["Bruno"]
    assert carla.say("pendientes").text.startswith("No hay pedidos esperando.")


def test_people_are_answered_by_quoting_and_by_choosing(house: House) -> None:
    slug = house.merchant()
    carla, ana, bruno = reception(house, slug), house.person("Ana"), house.person("Bruno")
    for person in (ana, bruno):
        walk(person, slug, "inicio")
        assert "Le aviso a *Peluquería Carla*" in person.say("persona").text
    notices = {said.text.split("*")[1]: said for said in carla.next_ones(2)}
    assert notices["Ana"].titles == ("Responder", "Que siga el bot")
    quote(carla, notices["Bruno"], "Sí, hay lugar")
    assert told(bruno, "Sí, hay lugar").text == "*Peluquería Carla*: Sí, hay lugar"
    waiting = carla.say("quién espera")
    assert sorted(waiting.titles) == ["Ana", "Bruno"]
    assert carla.tap("Ana").text.startswith("*Ana* escribió:")
    carla.tap("Responder")
    assert carla.say("Ya te llamo").text.startswith("Se lo mandé a *Ana*.")
    assert told(ana, "Ya te llamo").text == "*Peluquería Carla*: Ya te llamo"
    carla.say("dale, a las cinco")
    house.wait_until_quiet()
    assert (ana.unread(), bruno.unread()) == ([], [])


def test_the_agenda_is_run_by_words(house: House) -> None:
    slug = house.merchant()
    carla = reception(house, slug)
    assert carla.say("agendar a Zoe mañana 10:30 corte").text.startswith("¿Agendo *Corte*")
    assert carla.tap("Sí, agendar").text.startswith("✅ Agendado: *Zoe*, Corte")
    assert "*10:30* Zoe · Corte" in carla.say("mañana").text
    closing = carla.say("cerrar mañana a la mañana")
    assert "Ahí tenés 1 turno" in closing.text and "*10:30* Zoe" in closing.text
    assert carla.tap("Sí, cerrar").text.startswith("Listo, cerrado el ")
    (closure,) = house.admin("GET", f"/api/clients/{slug}")["settings"]["closures"]
    assert (closure["from"][-5:], closure["to"][-5:]) == ("00:00", "13:00")
    assert len(house.bookings(slug, "confirmed")) == 1
    link = next(word for word in carla.say("panel").text.split() if "/panel/entrar/" in word)
    panel = requests.get(house.server.address + urlsplit(link).path, timeout=15)
    assert panel.ok and "Peluquería Carla" in panel.text


def test_the_phone_in_the_settings_may_begin_with_panel(house: House) -> None:
    carla = house.person("Carla")
    slug = house.merchant(reception={"phone": carla.owner.wa_id})
    assert "/panel/entrar/" in carla.say("panel").text
    (row,) = receptions(house, slug)
    assert (row["by"], row["phone"]) == ("settings", carla.owner.wa_id)


def test_one_that_is_ended_hears_no_more(house: House) -> None:
    slug = house.merchant()
    carla, sol = reception(house, slug), reception(house, slug, "Sol")
    rows = {row["name"]: row["id"] for row in receptions(house, slug)}
    answer = requests.delete(
        f"{house.server.address}/api/clients/{slug}/receptions/{rows['Carla']}",
        headers={"Authorization": f"Bearer {house.environment['MILO_ADMIN_TOKEN']}"},
        timeout=15,
    )
    assert answer.status_code == 204
    book(house.person("Ana"), slug)
    told(sol, "Nuevo turno: *Ana*, Corte, ")
    house.wait_until_quiet()
    assert carla.unread() == []
    assert "¿Con qué comercio" in carla.say("hoy").text


def test_several_merchants_on_one_phone_whose_owner_is_a_customer_too(house: House) -> None:
    carlas = house.merchant()
    monas, luz = house.merchant("Mona Uñas"), house.merchant("Café Luz")
    owner, ana, bruno = reception(house, carlas), house.person("Ana"), house.person("Bruno")
    welcome = owner.say(link_text(house, monas)).text
    assert welcome.startswith("Recepción de *Mona Uñas*")
    assert "Lo que pidas es para *Mona Uñas*; con *recepción* pasás a otro comercio." in welcome

    # a notice of the one in front comes at once, one of the other's waits: no answer goes astray
    book(ana, carlas, "10:00")
    book(bruno, monas, "11:00")
    notice = told(owner, "*Mona Uñas* · Nuevo turno: *Bruno*, Corte, ")
    house.wait_until_quiet()
    assert owner.unread() == []

    # a day is shown of both; what changes something says of which one
    (row,) = house.bookings(carlas, "confirmed")
    day = datetime.fromisoformat(str(row["datetime"]))
    said = owner.say(f"qué tengo el {day:%d/%m}").text
    assert "*Peluquería Carla*: 1 turno.\n*10:00* Ana · Corte" in said
    assert "*Mona Uñas*: 1 turno.\n*11:00* Bruno · Corte" in said
    assert "en *Mona Uñas*?" in owner.say("cerrar pasado mañana").text
    owner.tap("No")
    assert owner.say("pendientes").text.startswith("No hay pedidos esperando en *Mona Uñas*.")
    asked = owner.say("recepción")
    assert (asked.text, asked.titles) == ("¿De qué comercio?", ("Peluquería Carla", "Mona Uñas"))
    assert owner.tap("Peluquería Carla").text.startswith("Recepción de *Peluquería Carla*")
    waited(house)
    told(owner, "*Peluquería Carla* · Nuevo turno: *Ana*, Corte, ")
    assert "en *Peluquería Carla*?" in owner.say("cerrar pasado mañana").text
    owner.tap("Sí, cerrar")
    closures = {
        slug: house.admin("GET", f"/api/clients/{slug}")["settings"].get("closures", [])
        for slug in (carlas, monas, luz)
    }
    assert [len(closures[slug]) for slug in (carlas, monas, luz)] == [1, 0, 0]

    # a customer of another merchant, and of the same owner's other shop
    book(owner, luz, "09:00")
    book(owner, monas, "09:00")
    assert [row["name"] for row in house.bookings(luz, "confirmed")] == ["Carla"]
    quote(owner, notice, "Hola Bruno, traé la tarjeta")
    assert told(bruno, "traé la tarjeta").text == "*Mona Uñas*: Hola Bruno, traé la tarjeta"
    owner.say("recepción")
    assert owner.tap("Mona Uñas").text.startswith("Recepción de *Mona Uñas*")
    waited(house)
    told(owner, "*Mona Uñas* · Nuevo turno: *Carla*, Corte, ")
    assert "*09:00* Carla · Corte" in owner.say(f"el {day:%d/%m}").text
    house.wait_until_quiet()
    assert (owner.unread(), ana.unread(), bruno.unread()) == ([], [], [])


def waited(house: House) -> None:
    """Let the ten minutes of a quiet chat be over for what waits for it."""
    house.database.change("UPDATE timers SET due_at = %s WHERE name LIKE 'news:%%'", PAST)


def receptions(house: House, slug: str) -> list[dict[str, Any]]:
    answer: dict[str, list[dict[str, Any]]] = house.admin("GET", f"/api/clients/{slug}/receptions")
    return answer["receptions"]
