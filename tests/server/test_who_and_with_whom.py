"""Who writes, and to which merchant: Meta's id alone, the lobby, slugs, merchants who closed."""

from __future__ import annotations

from support.house import House
from support.talks import book, walk


def test_a_person_without_a_phone_number_books(house: House) -> None:
    slug, ana = house.merchant(), house.person("Ana", phone=False)

    assert book(ana, slug).text.startswith("✅ ¡Listo!")

    (booking,) = house.bookings(slug, "confirmed")
    assert (booking["user_phone"], booking["user_id"]) == (None, ana.owner.user_id)
    found = house.admin("GET", f"/api/bookings?client={slug}&user_id={ana.owner.user_id}")
    assert len(found["bookings"]) == 1


def test_who_has_no_session_is_asked_which_merchant(house: House) -> None:
    slug, ana = house.merchant(), house.person("Ana")

    asked = ana.say("¿qué tal?")
    assert "¡Hola, Ana!" in asked.text
    assert "¿Con qué comercio querés continuar?" in asked.text
    assert "¿Qué querés hacer?" in ana.say(slug).text


def test_the_slug_mid_way_goes_on_where_it_was(house: House) -> None:
    slug, ana = house.merchant(), house.person()
    days = walk(ana, slug, "eligiendo_fecha")

    again = ana.say(f"¡{slug}!")

    assert "Seguimos con tu reserva en *Peluquería Carla*" in again.text
    assert again.titles == days.titles


def test_another_slug_switches_and_the_first_goes_on_later(house: House) -> None:
    carla, cafe = house.merchant("Peluquería Carla"), house.merchant("Café Central")
    ana = house.person()
    walk(ana, carla, "eligiendo_fecha")

    assert "*Café Central*" in ana.say(cafe).text
    assert "Seguimos con tu reserva en *Peluquería Carla*" in ana.say(carla).text


def test_the_slug_after_the_end_starts_anew(house: House) -> None:
    slug, ana = house.merchant(), house.person()
    book(ana, slug)

    assert "¿Qué querés hacer?" in ana.say(slug).text
    assert house.session(ana, slug)["state"] == "inicio"


def test_an_inactive_merchant_is_answered_politely(house: House) -> None:
    slug, ana = house.merchant("Café Central"), house.person()
    days = walk(ana, slug, "eligiendo_fecha")
    house.admin("PATCH", f"/api/clients/{slug}", {"status": "inactive"})

    closed = "*Café Central* no está atendiendo"
    assert closed in ana.say(slug).text
    assert closed in ana.tap(days.titles[0], on=days).text
    assert "¿Con qué comercio querés continuar?" in ana.say("¿y ahora?").text

    house.admin("PATCH", f"/api/clients/{slug}", {"status": "active"})
    assert "Seguimos con tu reserva en *Café Central*" in ana.say(slug).text
