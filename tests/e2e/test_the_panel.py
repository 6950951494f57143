"""The panel in a browser: a merchant signs in and runs their day; axe finds nothing serious."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from .conftest import Shoot

pytestmark = pytest.mark.browser

PAGES = ("agenda", "agenda?view=week", "requests", "people", "settings", "settings/texts", "link")
PAGES += ("figures",)
OPERATORS = (
    "admin",
    "admin/new",
    "admin/new?name=Caf%C3%A9+Luz",
    "admin/messages",
    "admin/account",
    "admin/audit",
)
SIZES = {"390": {"width": 390, "height": 844}, "1280": {"width": 1280, "height": 860}}
SERIOUS = {"serious", "critical"}


class Merchant:
    """A demo on a database of its own, and the commands beside it."""

    def __init__(self, folder: Path, address: str, admin_token: str) -> None:
        self.folder = folder
        self.address = address
        self.admin_token = admin_token

    def milo(self, *arguments: str) -> str:
        env = {
            "MILO_DATABASE_URL": f"sqlite:///{self.folder / 'milo.db'}",
            "MILO_META_PHONE_NUMBER_ID": "1",
            "MILO_WHATSAPP_NUMBER": "5492610000000",
            "MILO_PUBLIC_URL": self.address,
        }
        command = [sys.executable, "-m", "milo.cli", *arguments]
        return subprocess.run(
            command, env=env, capture_output=True, text=True, check=True, timeout=60
        ).stdout.strip()

    def sign_in(self, page: Page) -> None:
        page.goto(self.milo("panel", "peluqueria-carla"))
        page.get_by_role("button", name="Entrar").first.click()
        expect(page.get_by_role("navigation", name="Secciones")).to_be_visible()


@pytest.fixture(scope="module")
def merchant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Merchant]:
    folder = tmp_path_factory.mktemp("panel")
    command = [sys.executable, "-m", "milo.cli", "demo", "--port", "0"]
    command += ["--database", f"sqlite:///{folder / 'milo.db'}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        lines = iter(process.stdout.readline, "")
        found = next(f for line in lines if (f := re.search(r"(http://\S+)/phone", line)))
        token = next(f for line in lines if (f := re.search(r"Bearer ([^)\s]+)", line)))
        merchant = Merchant(folder, found[1], token[1])
        for hour, name, status in (("10:00", "Ana Paz", "confirmed"), ("11:00", "Beto", "pending")):
            at = f"{_day()}T{hour}"
            by_hand = ["bookings", "add", "peluqueria-carla", "corte", at, "--name", name]
            merchant.milo(*by_hand, "--status", status)
        yield merchant
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def _day() -> date:
    """A Tuesday to come, so that the merchant is open."""
    today = datetime.now(UTC).date()
    return today + timedelta(days=(1 - today.weekday()) % 7 + 7)


@pytest.fixture(params=[("390", "dark"), ("1280", "light")], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, browser: Browser, merchant: Merchant) -> Iterator[Page]:
    size, scheme = request.param
    context = browser.new_context(viewport=SIZES[size], color_scheme=scheme, locale="es-AR")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.set_default_timeout(15_000)
    merchant.sign_in(page)
    yield page
    context.close()
    assert faults == []


def test_axe_finds_nothing_serious_and_no_page_is_wider_than_the_screen(
    page: Page, merchant: Merchant, shoot: Shoot
) -> None:
    width = page.viewport_size["width"] if page.viewport_size else 0
    for path in PAGES:
        page.goto(f"{merchant.address}/panel/{path}")
        found = Axe().run(page).response["violations"]
        assert [one["id"] for one in found if one["impact"] in SERIOUS] == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    for name in ("agenda", "settings", "people", "figures"):
        page.goto(f"{merchant.address}/panel/{name}?day={_day()}")
        shoot(page, f"panel-{name}-{width}")


def test_axe_finds_nothing_serious_on_the_operator_s_pages(
    browser: Browser, merchant: Merchant, shoot: Shoot
) -> None:
    page = browser.new_context(viewport=SIZES["390"], color_scheme="light").new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{merchant.address}/panel/entrar")
    page.get_by_text("Soy quien administra").click()
    page.get_by_label("Clave de administración").fill(merchant.admin_token)
    page.get_by_role("button", name="Entrar").click()
    for path in OPERATORS:
        page.goto(f"{merchant.address}/panel/{path}")
        expect(page.get_by_role("navigation", name="Administración")).to_be_visible()
        found = Axe().run(page).response["violations"]
        assert [one["id"] for one in found if one["impact"] in SERIOUS] == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        shoot(page, re.sub(r"\W+", "-", path))
    page.context.close()


def test_what_others_change_appears_by_itself(page: Page, merchant: Merchant) -> None:
    page.goto(f"{merchant.address}/panel/agenda?day={_day()}")
    expect(page.get_by_text("Ana Paz")).to_be_visible()
    name = f"Carmela {page.viewport_size['width'] if page.viewport_size else ''}"
    hour = "12:00" if "390" in name else "12:30"
    merchant.milo(
        "bookings", "add", "peluqueria-carla", "corte", f"{_day()}T{hour}", "--name", name
    )
    expect(page.get_by_text(name)).to_be_visible(timeout=5_000)


def test_a_booking_is_dragged_to_another_hour_and_asked_first(
    browser: Browser, merchant: Merchant
) -> None:
    page = browser.new_context(viewport=SIZES["1280"]).new_page()
    page.set_default_timeout(15_000)
    merchant.sign_in(page)
    merchant.milo(
        "bookings", "add", "peluqueria-carla", "corte", f"{_day()}T15:00", "--name", "Dora Gil"
    )
    page.goto(f"{merchant.address}/panel/agenda?day={_day()}")
    expect(page.locator("#move")).to_be_hidden()
    block = page.locator(".block", has_text="Dora Gil")
    block.scroll_into_view_if_needed()
    box, slots = block.bounding_box(), page.locator(".slots[data-hours]").first
    height, rows = slots.bounding_box(), int(slots.get_attribute("data-rows") or 0)
    assert box and height
    page.mouse.move(box["x"] + 30, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 30, box["y"] + 8 + 8 * height["height"] / rows, steps=6)
    page.mouse.up()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Dora Gil pasa a las 17:00")
    dialog.get_by_role("button", name="Dejarlo").click()
    expect(block).to_contain_text("15:00")
    page.mouse.move(box["x"] + 30, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 30, box["y"] + 8 + 8 * height["height"] / rows, steps=6)
    page.mouse.up()
    page.get_by_role("dialog").get_by_role("button", name="Mover").click()
    expect(page.get_by_role("status")).to_contain_text("Listo.")
    expect(page.locator(".block", has_text="Dora Gil")).to_contain_text("17:00")
    page.context.close()


def test_free_time_is_tapped_to_book_there(browser: Browser, merchant: Merchant) -> None:
    page = browser.new_context(viewport=SIZES["1280"]).new_page()
    page.set_default_timeout(15_000)
    merchant.sign_in(page)
    page.goto(f"{merchant.address}/panel/agenda?day={_day()}")
    slots = page.locator(".slots[data-hours]").first
    box, rows = slots.bounding_box(), int(slots.get_attribute("data-rows") or 0)
    first = (slots.get_attribute("data-hours") or "").split()[0]
    assert box
    row = (18 - int(first.split(":")[0])) * 4
    slots.click(position={"x": box["width"] - 20, "y": (row + 0.5) * box["height"] / rows})
    expect(page.get_by_label("Hora", exact=True)).to_have_value("18:00")
    page.get_by_label("Nombre", exact=True).fill("Elsa")
    page.get_by_role("button", name="Anotar").click()
    expect(page.get_by_role("status")).to_contain_text("Turno anotado.")
    expect(page.locator(".block", has_text="Elsa")).to_contain_text("18:00")
    page.context.close()


def test_a_request_is_confirmed_and_leaves_the_list(browser: Browser, merchant: Merchant) -> None:
    page = browser.new_context(viewport=SIZES["390"]).new_page()
    page.set_default_timeout(15_000)
    merchant.sign_in(page)
    page.get_by_role("link", name="Pedidos").click()
    expect(page.get_by_role("heading", name="Beto")).to_be_visible()
    page.get_by_role("button", name="Confirmar").click()
    expect(page.get_by_role("status")).to_contain_text("Listo.")
    expect(page.get_by_role("heading", name="Beto")).to_have_count(0)
    page.context.close()


def test_a_change_is_tried_in_the_conversation_before_it_is_saved(
    browser: Browser, merchant: Merchant, shoot: Shoot
) -> None:
    page = browser.new_context(viewport=SIZES["1280"]).new_page()
    page.set_default_timeout(15_000)
    merchant.sign_in(page)
    page.goto(f"{merchant.address}/panel/settings")
    tried = page.get_by_role("form", name="Probalo")
    expect(tried.get_by_role("listitem").first).to_contain_text("Carla")
    tried.get_by_role("button", name="Reservar", exact=True).click()
    expect(tried.get_by_role("button", name=re.compile("^Corte *30"))).to_be_visible()
    page.get_by_label("Nombre", exact=True).first.fill("Corte con rodete")
    page.get_by_label("Nombre", exact=True).first.press("Tab")
    tried.get_by_role("button", name=re.compile("^Corte con rodete")).click()
    expect(tried.get_by_role("listitem").last).to_contain_text("Qué día")
    tried.get_by_label("Escribile como si fueras cliente").fill(f"el {_day():%d/%m} a las 10")
    page.keyboard.press("Enter")
    expect(tried.get_by_role("listitem").last).to_contain_text("Corte con rodete")
    expect(tried.get_by_role("listitem").last).to_contain_text("10:00")
    expect(tried.get_by_role("button", name="Confirmar")).to_be_visible()
    shoot(page, "panel-preview-1280")
    page.reload()
    expect(page.get_by_label("Nombre", exact=True).first).to_have_value("Corte")
    page.context.close()
