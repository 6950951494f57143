"""`milo doctor` about Meta: what we keep of it, and with `--online` what it says itself."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from milo.demo.standin import StandIn
from milo.engine.messages import Outgoing
from milo.engine.model import AccountNews, Contact, OutboxRow, TemplateState
from milo.store import open_store

from .conftest import Milo

NOW = datetime(2026, 11, 28, tzinfo=UTC)


def rows(milo: Milo, *arguments: str, **env: str) -> dict[str, Any]:
    result = milo("doctor", *arguments, "--json", **env)
    return {row["name"]: row for row in json.loads(result.stdout)}


def write(milo: Milo, work: Any) -> None:
    milo.good("migrate")
    store = open_store(milo.url)
    store.transact(work)
    store.close()


def test_a_halted_number_and_metas_alarms_are_told(milo: Milo) -> None:
    ana = Contact("c1", "1060000000", "AR.1", "5492615550000", "Ana")
    row = OutboxRow.to(ana, "o1", Outgoing("hola"), NOW)
    halted = replace(row, error="halt 131042 · payment · Meta could not be paid")
    news = AccountNews("number 549", "phone_number_quality_update", "FLAGGED", True, NOW)
    paused = TemplateState("recordatorio", "es_AR", "PAUSED", NOW, reason="LOW_QUALITY")

    def work(tx: Any) -> None:
        tx.contacts.upsert(ana, NOW)
        tx.outbox.add(halted)
        tx.account_news.save(news)
        tx.templates.save(paused)

    write(milo, work)
    told = rows(milo)
    assert "Meta could not be paid" in told["number 1060000000"]["problem"]
    assert "FLAGGED" in told["phone_number_quality_update"]["problem"]
    assert "paused LOW_QUALITY" in told["template recordatorio"]["problem"]


def test_a_domain_that_nobody_set_is_pointed_out(milo: Milo) -> None:
    assert "nobody set it" in rows(milo)["MILO_SHORTLINK_BASE"]["help"]
    own = rows(milo, MILO_SHORTLINK_BASE="https://go.example")
    assert "nobody set it" not in own["MILO_SHORTLINK_BASE"]["help"]


def test_meta_is_asked_for_all_that_is_needed(online: Milo, standin: StandIn) -> None:
    online.env["MILO_WHATSAPP_NUMBER"] = "5492610000000"
    online.good("templates", "submit", "recordatorio")
    standin.exchange.templates.change("recordatorio", "es_AR", "APPROVED", "NONE")
    told = rows(online, "--online")
    for name in ("token", "number", "quality", "limit", "subscription", "webhook fields"):
        assert told[f"Meta: {name}"]["problem"] == "", name
    assert told["Meta: template recordatorio"]["problem"] == ""
    assert "milo templates submit" in told["Meta: template encuesta"]["problem"]


def test_what_meta_refuses_is_told_with_what_to_do(online: Milo, standin: StandIn) -> None:
    told = rows(online, "--online", MILO_META_ACCESS_TOKEN="EAAwrong")
    assert "make a new access token" in told["Meta: token"]["problem"]
    told = rows(online, "--online", MILO_META_PHONE_NUMBER_ID="999")
    assert "phone_number_id is wrong" in told["Meta: number"]["problem"]
    told = rows(online, "--online", MILO_WHATSAPP_NUMBER="5491100000000")
    assert "MILO_WHATSAPP_NUMBER" in told["Meta: number"]["problem"]


def test_without_an_account_it_says_what_to_set(milo: Milo) -> None:
    assert "MILO_META_WABA_ID" in rows(milo, "--online")["Meta"]["problem"]
