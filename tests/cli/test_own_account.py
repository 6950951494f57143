"""A business with an account, a token and an app of its own at Meta: templates, forms, doctor."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from milo.cli.environment import read_settings
from milo.cli.system_world import SystemClock
from milo.cli.template_watch import learn_all
from milo.demo.standin import StandIn
from milo.demo.webhooks import Number
from milo.store import open_store

from .conftest import Milo

OWN = Number("1060000001", "5492610000001", "EAAnorte", "secret of norte", account="900")


@pytest.fixture
def standin() -> Iterator[StandIn]:
    common = ("http://127.0.0.1:1/", "s3cret", "EAAtoken", "1060000000", "5492610000000")
    standin = StandIn(*common, more_numbers=[OWN])
    standin.exchange.deliveries.put = lambda *_: None  # nobody hears
    standin.url = f"{standin.start()}/v25.0"  # for `online`
    yield standin
    standin.stop()


@pytest.fixture
def norte(online: Milo) -> Milo:
    online.env |= {"NORTE_TOKEN": OWN.token, "NORTE_SECRET": OWN.app_secret}
    number = ("--phone-number-id", OWN.id, "--whatsapp-number", OWN.display)
    own = ("--token-env", "NORTE_TOKEN", "--app-secret-env", "NORTE_SECRET")
    online.good("businesses", "add", "Norte", "--id", "norte", *number, *own, "--waba-id", "900")
    return online


def statuses(milo: Milo, *arguments: str) -> dict[str, str]:
    result = milo("templates", *arguments, "--json")
    return {one["name"]: one["status"] for one in json.loads(result.stdout)["templates"]}


def test_its_templates_are_submitted_to_its_account_and_followed_there(
    norte: Milo, standin: StandIn
) -> None:
    assert set(statuses(norte, "submit", "--business", "norte").values()) == {"PENDING"}
    assert set(statuses(norte, "list").values()) == {"UNSUBMITTED"}, "those of the common account"
    assert standin.exchange.templates.kept == {}
    theirs = standin.exchange.templates_of("900")
    for name, language in list(theirs.kept):
        theirs.change(name, language, "APPROVED", "NONE")
    assert set(statuses(norte, "status", "--business", "norte").values()) == {"APPROVED"}
    theirs.change("recordatorio", "es_AR", "PAUSED", "LOW_QUALITY")
    assert norte("templates", "status", "--business", "norte").exit_code == 1
    told = {row["name"]: row for row in json.loads(norte("doctor", "--json").stdout)}
    assert "paused LOW_QUALITY" in told["template recordatorio of 900"]["problem"]


def test_serve_asks_for_both_and_one_fault_stops_not_the_other(
    norte: Milo, standin: StandIn
) -> None:
    statuses(norte, "submit", "recordatorio", "--business", "norte")
    statuses(norte, "submit", "recordatorio")
    standin.exchange.templates_of("900").change("recordatorio", "es_AR", "APPROVED", "NONE")
    store = open_store(norte.url)
    environment: Any = {**norte.env}
    wrong = read_settings({**environment, "MILO_META_ACCESS_TOKEN": "EAAwrong"})
    with pytest.raises(Exception, match="Cannot parse access token"):
        learn_all(store, wrong, environment, SystemClock())
    found = store.read(lambda tx: tx.templates.find("recordatorio", "es_AR", "900"))
    ours = store.read(lambda tx: tx.templates.find("recordatorio", "es_AR"))
    store.close()
    assert found and found.status == "APPROVED"
    assert ours and ours.status == "PENDING"


def test_doctor_asks_about_each_account(norte: Milo) -> None:
    told = {row["name"]: row for row in json.loads(norte("doctor", "--online", "--json").stdout)}
    for name in ("token", "number", "quality", "limit", "subscription", "webhook fields"):
        assert told[f"Meta: {name}"]["problem"] == "", name
        assert told[f"Meta of norte: {name}"]["problem"] == "", name
    assert "templates submit" in told["Meta of norte: template recordatorio"]["problem"]
    norte.env["NORTE_TOKEN"] = "EAAwrong"
    told = {row["name"]: row for row in json.loads(norte("doctor", "--online", "--json").stdout)}
    assert "make a new access token" in told["Meta of norte: token"]["problem"]
    assert told["Meta: token"]["problem"] == ""
    del norte.env["NORTE_TOKEN"]
    told = {row["name"]: row for row in json.loads(norte("doctor", "--online", "--json").stdout)}
    assert "NORTE_TOKEN is not set" in told["Meta of norte"]["problem"]


def test_the_key_and_the_forms_are_its_accounts(
    norte: Milo, standin: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("milo.demo.form_resources.pinged", lambda *_: True)
    key = tmp_path / "forms.pem"
    norte.good("forms", "new-key", str(key))
    norte.env |= {"MILO_FORMS_KEY": str(key), "MILO_PUBLIC_URL": "https://milo.example"}
    norte.good("forms", "give-key", "--business", "norte")
    assert list(standin.exchange.forms.keys) == [OWN.id]
    norte.good("forms", "give-key")
    ours = norte.good("forms", "publish", "reservas").split()[-1].rstrip(".")
    theirs = norte.good("forms", "publish", "reservas", "--business", "norte")
    theirs = theirs.split()[-1].rstrip(".")
    assert ours != theirs
    norte.good("forms", "status", "--business", "norte")
    assert theirs in norte.good("forms", "preview", "reservas", "--business", "norte")
    name = standin.exchange.forms.kept[ours].name
    ids = norte.transact(lambda tx: (tx.forms.find(name).id, tx.forms.find(name, "900").id))
    assert ids == (ours, theirs)


def test_one_without_an_account_of_its_own_is_told_what_to_do(online: Milo) -> None:
    online.good("businesses", "add", "Sur", "--id", "sur")
    assert "milo businesses set sur --waba-id" in online.wrong(
        "templates", "submit", "--business", "sur"
    )
    assert "no such business" in online.wrong("forms", "status", "--business", "nadie").lower()
