"""From the short link to the booking, over HTTP."""

from __future__ import annotations

from support.house import House
from support.talks import DAY, walk


def test_a_booking_is_made_by_buttons(house: House) -> None:
    slug, ana = house.merchant(), house.person("Ana")

    hello = ana.say(slug)
    assert "¡Hola, Ana!" in hello.text
    assert "*Peluquería Carla*" in hello.text
    assert hello.titles[0] == "Reservar"
    services = ana.tap("Reservar")
    assert services.titles == ("Corte", "Color")
    days = ana.tap("Corte")
    assert days.titles[-1] == "Ver más"
    hours = ana.tap(days.titles[DAY])
    assert hours.titles[:2] == ("09:00", "09:30")
    card = ana.tap("10:00")
    assert "*Corte*" in card.text
    assert "10:00" in card.text
    assert card.titles == ("Confirmar", "Cambiar horario", "Cancelar")
    done = ana.tap("Confirmar")
    assert done.text.startswith("✅ ¡Listo! *Corte* el ")

    (booking,) = house.bookings(slug, "confirmed")
    assert booking["service"] == "corte"
    assert booking["user_phone"] == ana.owner.wa_id
    assert house.session(ana, slug)["state"] == "finalizado"
    (listed,) = house.admin("GET", f"/api/bookings?client={slug}")["bookings"]
    assert listed["datetime"][11:] == "10:00:00-03:00"


def test_a_booking_is_made_by_typing(house: House) -> None:
    slug, beto = house.merchant(), house.person("Beto")

    beto.say(f"  {slug.upper()} ")
    assert "¿Qué servicio" in beto.say("quiero reservar").text
    assert "¿Qué día" in beto.say("corte").text
    assert "¿A qué hora?" in beto.say("pasado mañana").text
    assert "¿Lo confirmo?" in beto.say("a las 11 y media").text
    assert beto.say("dale").text.startswith("✅ ¡Listo!")
    assert "¡De nada, Beto!" in beto.say("gracias!").text

    (listed,) = house.admin("GET", f"/api/bookings?client={slug}")["bookings"]
    assert listed["datetime"][11:] == "11:30:00-03:00"
    assert listed["name"] == "Beto"


def test_one_may_go_back_and_choose_again(house: House) -> None:
    slug, ana = house.merchant(), house.person()
    walk(ana, slug, "confirmando", "10:00")

    assert "¿A qué hora?" in ana.tap("Cambiar horario").text
    assert house.bookings(slug, "held") == []
    assert "¿Qué día" in ana.say("atrás").text
    ana.say("pasado mañana")
    assert "12:00" in ana.say("12").text
    (held,) = house.bookings(slug, "held")
    assert ana.tap("Cancelar").text.startswith("Listo, lo dejamos acá")
    assert house.bookings(slug, "held") == []
    assert held["service"] == "corte"


def test_more_days_are_a_page_away(house: House) -> None:
    slug, ana = house.merchant(), house.person()
    first = walk(ana, slug, "eligiendo_fecha")

    second = ana.tap("Ver más")

    assert second.titles[-1] == "Ver más"
    assert not set(first.titles[:-1]) & set(second.titles[:-1])
    assert "¿A qué hora?" in ana.tap(second.titles[0]).text


def test_what_a_merchant_holds_for_one_is_not_offered_to_another(house: House) -> None:
    slug, ana, beto = house.merchant(), house.person("Ana"), house.person("Beto")
    walk(ana, slug, "confirmando", "10:00")

    assert "10:00" not in walk(beto, slug, "eligiendo_horario").titles
    assert "A las 10:00 no tengo lugar" in beto.say("10:00").text


def test_a_merchant_who_confirms_by_hand_gets_a_pending_one(house: House) -> None:
    slug, ana = house.merchant(confirmation="manual"), house.person()
    walk(ana, slug, "confirmando")

    assert "lo tiene que confirmar" in ana.tap("Confirmar").text
    assert len(house.bookings(slug, "pending")) == 1


def test_a_merchant_without_services_says_so(house: House) -> None:
    slug = "sin-servicios-aun"
    house.admin("POST", "/api/shortlinks", {"name": "Vacío", "slug": slug})
    ana = house.person()
    ana.say(slug)

    assert "todavía no cargó sus servicios" in ana.tap("Reservar").text
