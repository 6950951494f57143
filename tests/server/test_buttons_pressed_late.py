"""Buttons of earlier messages stay on the phone for ever: they are answered, not obeyed."""

from __future__ import annotations

from support.house import House
from support.person import tapping
from support.talks import walk


def test_a_stale_button_is_answered_by_the_question_that_stands(house: House) -> None:
    slug, ana = house.merchant(), house.person()
    hello = walk(ana, slug, "inicio")
    ana.tap("Reservar")
    days = ana.tap("Corte")

    again = ana.tap("Reservar", on=hello)

    assert "Ese botón era de antes" in again.text
    assert again.titles == days.titles
    assert house.session(ana, slug)["state"] == "eligiendo_fecha"


def test_a_button_pressed_again_mid_way_does_nothing_twice(house: House) -> None:
    slug, ana = house.merchant(), house.person()
    hours = walk(ana, slug, "eligiendo_horario")
    ana.tap("10:00")

    assert "Ese botón era de antes" in ana.tap("11:00", on=hours).text
    (held,) = house.bookings(slug, "held")
    (shown,) = house.admin("GET", f"/api/bookings?client={slug}&status=held")["bookings"]
    assert (shown["id"], shown["datetime"][11:16]) == (held["id"], "10:00")


def test_a_row_of_the_same_question_asked_earlier_is_stale_too(house: House) -> None:
    slug, ana = house.merchant(), house.person()
    hours = walk(ana, slug, "eligiendo_horario")
    ana.tap("10:00")
    again = ana.tap("Cambiar horario")
    assert again.titles == hours.titles

    assert "Ese botón era de antes" in ana.tap("11:00", on=hours).text
    assert house.bookings(slug, "held") == []
    assert "¿Lo confirmo?" in ana.tap("11:00", on=again).text


def test_confirming_twice_is_answered_by_what_is_true_now(house: House) -> None:
    slug, ana = house.merchant(), house.person()
    card = walk(ana, slug, "confirmando")
    ana.tap("Confirmar")

    assert "Ya está reservado: *Corte*" in ana.tap("Confirmar", on=card).text

    (booking,) = house.bookings(slug, "confirmed")
    house.admin("PATCH", f"/api/bookings/{booking['id']}", {"status": "cancelled"})
    assert "canceló tu turno" in ana.next().text
    assert "Ese turno ya no está en pie" in ana.tap("Confirmar", on=card).text
    assert house.bookings(slug, "confirmed") == []


def test_confirming_twice_at_one_moment_books_once(house: House) -> None:
    slug, ana = house.merchant(), house.person()
    card = walk(ana, slug, "confirmando")
    presses = [[ana.write(tapping("Confirmar", card))] for _ in range(5)]

    assert house.post_together(presses) == [200] * 5

    said = sorted(each.text[:20] for each in ana.next_ones(5))
    assert said[-1].startswith("✅ ¡Listo!")
    assert all(text.startswith("Ya está reservado") for text in said[:4])
    assert len(house.bookings(slug, "confirmed")) == 1


def test_a_button_belongs_to_the_merchant_who_sent_it(house: House) -> None:
    carla, cafe = house.merchant("Peluquería Carla"), house.merchant("Café Central")
    ana = house.person()
    of_carla = walk(ana, carla, "inicio")
    walk(ana, cafe, "eligiendo_servicio")

    ana.tap("Reservar", on=of_carla)

    assert house.session(ana, carla)["state"] == "eligiendo_servicio"
    ana.tap("Corte")
    assert house.session(ana, carla)["state"] == "eligiendo_fecha"
    assert house.session(ana, cafe)["state"] == "eligiendo_servicio"
