"""A demo as a newcomer starts it, and a real Chromium to look at it."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, expect, sync_playwright

expect.set_options(timeout=15_000)  # a busy machine is no fault of a page
CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SHOTS = Path(__file__).parents[2] / ".e2e"
"""Where each run leaves its screenshots; `docs/img` has copies of those worth keeping."""
ROOM = 10
"""Pixels around a phone that a picture of it shows."""
Shoot = Callable[[Page | Locator, str], Path]


@pytest.fixture(scope="session")
def demo() -> Iterator[str]:
    """Run `milo demo` on a free port and yield the phone's address, as it prints it."""
    command = [sys.executable, "-m", "milo.cli", "demo", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        lines = iter(process.stdout.readline, "")
        address = next(
            found[0] for line in lines if (found := re.search(r"http://\S+/phone", line))
        )
        yield address
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture
def phone(browser: Browser, demo: str) -> Iterator[Page]:
    """The demo's page; whatever goes wrong on it fails the test."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 860}, locale="es-AR", reduced_motion="reduce"
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.set_default_timeout(15_000)
    page.goto(demo)
    yield page
    context.close()
    assert faults == []


@pytest.fixture(scope="session")
def shoot() -> Shoot:
    """Take a picture of the page, or of phones with a little room around; return its file."""
    SHOTS.mkdir(exist_ok=True)

    def take(screen: Page | Locator, name: str) -> Path:
        path = SHOTS / f"{name}.png"
        page = screen if isinstance(screen, Page) else screen.page
        page.mouse.move(0, 0)  # nothing shows as pointed at
        boxes = [each.bounding_box() for each in screen.locator(".frame").all()]
        if boxes:  # the shaded page around a phone would make the picture three times as large
            page.evaluate("document.body.style.background = '#eaf3ec'")
        clip = None if screen is page else _around(boxes)
        page.screenshot(path=path, clip=clip, animations="disabled")
        return path

    return take


def _around(boxes: list[FloatRect | None]) -> FloatRect:
    """Return what holds all the boxes, and a little more."""
    seen = [box for box in boxes if box]
    left, top = (min(box[side] for box in seen) - ROOM for side in ("x", "y"))
    right = max(box["x"] + box["width"] for box in seen) + ROOM
    bottom = max(box["y"] + box["height"] for box in seen) + ROOM
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}
