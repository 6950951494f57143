"""How many public requests an address may send."""

from __future__ import annotations

from datetime import timedelta

import pytest

from milo.http.api.rate_limit import BURST, AddressBuckets

from ..conftest import NOW

PUBLIC = [
    "/carla",
    "/nadie",
    "/api/shortlink?slug=carla",
    "/api/clients/carla",
    "/api/clients/carla/availability?service=corte&from=2026-11-23",
    "/api/shortlinks/carla/qr.svg",
    "/api/shortlinks/carla/qr.png",
]


@pytest.fixture(autouse=True)
def _carla(world):
    world.add_client("carla")


def get(world, path, address="192.0.2.1", method="GET", **more):
    path, _, query = path.partition("?")
    return world.http.simulate_request(
        method, path, query_string=query, remote_addr=address, **more
    )


def exhaust(world, address="192.0.2.1"):
    for _ in range(BURST):
        assert get(world, "/nadie", address).status_code == 404


@pytest.mark.parametrize("path", PUBLIC)
def test_one_too_many_is_429_and_says_when(world, path):
    exhaust(world)
    answer = get(world, path)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "1"
    assert set(answer.json) == {"title", "description", "errors"}


def test_head_is_one_too(world):
    exhaust(world)
    assert get(world, "/carla", method="HEAD").status_code == 429


def test_then_ten_a_second(world):
    exhaust(world)
    world.clock.time = NOW + timedelta(seconds=2)
    answers = [get(world, "/carla").status_code for _ in range(25)]
    assert answers == [301] * 20 + [429] * 5


def test_a_refused_one_costs_nothing(world):
    exhaust(world)
    for _ in range(1_000):
        get(world, "/carla")
    world.clock.time = NOW + timedelta(seconds=0.11)
    assert get(world, "/carla").status_code == 301


def test_others_are_not_touched(world):
    exhaust(world)
    assert get(world, "/carla", "192.0.2.2").status_code == 301


def test_a_household_s_ipv6_is_one_address(world):
    exhaust(world, "2001:db8:0:1::5")
    assert get(world, "/carla", "2001:db8:0:1:ffff::6").status_code == 429
    assert get(world, "/carla", "2001:db8:0:2::5").status_code == 301


def test_ipv4_written_as_ipv6_is_that_address(world):
    exhaust(world, "::ffff:192.0.2.9")
    assert get(world, "/carla", "192.0.2.9").status_code == 429
    assert get(world, "/carla", "::ffff:192.0.2.8").status_code == 301


def test_the_admin_never(world):
    exhaust(world)
    assert get(world, "/api/clients/carla", headers=world.admin).status_code == 200
    wrong = {"Authorization": "Bearer wrong"}
    assert get(world, "/api/clients/carla", headers=wrong).status_code == 429


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/openapi.json"])
def test_what_costs_nothing_never(world, path):
    exhaust(world)
    assert get(world, path).status_code == 200


def test_the_webhook_never(world):
    exhaust(world, "127.0.0.1")
    assert get(world, "/carla", "127.0.0.1").status_code == 429
    assert {world.deliver("{}").status_code for _ in range(BURST + 50)} == {200}


def test_a_header_does_not_make_another_address(world):
    exhaust(world)
    headers = {"X-Forwarded-For": "203.0.113.7", "Forwarded": "for=203.0.113.7"}
    assert get(world, "/carla", headers=headers).status_code == 429


def test_it_is_counted(world):
    exhaust(world)
    get(world, "/carla")
    assert "milo_requests_limited_total 1.0" in world.get("/metrics").text


def test_memory_is_bounded_and_the_quiet_are_forgotten_first():
    buckets = AddressBuckets(most=100)
    for _ in range(BURST):
        assert buckets.wait("loud", NOW) == 0
    for number in range(10_000):
        assert buckets.wait(str(number), NOW) == 0
        assert number % 50 or buckets.wait("loud", NOW) > 0
    assert len(buckets) == 100
