"""A booking by a form of WhatsApp on the demo's phone: its screens, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import Shoot
from .walking import open_link, said

pytestmark = pytest.mark.browser


def test_a_booking_is_made_on_the_screens_of_a_form(phone: Page, shoot: Shoot) -> None:
    phone.get_by_test_id("person-bruno").first.click()
    open_link(phone, "estudio-lila")
    said(phone, "Para sacar un turno, tocá Reservar")
    shoot(phone.locator("body"), "form-greeting")
    phone.get_by_test_id("open-form").click()
    form = phone.get_by_test_id("form")
    expect(form.get_by_role("heading", name="Servicio")).to_be_visible()
    go_on = form.get_by_test_id("form-next")
    expect(go_on).to_be_disabled()
    form.get_by_test_id("form-row").filter(has_text="Semipermanente").click()
    expect(go_on).to_be_enabled()
    shoot(phone.locator("body"), "form-service")
    go_on.click()
    days = form.get_by_test_id("form-day")
    expect(days.first).to_be_visible()
    assert form.locator("[data-testid=form-day]:disabled").count() > 0
    form.locator("[data-testid=form-day]:enabled").nth(3).click()
    hours = form.get_by_test_id("form-select")
    expect(hours).to_be_visible()
    hours.select_option(index=2)
    expect(go_on).to_be_enabled()
    hours.scroll_into_view_if_needed()
    shoot(phone.locator("body"), "form-day")
    go_on.click()
    expect(form.get_by_test_id("form-text").last).to_contain_text("¿Lo confirmo?")
    shoot(phone.locator("body"), "form-confirm")
    go_on.click()
    said(phone, "¡Listo! Semipermanente")
    expect(form).to_have_count(0)
    expect(phone.get_by_test_id("open-form")).to_be_disabled()


def test_who_closes_it_and_writes_goes_on_in_the_chat(phone: Page) -> None:
    phone.get_by_test_id("person-carla").first.click()
    open_link(phone, "estudio-lila")
    said(phone, "Para sacar un turno")
    phone.get_by_test_id("open-form").click()
    form = phone.get_by_test_id("form")
    form.get_by_test_id("form-row").first.click()
    form.get_by_test_id("form-next").click()
    expect(form.get_by_test_id("form-day").first).to_be_visible()
    phone.keyboard.press("Escape")
    expect(form).to_have_count(0)
    phone.get_by_test_id("composer").fill("mañana")
    phone.get_by_test_id("send").click()
    said(phone, "¿A qué hora|¿Qué día|no tengo lugar|no abrimos")


def test_two_phones_at_the_last_place_and_one_is_offered_the_hours_that_are_left(
    phone: Page, browser: Browser, demo: str
) -> None:
    other = browser.new_context(locale="es-AR", reduced_motion="reduce").new_page()
    other.goto(demo)
    for page, who in ((phone, "ana"), (other, "bruno")):
        page.get_by_test_id(f"person-{who}").first.click()
        open_link(page, "estudio-lila")
        said(page, "Para sacar un turno")
        page.get_by_test_id("open-form").last.click()
        _to_last_hour(page)
    phone.get_by_test_id("form-next").click()
    expect(phone.get_by_test_id("form-text").last).to_contain_text("¿Lo confirmo?")
    taken = other.get_by_test_id("form-select").input_value()
    other.get_by_test_id("form-next").click()
    expect(other.get_by_test_id("form-error")).to_be_visible()
    hours = other.get_by_test_id("form-select")
    expect(hours.locator(f'option[value="{taken}"]')).to_have_count(0)
    hours.select_option(index=1)
    other.get_by_test_id("form-next").click()
    expect(other.get_by_test_id("form-text").last).to_contain_text("¿Lo confirmo?")
    for page in (other, phone):
        page.get_by_test_id("form-next").click()
        said(page, "¡Listo! Manicura")
    other.context.close()


def _to_last_hour(page: Page) -> None:
    """Fill a form in up to the last hour of the sixth day that has room."""
    form = page.get_by_test_id("form")
    form.get_by_test_id("form-row").filter(has_text="Manicura").click()
    form.get_by_test_id("form-next").click()
    expect(form.get_by_test_id("form-day").first).to_be_visible()
    form.locator("[data-testid=form-day]:enabled").nth(5).click()
    hours = form.get_by_test_id("form-select")
    expect(hours).to_be_visible()
    hours.select_option(index=hours.locator("option").count() - 1)
    expect(form.get_by_test_id("form-next")).to_be_enabled()
