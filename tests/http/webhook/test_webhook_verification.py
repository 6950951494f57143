"""Meta's handshake."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

PATH = "/api/whatsapp/webhook"


def ask(world, **changes):
    params = {
        "hub.mode": "subscribe",
        "hub.challenge": "1158201444",
        "hub.verify_token": "vérify",
        **{key.replace("_", ".", 1): value for key, value in changes.items()},
    }
    params = {key: value for key, value in params.items() if value is not None}
    return world.http.simulate_get(PATH, params=params)


@pytest.mark.parametrize("challenge", ["1158201444", "0012", "<b>ñ", "a b"])
def test_the_challenge_comes_back_as_it_was(world, challenge):
    answer = ask(world, hub_challenge=challenge)
    assert answer.status_code == 200
    assert answer.text == challenge
    assert answer.headers["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize(
    "changes",
    [
        {"hub_verify_token": "wrong"},
        {"hub_verify_token": ""},
        {"hub_verify_token": None},
        {"hub_mode": "unsubscribe"},
        {"hub_mode": None},
        {"hub_challenge": None},
    ],
)
def test_anything_else_is_403(world, changes):
    answer = ask(world, **changes)
    assert answer.status_code == 403
    assert "1158201444" not in answer.text


def test_without_a_token_of_ours_nothing_is_verified(build):
    assert ask(build(verify_token=""), hub_verify_token="").status_code == 403


def test_the_log_tells_counts_and_no_secrets(world):
    with capture_logs() as lines:
        world.deliver_file("text")
        world.deliver_file("status_failed")
    stored = [line for line in lines if line["action"] == "webhook.stored"]
    assert [line["messages"] for line in stored] == [1], "statuses alone are only counted"
    text = repr(lines)
    assert "hola" not in text
    assert "5492610000000" not in text
    assert "test_app_secret" not in text
