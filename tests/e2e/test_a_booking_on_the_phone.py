"""From tapping a merchant's link to the confirmation, on the demo's phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .conftest import Shoot
from .walking import choose, open_link, said, tap, write

pytestmark = pytest.mark.browser


def test_a_booking_is_made_by_tapping_from_the_link_on(phone: Page, shoot: Shoot) -> None:
    open_link(phone, "peluqueria-carla")
    said(phone, "Soy el asistente de Peluquería Carla")
    tap(phone, "Reservar")
    said(phone, "¿Qué servicio")
    choose(phone, "Ver servicios", "Corte")
    said(phone, "¿Qué día te queda bien")
    choose(phone, "Ver días")
    said(phone, "¿A qué hora")
    hour = choose(phone, "Ver horarios")
    said(phone, f"{hour}.*¿Lo confirmo")
    tap(phone, "Confirmar")
    said(phone, f"¡Listo! Corte.*a las {hour}")
    assert shoot(phone, "phone").stat().st_size > 20_000


def test_a_booking_is_made_by_typing_with_the_keyboard_alone(phone: Page) -> None:
    phone.get_by_test_id("person-bruno").first.click()
    phone.get_by_test_id("merchant-cafe-central").focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_test_id("composer")).to_have_value("cafe-central")
    phone.get_by_test_id("send").focus()
    phone.keyboard.press("Enter")
    said(phone, "Café Central")
    for typed, heard in (
        ("quiero un turno", "¿Qué servicio"),
        ("mesa", "¿Qué día"),
        ("mañana", "¿A qué hora"),
        ("8 y media de la noche", "20:30.*¿Lo confirmo"),
        ("dale", "¡Listo! Mesa.*20:30"),
    ):
        write(phone, typed)
        said(phone, heard)


def test_a_second_phone_is_another_persons(phone: Page, shoot: Shoot) -> None:
    phone.get_by_test_id("person-carla").first.click()
    open_link(phone, "monpatisserie")
    said(phone, "Soy Mili, de Mon Patisserie")
    add = phone.get_by_test_id("add-phone").first
    while "Abrir" in add.inner_text():  # merchants who were told something come first
        title = add.inner_text()
        add.click()
        expect(add).not_to_have_text(title)
    expect(add).to_have_text("Agregar otro teléfono")
    add.click()
    second = phone.get_by_test_id("phone").last
    expect(second.get_by_test_id("merchant-monpatisserie")).to_be_visible()
    expect(second.get_by_test_id("composer")).to_have_count(0)
    shoot(phone, "two-phones")


def test_on_a_small_screen_the_phone_fills_it(phone: Page, shoot: Shoot) -> None:
    phone.set_viewport_size({"width": 390, "height": 844})
    expect(phone.get_by_test_id("merchant-peluqueria-carla").first).to_be_visible()
    overflow = phone.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0
    shoot(phone, "small")
