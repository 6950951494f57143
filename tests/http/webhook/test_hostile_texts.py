"""Names, slugs and texts that mean harm: shown as text, or refused."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from milo.engine.model import ClientStatus

from ..conftest import SETTINGS

SHOWN = [
    "'; DROP TABLE clients; --",
    '" OR 1=1 --',
    "<script>alert(1)</script>",
    "{{ 7*7 }}{% raw %}",
    "${jndi:ldap://x}",
    "%s %n {0} {name!r}",
    "../../etc/passwd",
    "..\\..\\windows",
    "=HYPERLINK(1)",
    "👩‍🍳 Ñandú É 你好 שלום",
    "*negrita* _x_ `y`",
]
REFUSED = [
    "carla\u202efdp.exe",
    "\u2066carla\u2069",
    "carla\u200b",
    "car\u200fla",
    "\ufeffcarla",
    "a\u061cb",
    "a\nb",
    "a\u2028b",
    "a\x00b",
    "a\x1b[31mb",
    "\u200d\u200d",
    "\u3164",
    "\u00ad",
    " ",
    "x" * 4096,
]
SLUGS = [*SHOWN, *REFUSED[:-1], "a" * 4096, "carla'", "carla--", "%2e%2e", "carla/../otra"]


@pytest.mark.parametrize("name", SHOWN)
def test_shown_as_text(world, name):
    assert world.post("/api/shortlinks", {"name": name, "slug": "buena"}).status_code == 201
    assert world.get("/api/clients/buena").json["name"] == name
    assert world.get("/api/shortlinks", admin=True).json["shortlinks"][0]["name"] == name
    assert world.post("/api/businesses", {"name": name}).json["name"] == name
    world.patch("/api/clients/buena", {"status": "suspended"})
    page = world.get("/buena").text
    assert "<script>" not in page
    assert "49" not in page or "7*7" in page
    assert "text=buena" not in page


@pytest.mark.parametrize("name", REFUSED)
def test_refused(world, name):
    for path in ("/api/shortlinks", "/api/businesses"):
        answer = world.post(path, {"name": name})
        assert answer.status_code == 422
        assert answer.json["errors"][0]["path"] == "name"
        assert len(answer.text) < 500


@pytest.mark.parametrize("slug", SLUGS)
def test_a_slug_that_is_none_is_nobody_s(world, slug):
    world.add_client("carla")
    assert world.post("/api/shortlinks", {"name": "X y", "slug": slug}).status_code == 422
    for path in (f"/{quote(slug, safe='')}", "/api/shortlink"):
        answer = world.http.simulate_get(path, params={"slug": slug})
        assert answer.status_code == 404
        assert "Location" not in answer.headers
        assert "<script>" not in answer.text
    for path in ("/api/clients/{}", "/api/shortlinks/{}/qr.svg"):
        assert world.get(path.format(quote(slug, safe=""))).status_code == 404


@pytest.mark.parametrize("text", [*SHOWN, "x" * 1000, "\u202e", "a\nb", "\u200b"])
def test_notes_are_kept_as_they_are(world, text):
    world.add_client("carla")
    data = {"client": "carla", "service": "corte", "datetime": "2026-11-25T21:00:00-03:00"}
    answer = world.post("/api/bookings", {**data, "notes": text})
    assert answer.json["notes"] == text


@pytest.mark.parametrize("text", SHOWN)
def test_what_is_asked_finds_what_it_says(world, text):
    world.add_client("carla")
    params = {"client": "carla", "phone": text, "user_id": text, "after": text}
    assert world.get("/api/bookings", admin=True, params=params).json["bookings"] == []
    params = {"service": text, "from": "2026-11-23", "staff": text, "exclude": text}
    answer = world.get("/api/clients/carla/availability", params=params)
    assert {error["path"] for error in answer.json["errors"]} == {"service", "staff"}


@pytest.mark.parametrize("text", SHOWN)
def test_settings_are_shown_as_they_are(world, text):
    world.add_client("carla")
    settings = {**SETTINGS, "address": text, "messages": {"saludo": text}}
    assert world.patch("/api/clients/carla", {"settings": settings}).status_code == 200
    assert world.get("/api/clients/carla").json["address"] == text


def test_the_page_of_a_closed_one_runs_nothing(world):
    world.add_client("carla", name=SHOWN[2], status=ClientStatus.SUSPENDED)
    answer = world.get("/carla")
    assert "script" not in answer.headers["Content-Security-Policy"]
    assert "&lt;script&gt;" in answer.text
