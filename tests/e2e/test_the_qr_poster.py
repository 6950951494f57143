"""A merchant's QR code as a poster: on the phone, with the keyboard, and on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from support.polling import until

from .conftest import Shoot

pytestmark = pytest.mark.browser


def until_drawn(phone: Page) -> None:
    """Wait until the code is there. The page forbids `eval`, which Playwright's own wait needs."""
    code = phone.locator(".poster-code")
    until(lambda: code.evaluate("image => image.naturalWidth") > 0, "the code to be drawn")


def test_the_poster_opens_shows_the_code_and_closes_by_escape(phone: Page, shoot: Shoot) -> None:
    opener = phone.get_by_role("button", name="QR de Peluquería Carla")
    opener.focus()
    phone.keyboard.press("Enter")
    poster = phone.get_by_role("dialog", name="QR de Peluquería Carla")
    expect(poster).to_contain_text("Escaneá y reservá")
    expect(poster).to_contain_text("go.soymilo.com/peluqueria-carla")
    code = poster.get_by_role("img", name="Código QR de go.soymilo.com/peluqueria-carla")
    expect(code).to_be_visible()
    until_drawn(phone)
    shoot(phone.get_by_test_id("phone"), "qr")
    for _ in range(3):
        phone.keyboard.press("Tab")
        assert poster.evaluate("panel => panel.contains(document.activeElement)")
    phone.keyboard.press("Escape")
    expect(poster).to_be_hidden()
    expect(opener).to_be_focused()


def test_on_paper_there_is_the_poster_alone_on_one_sheet(phone: Page, shoot: Shoot) -> None:
    phone.get_by_test_id("qr-monpatisserie").click()
    until_drawn(phone)
    assert phone.pdf(format="A4").count(b"/Type /Page\n") == 1
    phone.set_viewport_size({"width": 660, "height": 980})
    phone.emulate_media(media="print")
    expect(phone.get_by_text("Escaneá y reservá")).to_be_visible()
    expect(phone.get_by_test_id("poster-print")).not_to_be_in_viewport()
    shoot(phone, "qr-papel")


def test_on_a_small_screen_the_poster_fits(phone: Page, shoot: Shoot) -> None:
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.get_by_test_id("qr-cafe-central").click()
    expect(phone.get_by_test_id("poster-close")).to_be_focused()
    expect(phone.locator(".poster-how")).to_be_in_viewport(ratio=1)
    shoot(phone, "chico-qr")
