"""A merchant's day: what people write shows on the panel, and what is done there is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import Shoot
from .test_the_panel import SIZES, Merchant, _day, merchant
from .walking import open_link, said, tap, write

__all__ = ["merchant"]
pytestmark = pytest.mark.browser


@pytest.fixture
def phone(browser: Browser, merchant: Merchant) -> Iterator[Page]:
    """The demo's phone, beside the panel."""
    page = browser.new_context(viewport=SIZES["1280"], locale="es-AR").new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{merchant.address}/phone")
    yield page
    page.context.close()


@pytest.fixture
def panel(browser: Browser, merchant: Merchant) -> Iterator[Page]:
    """The panel, signed in by its link."""
    page = browser.new_context(viewport=SIZES["1280"], locale="es-AR").new_page()
    page.set_default_timeout(15_000)
    merchant.sign_in(page)
    yield page
    page.context.close()


def test_a_booking_made_on_the_phone_appears_and_what_is_done_to_it_is_read(
    phone: Page, panel: Page, merchant: Merchant
) -> None:
    day = _day() + timedelta(days=1)
    panel.goto(f"{merchant.address}/panel/agenda?day={day}")
    expect(panel.get_by_text("Sin turnos este día.")).to_be_visible()
    open_link(phone, "peluqueria-carla")
    said(phone, "Soy el asistente de Peluquería Carla")
    write(phone, f"un corte el {day:%d/%m} a las 10")
    said(phone, "¿Lo confirmo?")
    tap(phone, "Confirmar")
    said(phone, "¡Listo|Reservado|reservado")
    block = panel.locator(".block", has_text="10:00")
    expect(block).to_contain_text("Ana", timeout=8_000)
    block.click()
    panel.get_by_text("Mover a otro horario").click()
    panel.get_by_label("Hora").fill("11:00")
    panel.get_by_role("button", name="Mover", exact=True).click()
    expect(panel.get_by_role("status")).to_contain_text("Listo")
    said(phone, "11:00")


def test_somebody_who_waits_is_answered_and_given_back(
    phone: Page, panel: Page, merchant: Merchant, shoot: Shoot
) -> None:
    open_link(phone, "peluqueria-carla")
    write(phone, "quiero hablar con una persona")
    said(phone, "Le aviso a Peluquería Carla")
    panel.get_by_role("link", name="Personas").click()
    panel.get_by_role("link", name=re.compile("Ana.*Sin contestar")).click()
    expect(panel.get_by_text("La atendés vos")).to_be_visible()
    panel.get_by_label("Tu respuesta").fill("Hola, Ana, decime")
    panel.get_by_role("button", name="Enviar").click()
    said(phone, "Hola, Ana, decime")
    shoot(panel, "panel-person-1280")
    panel.get_by_role("button", name="Que siga el asistente").click()
    expect(panel.get_by_role("status")).to_contain_text("El asistente sigue la charla.")
    said(phone, "¿Qué hacemos|¿Qué querés hacer|asistente")


def test_an_afternoon_is_closed_with_its_conflict_seen_and_opened_again(
    panel: Page, merchant: Merchant
) -> None:
    friday = _day() + timedelta(days=3)
    merchant.milo(
        *("bookings", "add", "peluqueria-carla", "corte", f"{friday}T16:30", "--name", "Fina")
    )
    panel.goto(f"{merchant.address}/panel/agenda?day={friday}")
    panel.get_by_text("Cerrar un rato").click()
    panel.get_by_label("Desde").fill("15:00")
    panel.get_by_label("Hasta").fill("20:00")
    panel.get_by_label("Motivo").fill("Feria")
    panel.get_by_role("button", name="Cerrar", exact=True).click()
    expect(panel.get_by_role("status")).to_contain_text("hay un turno en ese rato")
    expect(panel.locator(".block", has_text="Fina")).to_be_visible()
    panel.get_by_role("button", name="Abrir de nuevo: 15:00 a 20:00 · Feria").click()
    expect(panel.get_by_role("status")).to_contain_text("Abierto de nuevo.")


def test_the_poster_prints_on_one_page_with_nothing_else_on_it(panel: Page, shoot: Shoot) -> None:
    panel.get_by_role("link", name="Enlace").click()
    panel.get_by_role("link", name="Cartel para imprimir").click()
    panel.emulate_media(media="print")
    expect(panel.get_by_role("navigation", name="Secciones")).to_be_hidden()
    expect(panel.get_by_role("img", name=re.compile("Código QR"))).to_be_visible()
    shoot(panel, "panel-poster")
    paper = panel.pdf(format="A4", print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
