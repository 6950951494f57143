"""What Meta says of templates, as rows; and a message that turns to its template."""

from milo.engine.messages import Outgoing, TemplateMessage
from milo.engine.model import OutboxStatus, TemplateState
from milo.engine.sending.retry import FailureKind


def test_what_meta_says_now_takes_the_place_of_what_it_said(store, given):
    first = TemplateState("recordatorio", "es_AR", "PENDING", given.at(0), "utility")
    other = TemplateState("aviso", "es_AR", "APPROVED", given.at(0))
    for state in (first, other):
        store.transact(lambda tx, state=state: tx.templates.save(state))
    assert store.read(lambda tx: tx.templates.all()) == [other, first]
    now = TemplateState(
        "recordatorio", "es_AR", "REJECTED", given.at(1), "marketing", "promotional", "RED"
    )
    store.transact(lambda tx: tx.templates.save(now))
    assert store.read(lambda tx: tx.templates.find("recordatorio", "es_AR")) == now
    assert store.read(lambda tx: tx.templates.find("recordatorio", "pt_BR")) is None


def test_each_account_has_a_template_of_the_same_name(store, given):
    ours = TemplateState("recordatorio", "es_AR", "PENDING", given.at(0))
    theirs = TemplateState("recordatorio", "es_AR", "APPROVED", given.at(0), account="900")
    for state in (ours, theirs):
        store.transact(lambda tx, state=state: tx.templates.save(state))
    assert store.read(lambda tx: tx.templates.find("recordatorio", "es_AR")) == ours
    assert store.read(lambda tx: tx.templates.find("recordatorio", "es_AR", "900")) == theirs
    assert store.read(lambda tx: tx.templates.all()) == [ours]
    assert store.read(lambda tx: tx.templates.all("900")) == [theirs]


TEMPLATE = TemplateMessage("aviso", "es_AR", "utility", (("hora", "10:00"),), ("si",))
BODY = Outgoing("¿Venís?", template=TEMPLATE)


def closed(store, given, wamid, minute):
    return store.transact(
        lambda tx: tx.outbox.settle(
            row_id="o1",
            wamid=wamid,
            status=OutboxStatus.FAILED,
            error="window",
            kind=FailureKind.WINDOW,
            now=given.at(minute),
        )
    )


def row(store):
    return store.read(lambda tx: tx.outbox.by_id("o1"))


def test_what_the_closed_window_failed_goes_out_as_its_template_once(store, given):
    store.transact(given.people())
    store.transact(lambda tx: tx.outbox.add(given.outbox(body=BODY)))
    assert row(store).body == BODY
    store.transact(lambda tx: tx.outbox.sent({"o1": "w1"}))
    assert closed(store, given, "w1", 1).frees is True
    assert (row(store).status, row(store).body) == (OutboxStatus.PENDING, BODY.as_template())
    store.transact(lambda tx: tx.outbox.sent({"o1": "w2"}))
    assert closed(store, given, "w2", 2).frees is False
    assert row(store).status is OutboxStatus.FAILED


def test_a_refused_row_may_be_given_another_form(store, given):
    store.transact(given.people())
    store.transact(lambda tx: tx.outbox.add(given.outbox(body=BODY)))
    again = {"attempts": 1, "retry_at": given.at(1), "error": "window"}
    form = given.outbox(body=BODY.as_template(), user_phone="54261")
    store.transact(lambda tx: tx.outbox.retry("o1", form=form, **again))
    assert row(store) == given.outbox(body=BODY.as_template(), user_phone="54261", **again)
