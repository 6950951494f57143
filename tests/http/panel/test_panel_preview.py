"""The conversation beside the settings: the real flow, with what is not saved yet."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from milo.cli.terms import terms_of
from milo.cli.wiring import load_flows
from milo.engine.rehearsal.preview import LONGEST, Preview
from milo.http.panel.settings_form import fields_of
from milo.store.memory import MemoryStore

from ..conftest import NOW, SETTINGS, make_world
from .test_panel import LINK, Browser, link_to

PREVIEW = "/panel/settings/preview"


@pytest.fixture(scope="module")
def preview():
    return Preview(load_flows(), terms_of, MemoryStore)


@pytest.fixture
def world(preview):
    return make_world(preview=lambda: preview)


@pytest.fixture
def browser(world):
    link_to(world, world.add_client("carla"))
    browser = Browser(world)
    browser.post(f"/panel/entrar/{LINK}")
    return browser


class Trial:
    """What a browser does with the page's form: all that it holds is sent back."""

    def __init__(self, browser, **settings):
        self.browser = browser
        self.settings = settings
        self.page = browser.get("/panel/settings").text

    @property
    def said(self):
        return [
            html.unescape(one)
            for one in re.findall(r'<li class="theirs"><p>(.*?)</p>', self.page, re.S)
        ]

    def taps(self, title):
        found = re.findall(r'name="tap" value="([^"]+)">([^<]+)', self.page)
        return next(id_ for id_, shown in reversed(found) if html.unescape(shown) == title)

    def send(self, **more):
        """Press what sends; `text` is what was typed."""
        return self._post(**({"send": "1"} if "text" in more else {}), **more)

    def change(self, **more):
        """Change a setting while something is half typed."""
        return self._post(text="a medio escri", **more)

    def _post(self, **more):
        kept = re.findall(r'name="(csrf|began|step-\d+)" value="([^"]*)"', self.page)
        fields = {name: html.unescape(value) for name, value in kept}
        answer = self.browser.post(PREVIEW, **{**self.settings, **fields, **more})
        assert answer.status_code == 200, answer.text
        self.page = answer.text
        return self

    def tap(self, title):
        return self.send(tap=self.taps(title))


def test_the_page_begins_a_conversation_with_the_merchant(browser):
    trial = Trial(browser)
    assert len(trial.said) == 1
    assert "<b>Carla</b>" in trial.said[0]


def test_a_booking_is_tried_with_a_price_that_is_not_saved_and_leaves_nothing(world, browser):
    before = world.read(lambda tx: (len(list(tx.bookings.table)), len(list(tx.contacts.table))))
    form = fields_of(SETTINGS) | {"service-0-name": "Corte real", "service-0-price": "9500"}
    trial = Trial(browser, **form).tap("Reservar").tap("Corte real").send(text="mañana a las 9")
    assert "9.500" in trial.said[-1] and "09:00" in trial.said[-1]
    trial.tap("Confirmar")
    assert "Corte real" in trial.said[-1]
    after = world.read(lambda tx: (len(list(tx.bookings.table)), len(list(tx.contacts.table))))
    assert after == before
    assert world.nudged == world.settled == []
    assert world.read(lambda tx: tx.clients.by_slug("carla")).settings == SETTINGS


def test_a_change_plays_what_was_said_anew_up_to_what_is_no_longer_offered(browser):
    trial = Trial(browser, **fields_of(SETTINGS)).tap("Reservar").tap("Color")
    assert "Color" in trial.page and len(trial.said) == 3
    trial.settings["service-1-name"] = ""
    trial.send()
    assert len(trial.said) == 2
    assert "step-1" not in trial.page


def test_settings_that_make_no_sense_are_not_played(browser):
    trial = Trial(browser, **fields_of(SETTINGS) | {"horizon_days": "-3"}).send(text="hola")
    assert trial.said == []
    assert "corregí" in trial.page
    trial.settings["horizon_days"] = "30"
    assert len(trial.send().said) == 2, "what was typed meanwhile is kept"


def test_a_setting_that_changes_says_nothing_that_is_half_typed(browser):
    trial = Trial(browser, **fields_of(SETTINGS)).send(text="hola")
    before = trial.said
    assert trial.change().said == before
    assert "a medio" not in trial.page


def test_it_starts_over_by_its_button_and_by_a_later_day(world, browser):
    trial = Trial(browser).send(text="hola")
    assert len(trial.said) == 2
    assert len(trial.send(again="1").said) == 1
    began = re.search(r'name="began" value="([^"]+)"', trial.page)[1]
    world.clock.time = NOW + timedelta(days=1)
    trial.send(text="hola")
    assert re.search(r'name="began" value="([^"]+)"', trial.page)[1] != began


def test_a_conversation_without_end_is_cut(browser):
    trial = Trial(browser)
    many = {f"step-{n}": "say:hola" for n in range(3 * LONGEST)}
    trial.send(**many, text="hola")
    assert trial.page.count('class="mine"') == LONGEST


@pytest.mark.parametrize("began", ["", "nunca", "2026-11-23T09:00", "2999-01-01T00:00:00+00:00"])
def test_an_instant_that_makes_no_sense_is_now(browser, began):
    trial = Trial(browser).send(began=began, text="hola")
    assert f'name="began" value="{NOW.isoformat()}"' in trial.page


def test_it_needs_the_page_s_token_and_a_session(world, browser):
    assert browser.post(PREVIEW, text="hola").status_code == 403
    assert Browser(world).post(PREVIEW, text="hola").status_code == 303


def test_another_merchant_s_conversation_is_never_played(world, browser):
    world.add_client("ana")
    trial = Trial(browser)
    kept = dict(re.findall(r'name="(csrf)" value="([^"]*)"', trial.page))
    answer = browser.post(f"{PREVIEW}?client=ana", **kept)
    assert "<b>Carla</b>" in answer.text
    assert "<b>Ana</b>" not in answer.text
