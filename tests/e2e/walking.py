"""What a person does on one of the page's phones, and what they wait to read."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

Screen = Page | Locator
"""The page where there is one phone on it, else that phone."""


def open_link(screen: Screen, slug: str) -> None:
    """Tap a merchant's card and send what WhatsApp opens with."""
    screen.get_by_test_id(f"merchant-{slug}").click()
    expect(screen.get_by_test_id("composer")).to_have_value(slug)
    screen.get_by_test_id("send").click()


def write(screen: Screen, text: str) -> None:
    screen.get_by_test_id("composer").fill(text)
    screen.get_by_test_id("composer").press("Enter")


def tap(screen: Screen, title: str) -> None:
    screen.get_by_test_id("reply-button").filter(has_text=title).last.click()


def choose(screen: Screen, opener: str, row: str | int = 0) -> str:
    """Open the newest list, take a row by its words or place, send it; return its title."""
    screen.get_by_test_id("open-list").filter(has_text=opener).last.click()
    rows = screen.get_by_test_id("list-row")
    wanted = rows.filter(has_text=row).first if isinstance(row, str) else rows.nth(row)
    title = wanted.inner_text().splitlines()[0].strip()
    wanted.click()
    screen.get_by_test_id("list-send").click()
    return title


def said(screen: Screen, pattern: str) -> Locator:
    """Wait until that is the last thing that was said to them; return the message."""
    heard = screen.locator('[data-testid="message"][data-direction="in"]').last
    expect(heard).to_have_text(re.compile(pattern, re.DOTALL))
    return heard
