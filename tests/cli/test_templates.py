"""`milo templates` against Meta's stand-in: listed, submitted, followed."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from milo.demo.standin import ACCOUNT_ID, StandIn

from .conftest import Milo


@pytest.fixture
def standin() -> Iterator[StandIn]:
    standin = StandIn("http://127.0.0.1:1/", "s3cret", "EAAtoken", "1060000000", "5492610000000")
    standin.exchange.deliveries.put = lambda *_: None  # type: ignore[assignment]
    standin.url = f"{standin.start()}/v25.0"  # type: ignore[attr-defined]
    yield standin
    standin.stop()


@pytest.fixture
def online(milo: Milo, standin: StandIn) -> Milo:
    milo.env |= {
        "MILO_GRAPH_URL": standin.url,  # type: ignore[attr-defined]
        "MILO_META_WABA_ID": ACCOUNT_ID,
        "MILO_META_ACCESS_TOKEN": "EAAtoken",
        "MILO_META_APP_SECRET": "s3cret",
    }
    return milo


def statuses(milo: Milo, *arguments: str) -> dict[str, str]:
    result = milo("templates", *arguments, "--json")
    return {one["name"]: one["status"] for one in json.loads(result.stdout)["templates"]}


def test_what_meta_was_not_asked_for_is_listed_as_such(milo: Milo) -> None:
    found = statuses(milo, "list")
    assert found["recordatorio"] == "UNSUBMITTED"
    assert set(found.values()) == {"UNSUBMITTED"}
    assert "MILO_META_WABA_ID" in milo.wrong("templates", "submit")


def test_all_are_submitted_and_followed_until_they_are_sent(online: Milo, standin: StandIn) -> None:
    standin.exchange.faults.flip({"require_proof": True})
    assert set(statuses(online, "submit").values()) == {"PENDING"}
    for name, language in list(standin.exchange.templates.kept):
        standin.exchange.templates.change(name, language, "APPROVED", "NONE")
    assert set(statuses(online, "status").values()) == {"APPROVED"}
    assert online("templates", "status").exit_code == 0
    standin.exchange.templates.change("recordatorio", "es_AR", "PAUSED", "LOW_QUALITY")
    result = online("templates", "status")
    assert result.exit_code == 1
    assert "is not sent: paused LOW_QUALITY" in " ".join(result.stdout.split())


def test_what_meta_refuses_is_told_and_the_rest_goes_on(online: Milo, standin: StandIn) -> None:
    assert online("templates", "submit", "recordatorio").exit_code == 0
    result = online("templates", "submit", "recordatorio")
    assert result.exit_code == 1 and "recordatorio es_AR" in result.stderr
    assert statuses(online, "submit")["encuesta"] == "PENDING"
    assert online("templates", "submit", "nadie").exit_code == 2


def test_a_wrong_secret_is_told(online: Milo) -> None:
    result = online("templates", "status", MILO_META_APP_SECRET="another")
    assert result.exit_code == 1 and "appsecret_proof" in result.stderr
