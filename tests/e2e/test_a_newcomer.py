"""A merchant set up from nothing by somebody new, up to a booking that is made with it; timed.

The browser's own time is measured. What a person needs beside it is reckoned by the keystroke-level
model (Card, Moran, Newell): seconds for each decision, each pointing and clicking, each key.
"""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from .conftest import Shoot
from .test_the_panel import SIZES, Merchant, _day, merchant
from .walking import open_link, said, tap, write

__all__ = ["merchant"]
pytestmark = pytest.mark.browser
DECIDES, POINTS, TYPES = 1.35, 1.3, 0.28
"""Seconds of a person of ordinary skill."""
READS = 8.0
"""Seconds to look at a page that is new."""
LIMIT = 300


class Newcomer:
    """Somebody who has never seen the panel: what they do is counted."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.clicks = self.keys = self.pages = 0

    def looks(self) -> None:
        """Look at a page that is new."""
        self.pages += 1

    def clicks_on(self, target: Locator) -> None:
        target.click()
        self.clicks += 1

    def fills(self, field: Locator, text: str) -> None:
        """Go to a field and type."""
        field.fill(text)
        self.clicks += 1
        self.keys += len(text)

    @property
    def seconds(self) -> float:
        """What all of it takes: the browser's time, and the person's."""
        person = self.clicks * (DECIDES + POINTS) + self.keys * TYPES + self.pages * READS
        return time.monotonic() - self.began + person

    def __str__(self) -> str:
        return f"{self.clicks} clicks, {self.keys} keys, {self.pages} pages: {self.seconds:.0f} s"


def opened(browser: Browser, size: str = "1280") -> Page:
    page = browser.new_context(viewport=SIZES[size], locale="es-AR").new_page()
    page.set_default_timeout(15_000)
    return page


def test_a_merchant_is_set_up_from_nothing_and_booked_with_in_five_minutes(
    browser: Browser, merchant: Merchant, shoot: Shoot
) -> None:
    page, who = opened(browser), Newcomer()
    page.goto(f"{merchant.address}/panel/entrar")
    who.looks()
    who.clicks_on(page.get_by_text("Soy quien administra"))
    page.get_by_label("Clave de administración").fill(merchant.admin_token)  # pasted
    who.clicks_on(page.get_by_role("button", name="Entrar"))
    who.looks()
    who.clicks_on(page.get_by_role("link", name="Comercio nuevo"))
    who.fills(page.get_by_label("Nombre, como lo conoce la gente"), "Café Luz")
    who.clicks_on(page.get_by_role("button", name="Seguir"))
    expect(page.get_by_role("radio", name="cafe-luz", exact=False).first).to_be_checked()
    who.clicks_on(page.get_by_role("button", name="Crear"))

    expect(page.get_by_role("status")).to_contain_text("Completá servicios")
    who.looks()
    shoot(page, "panel-new-client")
    for n, (name, minutes, price) in enumerate([("Merienda", "60", "9000"), ("Taller", "90", "")]):
        service = page.locator("fieldset").nth(n)
        who.fills(service.get_by_label("Nombre", exact=True), name)
        who.fills(service.get_by_label("Minutos", exact=True), minutes)
        if price:
            who.fills(service.get_by_label("Precio", exact=True), price)
    who.fills(page.get_by_label("Lunes a viernes"), "9 a 13, 16 a 20")
    who.fills(page.get_by_label("Sábado"), "10 a 13")
    who.fills(page.get_by_label("Dirección"), "San Juan 450")
    who.clicks_on(page.get_by_role("button", name="Guardar"))
    expect(page.get_by_role("status")).to_contain_text("repartí tu enlace")

    tried = page.get_by_role("form", name="Probalo")
    who.looks()
    who.clicks_on(tried.get_by_role("button", name="Reservar", exact=True))
    expect(tried.get_by_role("button", name=re.compile("^Merienda"))).to_be_visible()
    who.clicks_on(page.get_by_role("link", name="Enlace", exact=True))
    who.looks()
    expect(page.get_by_role("link", name="cafe-luz")).to_be_visible()

    phone = opened(browser)
    phone.goto(f"{merchant.address}/phone")
    who.looks()
    open_link(phone, "cafe-luz")
    said(phone, "Soy el asistente de Café Luz")
    write(phone, f"merienda el {_day():%d/%m} a las 17")
    said(phone, "¿Lo confirmo?")
    tap(phone, "Confirmar")
    said(phone, "¡Listo!")
    who.clicks += 4
    who.keys += 24

    page.goto(f"{merchant.address}/panel/agenda?client=cafe-luz&day={_day()}")
    expect(page.locator(".block", has_text="Merienda")).to_contain_text("17:00")
    print(f"\n{who}")
    assert who.seconds < LIMIT, who
    for each in (page, phone):
        each.context.close()


def test_a_request_from_the_phone_is_confirmed_and_its_person_reads_so(
    browser: Browser, merchant: Merchant
) -> None:
    panel, phone = opened(browser, "390"), opened(browser)
    merchant.sign_in(panel)
    panel.get_by_role("link", name="Ajustes").click()
    panel.get_by_label("Confirmación").select_option("manual")
    panel.get_by_role("button", name="Guardar").click()
    expect(panel.get_by_role("status")).to_contain_text("Guardado.")
    panel.get_by_role("link", name="Pedidos").click()
    phone.goto(f"{merchant.address}/phone")
    open_link(phone, "peluqueria-carla")
    said(phone, "Soy el asistente de Peluquería Carla")
    write(phone, f"un corte el {_day() + timedelta(days=2):%d/%m} a las 12")
    said(phone, "¿Lo confirmo?")
    tap(phone, "Confirmar")
    said(phone, "lo tiene que confirmar")
    asked = panel.locator(".request", has_text="Ana").filter(has_text="12:00")
    expect(asked).to_be_visible(timeout=8_000)
    asked.get_by_role("button", name="Confirmar").click()
    said(phone, "confirmó tu turno")
    for each in (panel, phone):
        each.context.close()


def test_a_text_is_changed_tried_and_saved(
    browser: Browser, merchant: Merchant, shoot: Shoot
) -> None:
    page = opened(browser)
    merchant.sign_in(page)
    page.get_by_role("link", name="Ajustes").click()
    page.get_by_role("link", name="Lo que dice tu asistente").click()
    tried = page.get_by_role("form", name="Probalo")
    greeting = page.get_by_label(re.compile("^Saludo( Tuya)?$"))
    greeting.fill("¡Hola! Soy Mili, de {comercioo} ✂️ ¿Qué hacemos?")
    greeting.press("Tab")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("algo entre llaves que no conozco")).to_be_visible()
    greeting.fill("¡Hola! Soy Mili, de *{comercio}* ✂️ ¿Qué hacemos?")
    greeting.press("Tab")
    expect(tried.get_by_role("listitem").first).to_contain_text("Soy Mili, de Peluquería Carla")
    shoot(page, "panel-texts-1280")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_role("status")).to_contain_text("Guardado.")
    expect(greeting).to_have_value(re.compile("Soy Mili"))
    page.context.close()
