"""The links that people tap, and their codes."""

from __future__ import annotations

import pytest
import segno

from milo.engine.model import ClientStatus

LINKS = ["/carla", "/carla/", "/api/shortlink?slug=carla", "/Carla", "/CARLA/"]


@pytest.mark.parametrize("path", LINKS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_active_one_leads_into_whatsapp(world, path, method):
    world.add_client("carla")
    path, _, query = path.partition("?")
    answer = world.http.simulate_request(method, path, query_string=query)
    assert answer.status_code == 301
    assert answer.headers["Location"] == "https://wa.me/15550001111?text=carla"
    assert answer.headers["Cache-Control"] == "private, max-age=60"
    assert "15550001111" not in answer.text


def test_a_business_with_a_number_of_its_own(world):
    world.add_business("b1", whatsapp_number="5492615550000")
    world.add_client("carla", business_id="b1")
    world.add_business("b2")
    world.add_client("otro", business_id="b2")
    location = world.get("/carla").headers["Location"]
    assert location == "https://wa.me/5492615550000?text=carla"
    assert "15550001111" in world.get("/otro").headers["Location"]


@pytest.mark.parametrize("status", ["inactive", "suspended"])
def test_one_that_is_not_attending_says_so(world, status):
    world.add_client("carla", name="Lo de <Carla> & Cía", status=ClientStatus(status))
    answer = world.get("/carla")
    assert answer.status_code == 404
    assert "Lo de &lt;Carla&gt; &amp; Cía no está atendiendo por acá" in answer.text
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    "path", ["/nadie", "/api/shortlink?slug=nadie", "/api/shortlink", "/%F0%9F%98%80", "/x%00y"]
)
def test_an_unknown_one_gets_a_friendly_page(world, path):
    path, _, query = path.partition("?")
    answer = world.http.simulate_get(path, query_string=query)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "No encontramos ese enlace" in answer.text
    assert 'lang="es-AR"' in answer.text
    for technical in ("404", "error", "Error", "slug", "15550001111"):
        assert technical not in answer.text
    assert answer.headers["Cache-Control"] == "private, max-age=60"


def test_head_of_an_unknown_one(world):
    answer = world.http.simulate_head("/nadie")
    assert answer.status_code == 404
    assert answer.text == ""


def test_routes_come_before_slugs(world):
    assert world.get("/healthz").json["status"] == "ok"


@pytest.mark.parametrize(
    ("kind", "type_", "start"),
    [("svg", "image/svg+xml", b"<?xml"), ("png", "image/png", b"\x89PNG")],
)
def test_qr_codes(world, kind, type_, start):
    world.add_client("carla")
    answer = world.get(f"/api/shortlinks/carla/qr.{kind}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == type_
    assert answer.content.startswith(start)
    assert answer.content == world.get(f"/api/shortlinks/carla/qr.{kind}").content


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_qr_codes_of_what_is_not_active_are_the_admin_s(world, kind):
    path = f"/api/shortlinks/carla/qr.{kind}"
    assert world.get(path).status_code == 404
    world.add_client("carla", status=ClientStatus.INACTIVE)
    assert world.get(path).status_code == 404
    answer = world.get(path, admin=True)
    assert answer.status_code == 200
    assert "private" in answer.headers["Cache-Control"]


def test_qr_code_holds_the_short_link_and_no_number(world, monkeypatch):
    seen = []
    real = segno.make_qr
    monkeypatch.setattr(segno, "make_qr", lambda text, **more: seen.append(text) or real(text))
    world.add_client("carla")
    world.get("/api/shortlinks/carla/qr.svg")
    assert seen == ["https://go.soymilo.com/carla"]
