"""A business whose number belongs to an app of its own: that app's secret signs its posts."""

from __future__ import annotations

import json
from dataclasses import replace

import falcon.testing
import pytest

from milo.engine.messages import Outgoing
from milo.engine.model import Contact, OutboxRow, OutboxStatus, PublishedForm
from milo.http.app import create_app
from milo.http.cloud.tokens import Tokens
from milo.http.signature import HEADER, sign

from ..conftest import NOW

COMMON, NORTE, SUR = "1060000000", "1060000001", "1060000002"


@pytest.fixture
def post(world):
    """Posts what an app signed; Norte and Sur have apps of their own."""
    for number, name in ((NORTE, "norte"), (SUR, "sur")):
        secret = f"{name.upper()}_SECRET"
        own = {"phone_number_id": number, "whatsapp_number": f"549{number}"}
        world.add_business(name, **own, app_secret_env=secret)
    variables = {"NORTE_SECRET": "of norte", "SUR_SECRET": "of sur"}
    tokens = Tokens(world.store, world.clock, variables, COMMON, "EAA", "test_app_secret")
    edge = replace(world.edge, own_secrets=tokens.own_secrets)
    http = falcon.testing.TestClient(create_app(edge))

    def posted(secret: str, value: object, field: str = "messages") -> int:
        entry = {"id": "WABA", "changes": [{"field": field, "value": value}]}
        body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
        headers = {HEADER: sign(secret, body)}
        answer = http.simulate_post("/api/whatsapp/webhook", body=body, headers=headers)
        return answer.status_code

    return posted


def text(number: str, wamid: str = "wamid.1") -> dict[str, object]:
    message = {"from": "5492610000000", "id": wamid, "timestamp": "1760000000", "type": "text"}
    return {
        "metadata": {"phone_number_id": number},
        "contacts": [{"wa_id": "5492610000000", "profile": {"name": "Ana"}}],
        "messages": [{**message, "text": {"body": "hola"}}],
    }


def test_its_own_secret_signs_for_its_number(world, post):
    assert post("of norte", text(NORTE)) == 200
    (row,) = world.inbox()
    assert (row.phone_number_id, row.contact_id is not None) == (NORTE, True)
    assert world.nudged == [row.contact_id]


@pytest.mark.parametrize("number", [COMMON, SUR, "999"])
def test_and_for_nobody_elses(world, post, number):
    assert post("of norte", text(number)) == 401
    assert world.inbox() == []


def test_a_secret_of_nobodys_signs_nothing(world, post):
    assert post("of nobody", text(NORTE)) == 401
    assert post("", text(NORTE)) == 401
    assert world.inbox() == []


def test_the_common_app_may_bring_them_too(world, post):
    """The operator's own app may be subscribed to the account beside it."""
    assert post("test_app_secret", text(NORTE)) == 200
    assert len(world.inbox()) == 1


def test_its_statuses_settle_its_messages_and_no_others(world, post):
    def add(tx):
        for key, number in (("r1", NORTE), ("r2", COMMON)):
            contact = Contact(key, number, None, f"54926{key}", "Ana")
            tx.contacts.upsert(contact, NOW)
            row = OutboxRow(key, key, number, Outgoing("hola"), NOW)
            tx.outbox.add(replace(row, wamid=f"wamid.{key}", status=OutboxStatus.SENT))

    world.write(add)
    told = [
        {"id": f"wamid.{key}", "status": "delivered", "timestamp": "1760000100"}
        for key in ("r1", "r2", "unknown")
    ]
    told.append({**told[1], "id": "wamid.x", "biz_opaque_callback_data": "outbox:r2"})
    assert post("of norte", {"metadata": {"phone_number_id": NORTE}, "statuses": told}) == 200
    rows = [world.read(lambda tx, key=key: tx.outbox.by_id(key)).status for key in ("r1", "r2")]
    assert rows == [OutboxStatus.DELIVERED, OutboxStatus.SENT]


def test_what_it_says_of_templates_is_kept_and_touches_none_of_ours(world, post):
    said = {
        "event": "REJECTED",
        "message_template_name": "recordatorio",
        "message_template_language": "es_AR",
        "message_template_id": 1,
    }
    assert post("of norte", said, "message_template_status_update") == 200
    assert [event[0] for event in world.events()] == ["message_template_status_update"]
    assert world.read(lambda tx: tx.templates.find("recordatorio", "es_AR")) is None


def rejected():
    return {
        "event": "REJECTED",
        "message_template_name": "recordatorio",
        "message_template_language": "es_AR",
        "message_template_id": 1,
    }


def own_account(world, account):
    business = world.read(lambda tx: tx.businesses.by_id("norte"))
    world.write(lambda tx: tx.businesses.save(replace(business, waba_id=account)))


def states(world):
    accounts = ("", "WABA", "other")
    found = {one: world.read(lambda tx, one=one: tx.templates.all(one)) for one in accounts}
    return {one: [row.status for row in rows] for one, rows in found.items() if rows}


@pytest.mark.parametrize("secret", ["of norte", "test_app_secret"])
def test_what_is_said_of_its_own_account_counts_there_whoever_signs(world, post, secret):
    own_account(world, "WABA")
    assert post(secret, rejected(), "message_template_status_update") == 200
    assert states(world) == {"WABA": ["REJECTED"]}


@pytest.mark.parametrize("account", [None, "other"])
def test_its_app_says_nothing_of_another_account(world, post, account):
    own_account(world, account)
    assert post("of norte", rejected(), "message_template_status_update") == 200
    assert states(world) == {}


def test_a_form_is_stopped_by_its_own_account_only(world, post):
    own_account(world, "WABA")
    forms = [
        PublishedForm("reservas_v4", "f1", "PUBLISHED", NOW),
        PublishedForm("reservas_v4", "f2", "PUBLISHED", NOW, "WABA"),
    ]
    for form in forms:
        world.write(lambda tx, form=form: tx.forms.save(form))
    for form in ("f1", "f2"):
        said = {"event": "FLOW_STATUS_CHANGE", "flow_id": form, "new_status": "BLOCKED"}
        assert post("of norte", said, "flows") == 200
    found = [
        world.read(lambda tx, one=one: tx.forms.find("reservas_v4", one)) for one in ("", "WABA")
    ]
    assert [one.status for one in found] == ["PUBLISHED", "BLOCKED"]
