"""Front ends on other origins."""

from __future__ import annotations

import pytest

OURS = "https://panel.example"
ORIGINS = (OURS, "http://localhost:5173")


@pytest.fixture
def world(build):
    world = build(cors_origins=ORIGINS)
    world.add_client("carla")
    return world


def ask(world, method, path, origin, **headers):
    given = {"Origin": origin, **headers} if origin else headers
    return world.http.simulate_request(method, path, headers=given)


def preflight(world, path, origin, method="PATCH"):
    wanted = {
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    return ask(world, "OPTIONS", path, origin, **wanted)


def told(answer):
    return {name.lower() for name in answer.headers if name.lower().startswith("access-control")}


@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize(
    ("path", "status"),
    [("/api/clients/carla", 200), ("/api/clients/nadie", 404), ("/api/bookings", 401)],
)
def test_an_origin_of_ours_may_read_whatever_is_answered(world, origin, path, status):
    answer = ask(world, "GET", path, origin)
    assert answer.status_code == status
    assert answer.headers["Access-Control-Allow-Origin"] == origin
    assert answer.headers["Vary"] == "Origin"
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "*",
        "https://panel.example.evil.com",
        "https://evil.com",
        "http://panel.example",
        "https://panel.example:8443",
        "https://PANEL.example",
        "https://panel.example/",
    ],
)
def test_no_other_may(world, origin):
    for answer in (
        ask(world, "GET", "/api/clients/carla", origin),
        preflight(world, "/api/clients/carla", origin),
    ):
        assert told(answer) == set()
        assert answer.headers["Vary"] == "Origin"


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/api/clients/carla", {"GET", "PATCH"}),
        ("/api/bookings", {"GET", "POST"}),
        ("/api/businesses/b1", {"PATCH"}),
        ("/api/shortlinks", {"GET", "POST"}),
    ],
)
def test_a_preflight_says_what_may_be_sent(world, path, methods):
    answer = preflight(world, path, OURS)
    assert answer.status_code == 200
    headers = answer.headers
    assert set(headers["Access-Control-Allow-Methods"].split(", ")) - {"OPTIONS"} == methods
    assert headers["Access-Control-Allow-Headers"] == "Authorization, Content-Type, Idempotency-Key"
    assert headers["Access-Control-Allow-Origin"] == OURS


def test_a_preflight_needs_no_token_and_is_never_limited(world):
    assert {preflight(world, "/api/clients/carla", OURS).status_code for _ in range(400)} == {200}


@pytest.mark.parametrize(
    "path", ["/carla", "/healthz", "/metrics", "/openapi.json", "/api/whatsapp/webhook"]
)
def test_only_the_api(world, path):
    for answer in (ask(world, "GET", path, OURS), preflight(world, path, OURS)):
        assert told(answer) == set()
        assert "Origin" not in answer.headers.get("Vary", "")


def test_without_origins_nobody(build):
    answer = ask(build(), "GET", "/api/clients/nadie", OURS)
    assert told(answer) == set()
    assert "Vary" not in answer.headers
