"""Two phones side by side: somebody who wants a person, and the merchant who answers."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Shoot
from .walking import open_link, said, write

pytestmark = pytest.mark.browser

RECEPTION = "recepcion-peluqueria-carla"


def take_notices(phone: Page, slug: str) -> None:
    """Let a merchant's phone write *recepción*; from then on it hears of people."""
    phone.get_by_test_id(f"person-recepcion-{slug}").click()
    write(phone, "recepción")
    said(phone, "¡Listo!|[Aa]visar|[Tt]e aviso")


def call_the_reception(phone: Page) -> tuple[Locator, Locator]:
    """Let Ana ask for a person, and put the merchant's phone beside hers."""
    take_notices(phone, "peluqueria-carla")
    phone.get_by_test_id("person-ana").click()
    phone.set_viewport_size({"width": 1440, "height": 900})
    ana = phone.get_by_test_id("phone").first
    open_link(ana, "peluqueria-carla")
    said(ana, "Soy el asistente de Peluquería Carla")
    write(ana, "¿Tienen rampa para silla de ruedas?")
    said(ana, "alguien de Peluquería Carla")
    write(ana, "persona")
    said(ana, "Le aviso a Peluquería Carla")
    expect(ana.get_by_test_id(f"unread-{RECEPTION}")).to_be_visible()
    add, title = phone.get_by_test_id("add-phone"), ""
    expect(add).to_have_text(re.compile("^Abrir"))
    while title != "Abrir el teléfono de Peluquería Carla":  # other merchants were told something
        title = add.inner_text().strip()
        add.click()
        expect(add).not_to_have_text(title)
    return ana, phone.get_by_test_id("phone").last


def test_the_merchant_answers_by_quoting_and_the_person_goes_on(phone: Page, shoot: Shoot) -> None:
    ana, carla = call_the_reception(phone)
    expect(carla).to_have_accessible_name("Teléfono de Peluquería Carla, recepción")
    word = said(carla, "Ana quiere hablar con una persona de Peluquería Carla.*rampa para silla")
    word.get_by_test_id("quote").click()
    write(carla, "¡Hola, Ana! Sí, tenemos rampa 💕 ¿Para qué fecha sería?")
    said(ana, "Peluquería Carla: ¡Hola, Ana! Sí, tenemos rampa")
    write(ana, "Para el 12 de diciembre")
    said(carla, "Ana: Para el 12 de diciembre").get_by_test_id("quote").click()
    write(carla, "Ese día tengo lugar a la mañana. Reservá por acá y te espero")
    said(ana, "Peluquería Carla: Ese día tengo lugar")
    shoot(phone.locator(".handsets"), "recepcion")
    write(ana, "menú")
    said(ana, "¿Qué hacemos|¿Qué querés hacer")


def test_on_one_small_phone_the_word_shows_and_is_answered(phone: Page, shoot: Shoot) -> None:
    phone.set_viewport_size({"width": 390, "height": 844})
    take_notices(phone, "monpatisserie")
    phone.get_by_test_id("person-bruno").click()
    open_link(phone, "monpatisserie")
    said(phone, "Soy Mili")
    write(phone, "persona")
    said(phone, "Le aviso a Mon Patisserie")
    phone.get_by_test_id("home").click()
    expect(phone.get_by_test_id("unread-recepcion-monpatisserie")).to_have_text("1")
    shoot(phone, "chico-aviso")
    phone.get_by_test_id("person-recepcion-monpatisserie").click()
    said(phone, "Bruno quiere hablar").get_by_test_id("quote").click()
    shoot(phone, "chico-recepcion")
    write(phone, "Hola, Bruno, decime")
    phone.get_by_test_id("person-bruno").click()
    phone.get_by_test_id("open-chat").click()
    said(phone, "Mon Patisserie: Hola, Bruno, decime")
