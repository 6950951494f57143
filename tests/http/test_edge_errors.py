"""Errors have one shape everywhere, and say nothing of the inside."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from milo.engine.errors import ConfigurationError, StaleError, UnavailableError

ADMIN_ROUTES = [
    ("GET", "/api/shortlinks"),
    ("POST", "/api/shortlinks"),
    ("PATCH", "/api/clients/carla"),
    ("GET", "/api/bookings"),
    ("POST", "/api/bookings"),
    ("PATCH", "/api/bookings/b1"),
]


def shaped(answer):
    assert set(answer.json) == {"title", "description", "errors"}
    assert isinstance(answer.json["title"], str)
    assert isinstance(answer.json["description"], str)
    for error in answer.json["errors"]:
        assert set(error) == {"path", "message"}
    return answer.json


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/nothing", 404),
        ("GET", "/a/b/c", 404),
        ("DELETE", "/api/shortlinks", 405),
        ("POST", "/healthz", 405),
        ("PUT", "/carla", 405),
        ("GET", "/api/clients/nobody", 404),
        ("GET", "/api/shortlinks", 401),
    ],
)
def test_falcon_s_own_errors_are_ours(world, method, path, status):
    answer = world.http.simulate_request(method, path)
    assert answer.status_code == status
    shaped(answer)
    assert answer.headers["Content-Type"].startswith("application/json")


def test_405_says_what_is_allowed(world):
    answer = world.http.simulate_delete("/api/shortlinks")
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize(("method", "path"), ADMIN_ROUTES)
class TestAdmin:
    @pytest.mark.parametrize(
        "header",
        [None, "Bearer wrong", "Bearer ", "s3cret-admin", "Basic s3cret-admin", "Bearer ñ"],
    )
    def test_401_without_the_token(self, world, method, path, header):
        headers = {"Authorization": header} if header else {}
        answer = world.http.simulate_request(method, path, headers=headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert "s3cret" not in answer.text
        shaped(answer)

    def test_403_for_all_where_none_is_set(self, build, method, path):
        for token in (None, ""):
            world = build(admin_token=token)
            headers = {"Authorization": "Bearer "}
            assert world.http.simulate_request(method, path).status_code == 403
            assert world.http.simulate_request(method, path, headers=headers).status_code == 403

    def test_the_token_opens(self, world, method, path):
        answer = world.http.simulate_request(method, path, headers=world.admin)
        assert answer.status_code not in (401, 403, 500)


@pytest.mark.parametrize("path", ["/api/shortlinks", "/api/bookings"])
@pytest.mark.parametrize("body", ["", "{", "hola", "NaN", '{"a":NaN}', "[" * 100_000, b"\xff"])
def test_400_for_what_is_not_json(world, path, body):
    answer = world.http.simulate_post(path, body=body, headers=world.admin)
    assert answer.status_code == 400
    shaped(answer)


@pytest.mark.parametrize("path", ["/api/shortlinks", "/api/bookings"])
@pytest.mark.parametrize("data", [None, [], "x", 5, True, {}])
def test_422_for_what_is_no_request(world, path, data):
    answer = world.post(path, data)
    assert answer.status_code == 422
    assert shaped(answer)["errors"]


def test_413_for_what_is_too_large(world):
    answer = world.post("/api/shortlinks", {"name": "x" * 1024 * 1024})
    assert answer.status_code == 413
    shaped(answer)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UnavailableError("disk /var/db full"), 503),
        (StaleError("disk /var/db full"), 503),
        (ConfigurationError("disk /var/db full"), 500),
        (RuntimeError("disk /var/db full"), 500),
    ],
)
def test_faults_of_ours_say_nothing_and_are_logged_in_a_line(build, error, status):
    class Broken:
        def read(self, work):
            raise error

    world = build(store=Broken())
    with capture_logs() as lines:
        answer = world.get("/api/clients/carla")
    assert answer.status_code == status
    assert "disk" not in answer.text
    assert "Traceback" not in answer.text
    shaped(answer)
    assert len(lines) == 1
    assert "disk" not in repr(lines)


def test_a_number_of_5000_digits_is_not_json_to_us(world):
    body = '{"name":' + "1" * 5_000 + "}"
    answer = world.http.simulate_post("/api/shortlinks", body=body, headers=world.admin)
    assert answer.status_code in (400, 422)


def test_texts_that_cannot_be_stored_are_faults(world):
    data = {"name": "a\x00", "settings": {"messages": {"x": "\ud800"}}}
    answer = world.post("/api/shortlinks", data)
    assert answer.status_code == 422
    assert {error["path"] for error in answer.json["errors"]} == {"name", "settings.messages.x"}
