"""A short link by who follows it: a preview, a QR code, or on to the chat; counted by day."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from milo.engine.model import ClientStatus
from milo.engine.office.merchants import with_minted_link

from ..conftest import NOW

CRAWLERS = (
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "WhatsApp/2.23.20.0 A",
    "Mozilla/5.0 (compatible; Twitterbot/1.0)",
    "TelegramBot (like TwitterBot)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "LinkedInBot/1.0 (compatible; Mozilla/5.0)",
)
DESKTOPS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.1 Safari",
    "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
)
PHONES = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
    "curl/8.5.0",
    "python-requests/2.32",
    "",
)
HTML = "text/html,application/xhtml+xml,*/*;q=0.8"
CHAT = "https://wa.me/15550001111?text=carla"


def follow(world, agent, accept=HTML, path="/carla", **more):
    headers = {"User-Agent": agent, "Accept": accept}
    return world.http.simulate_get(path, headers=headers, **more)


@pytest.mark.parametrize("agent", CRAWLERS)
def test_a_crawler_gets_a_preview_with_the_merchants_name(world, agent):
    world.add_client("carla", name="Lo de <Carla>")
    answer = follow(world, agent, accept="*/*")
    assert answer.status_code == 200
    tags = dict(re.findall(r'<meta property="(og:\w+)" content="([^"]*)"', answer.text))
    assert tags["og:title"] == "Lo de &lt;Carla&gt;"
    assert tags["og:url"] == "https://go.soymilo.com/carla"
    assert tags["og:image"] == "https://go.soymilo.com/api/shortlinks/carla/qr.png"
    assert "15550001111" not in answer.text


@pytest.mark.parametrize("agent", DESKTOPS)
def test_a_computers_browser_gets_a_qr_code_and_a_way_on(world, agent):
    world.add_client("carla")
    answer = follow(world, agent)
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")
    assert 'src="/api/shortlinks/carla/qr.svg"' in answer.text
    assert "15550001111" not in answer.text and "<script" not in answer.text
    assert "img-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Vary"].startswith("User-Agent")
    on = follow(world, agent, path="/api/shortlink", query_string="slug=carla&chat=1")
    assert (on.status_code, on.headers["Location"]) == (301, CHAT)


@pytest.mark.parametrize("agent", PHONES)
def test_every_other_client_is_redirected(world, agent):
    world.add_client("carla")
    answer = follow(world, agent)
    assert (answer.status_code, answer.headers["Location"]) == (301, CHAT)


def test_a_browser_that_asks_for_no_page_is_redirected(world):
    world.add_client("carla")
    assert follow(world, DESKTOPS[0], accept="application/json").status_code == 301


@pytest.mark.parametrize("agent", [CRAWLERS[0], DESKTOPS[0], PHONES[0]])
def test_a_suspended_one_is_dark_for_all(world, agent):
    world.add_client("carla", status=ClientStatus.SUSPENDED)
    answer = follow(world, agent)
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "private, max-age=60"


def test_a_minted_link_is_where_it_leads_while_the_number_is_the_same(world):
    client = world.add_client("carla")
    link = "https://wa.me/message/4O4YGZEG3RIVE1"
    minted = with_minted_link(client, "15550001111", link, NOW)
    world.write(lambda tx: tx.clients.save(minted))
    assert follow(world, PHONES[0]).headers["Location"] == link
    world.add_business("b1", whatsapp_number="5492615550000")
    world.write(lambda tx: tx.clients.save(replace(minted, business_id="b1")))
    assert follow(world, PHONES[0]).headers["Location"] == "https://wa.me/5492615550000?text=carla"


def test_visits_are_counted_by_day_crawlers_aside(world):
    client = world.add_client("carla")
    for agent in (*CRAWLERS, *PHONES, DESKTOPS[0]):
        follow(world, agent)
    counted = world.read(lambda tx: tx.visits.since(NOW.date()))
    assert counted == {client.id: len(PHONES) + 1}
