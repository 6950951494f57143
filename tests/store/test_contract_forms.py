"""The forms that were published, as rows; and a message that turns to its question in the chat."""

import pytest

from milo.engine.messages import Form, Option, Outgoing
from milo.engine.model import OutboxStatus, PublishedForm
from milo.engine.sending.retry import FailureKind

OPENS = Form("f1", "s1.secret", "Reservar", "SERVICIO", {"next": "Seguir", "rows": [{"id": "a"}]})
BODY = Outgoing("¿Qué servicio?", rows=(Option("x", "Corte"),), form=OPENS)


def test_a_form_is_found_by_its_name_and_told_of_by_its_id(store, given):
    forms = [
        PublishedForm("reservas_v3", "f1", "DRAFT", given.at(0)),
        PublishedForm("encuesta_v1", "f2", "PUBLISHED", given.at(0)),
    ]
    for form in forms:
        store.transact(lambda tx, form=form: tx.forms.save(form))
    now = PublishedForm("reservas_v3", "f3", "PUBLISHED", given.at(1))
    store.transact(lambda tx: tx.forms.save(now))
    assert store.read(lambda tx: tx.forms.find("reservas_v3")) == now
    assert now.is_open
    store.transact(lambda tx: tx.forms.told("f3", "THROTTLED", given.at(2)))
    store.transact(lambda tx: tx.forms.told("nobody's", "BLOCKED", given.at(2)))
    stopped = PublishedForm("reservas_v3", "f3", "THROTTLED", given.at(2))
    assert store.read(lambda tx: tx.forms.all()) == [forms[1], stopped]
    assert not stopped.is_open
    assert store.read(lambda tx: tx.forms.find("otra")) is None


def test_each_account_has_a_form_of_the_same_name(store, given):
    ours = PublishedForm("reservas_v3", "f1", "PUBLISHED", given.at(0))
    theirs = PublishedForm("reservas_v3", "f2", "DRAFT", given.at(0), "900")
    for form in (ours, theirs):
        store.transact(lambda tx, form=form: tx.forms.save(form))
    assert store.read(lambda tx: tx.forms.find("reservas_v3")) == ours
    assert store.read(lambda tx: tx.forms.all("900")) == [theirs]
    store.transact(lambda tx: tx.forms.told("f2", "PUBLISHED", given.at(1)))
    assert store.read(lambda tx: tx.forms.find("reservas_v3", "900")).is_open
    assert store.read(lambda tx: tx.forms.all()) == [ours]


def settled(store, given, kind, wamid, minute=1):
    return store.transact(
        lambda tx: tx.outbox.settle(
            row_id="o1",
            wamid=wamid,
            status=OutboxStatus.FAILED,
            error=f"{kind} 131026",
            kind=kind,
            now=given.at(minute),
        )
    )


def row(store):
    return store.read(lambda tx: tx.outbox.by_id("o1"))


def test_a_form_that_failed_for_good_is_asked_in_the_chat_once(store, given):
    store.transact(given.people())
    store.transact(lambda tx: tx.outbox.add(given.outbox(body=BODY)))
    assert row(store).body == BODY
    store.transact(lambda tx: tx.outbox.sent({"o1": "w1"}))
    assert settled(store, given, FailureKind.FINAL, "w1").frees is True
    assert row(store).status is OutboxStatus.PENDING
    assert row(store).body == Outgoing("¿Qué servicio?", rows=(Option("x", "Corte"),))
    store.transact(lambda tx: tx.outbox.sent({"o1": "w2"}))
    assert settled(store, given, FailureKind.FINAL, "w2", 2).frees is False
    assert row(store).status is OutboxStatus.FAILED


@pytest.mark.parametrize("kind", [FailureKind.WINDOW, FailureKind.UNKNOWN])
def test_what_the_chat_would_not_mend_stays_a_form(store, given, kind):
    store.transact(given.people())
    store.transact(lambda tx: tx.outbox.add(given.outbox(body=BODY)))
    store.transact(lambda tx: tx.outbox.sent({"o1": "w1"}))
    settled(store, given, kind, "w1")
    assert row(store).body == BODY
