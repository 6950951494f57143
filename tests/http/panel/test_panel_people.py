"""People on the panel: found by phone, blocked, handed over, erased; and calendar feeds."""

from __future__ import annotations

import re

import pytest

from milo.engine.model import BookingStatus, Mode

from ..conftest import NOW
from .test_panel import LINK, Browser, link_to

PHONE = "5492615551234"


@pytest.fixture
def carla(world):
    client = world.add_client("carla")
    world.add_session("carla", phone=PHONE)
    return client


@pytest.fixture
def browser(world, carla):
    link_to(world, carla)
    browser = Browser(world)
    browser.post(f"/panel/entrar/{LINK}")
    return browser


def in_words(browser, page, **form):
    """Send a form of a person's page, and return what is said after it."""
    answer = browser.send(page, page, **form)
    assert answer.status_code == 303
    return browser.get(answer.headers["location"]).text


@pytest.mark.parametrize("typed", [PHONE, "+54 9 261 555-1234", "261 15 555-1234", "0261 5551234"])
def test_whoever_wrote_is_found_by_phone_as_merchants_type_it(browser, typed):
    answer = browser.get(f"/panel/people?phone={typed.replace('+', '%2B').replace(' ', '+')}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/panel/people/s-carla")
    assert "Nadie con ese teléfono" in browser.get("/panel/people?phone=2619999999").text


def test_a_person_s_page_tells_of_their_bookings_and_absences(world, browser):
    more = {"contact_id": "k-carla", "name": "Ana"}
    world.add_booking("b1", NOW, status=BookingStatus.NO_SHOW, **more)
    world.add_client("mon")
    world.add_booking("other", NOW, client_id="c-mon", **more)
    page = browser.get("/panel/people/s-carla").text
    assert "Faltó 1 vez." in page
    assert "/panel/bookings/b1" in page
    assert "/panel/bookings/other" not in page
    assert "+" + PHONE in page


def test_somebody_is_blocked_and_served_again(world, browser):
    assert "Ya no puede" in in_words(browser, "/panel/people/s-carla", action="block")
    [row] = world.read(lambda tx: tx.blocked.of_client("c-carla"))
    assert row.user_phone == PHONE
    in_words(browser, "/panel/people/s-carla", action="block")
    assert len(world.read(lambda tx: tx.blocked.of_client("c-carla"))) == 1
    assert "Puede volver" in in_words(browser, "/panel/people/s-carla", action="unblock")
    assert world.read(lambda tx: tx.blocked.of_client("c-carla")) == []


def test_a_person_s_data_is_handed_over_as_a_file(browser):
    answer = browser.get("/panel/people/s-carla/datos.json")
    assert "datos.json" in answer.headers["content-disposition"]
    assert answer.json["contact"]["user_phone"] == PHONE


def test_a_person_is_erased_only_by_the_ticked_box(world, browser):
    assert "marcá la casilla" in in_words(browser, "/panel/people/s-carla", action="erase")
    assert world.read(lambda tx: tx.sessions.by_id("s-carla"))
    said = in_words(browser, "/panel/people/s-carla", action="erase", sure="yes")
    assert "Borramos todo" in said
    assert world.read(lambda tx: tx.sessions.by_id("s-carla")) is None


def test_another_merchant_s_person_is_not_there(world, carla):
    other = world.add_client("mon")
    link_to(world, other, "otro-enlace")
    browser = Browser(world)
    browser.post("/panel/entrar/otro-enlace")
    assert browser.get("/panel/people/s-carla").status_code == 404
    assert browser.get("/panel/people/s-carla/datos.json").status_code == 404
    sent = browser.send("/panel/agenda", "/panel/people/s-carla", action="erase", sure="yes")
    assert sent.status_code == 404
    assert world.read(lambda tx: tx.sessions.by_id("s-carla")).mode is Mode.BOT
    assert "Nadie con ese" in browser.get(f"/panel/people?phone={PHONE}").text


def test_a_calendar_feed_is_made_shown_once_and_ended(world, browser):
    made = browser.send("/panel/link", "/panel/link", make="1")
    url = re.search(
        r'value="https://[^"]+(/api/clients/carla/calendar.ics\?token=[^"]+)"', made.text
    )
    assert world.get(url[1]).status_code == 200
    page = browser.get("/panel/link").text
    assert url[1] not in page
    feed = re.search(r'name="end" value="([^"]+)"', page)
    assert browser.send("/panel/link", "/panel/link", end=feed[1]).status_code == 303
    assert world.get(url[1]).status_code == 404
