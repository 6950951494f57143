"""Who is not to be sent what nobody waits for, and who agreed to be written to."""

import pytest

from milo.engine.errors import NotFoundError
from milo.engine.model import ALL_CLIENTS, BOT, MERCHANT, Consent, Contact, Expiring, OptOut
from milo.engine.privacy.consent import may_be_sent


def opt_out(given, client="c1", contact="p1", minutes=0):
    return OptOut(contact, client, given.at(minutes))


def of(store, contact="p1"):
    return store.read(lambda tx: tx.opt_outs.of(contact))


def test_one_is_kept_for_each_client_and_dropped_with_all(store, given):
    store.transact(given.people("p1", "p2"))
    rows = [opt_out(given, ALL_CLIENTS), opt_out(given), opt_out(given, "c2")]
    for row in (*reversed(rows), opt_out(given, minutes=5), opt_out(given, contact="p2")):
        store.transact(lambda tx, row=row: tx.opt_outs.add(row))
    assert of(store) == rows
    store.transact(lambda tx: tx.opt_outs.drop("p1"))
    assert (of(store), len(of(store, "p2"))) == ([], 1)


def test_it_names_a_contact_that_there_is(store, given):
    with pytest.raises(NotFoundError):
        store.transact(lambda tx: tx.opt_outs.add(opt_out(given, contact="nobody")))


def test_they_follow_when_two_become_one(store, given):
    def work(tx):
        tx.contacts.upsert(Contact("p1", "n1", None, "549", "Ana"), given.at(-9))
        tx.contacts.upsert(Contact("p2", "n1", "U1", None, "Ana"), given.now)
        for contact, client in (("p1", "c1"), ("p2", "c1"), ("p2", ALL_CLIENTS)):
            tx.opt_outs.add(opt_out(given, client, contact))
        tx.contacts.upsert(Contact("p3", "n1", "U1", "549", ""), given.at(1))

    store.transact(work)
    assert [row.client_id for row in of(store)] == [ALL_CLIENTS, "c1"]


@pytest.mark.parametrize(
    ("clients", "may"), [([], True), (["c2"], True), (["c1"], False), ([ALL_CLIENTS, "c2"], False)]
)
def test_who_may_be_sent_what_nobody_waits_for(given, clients, may):
    assert may_be_sent([opt_out(given, client) for client in clients], "c1") is may


def consents_of(store, contact="p1"):
    return store.read(lambda tx: tx.consents.of(contact))


def test_one_consent_is_kept_for_each_client_the_first(store, given):
    store.transact(given.people("p1", "p2"))
    first = Consent("p1", "c1", given.now, BOT)
    rows = [first, Consent("p1", "c2", given.at(1), MERCHANT)]
    for row in (*reversed(rows), Consent("p1", "c1", given.at(5), MERCHANT)):
        store.transact(lambda tx, row=row: tx.consents.add(row))
    assert (consents_of(store), consents_of(store, "p2")) == (rows, [])
    with pytest.raises(NotFoundError):
        store.transact(lambda tx: tx.consents.add(Consent("nobody", "c1", given.now, BOT)))


def test_consents_follow_when_two_become_one(store, given):
    def work(tx):
        tx.contacts.upsert(Contact("p1", "n1", None, "549", "Ana"), given.at(-9))
        tx.contacts.upsert(Contact("p2", "n1", "U1", None, "Ana"), given.now)
        for contact, client in (("p1", "c1"), ("p2", "c1"), ("p2", "c2")):
            tx.consents.add(Consent(contact, client, given.now, BOT))
        tx.contacts.upsert(Contact("p3", "n1", "U1", "549", ""), given.at(1))

    store.transact(work)
    assert [row.client_id for row in consents_of(store)] == ["c1", "c2"]


def test_a_consent_goes_with_its_client_or_its_person(store, given):
    store.transact(given.people("p1", "p2"))
    for contact in ("p1", "p2"):
        for client in ("c1", "c2"):
            row = Consent(contact, client, given.now, BOT)
            store.transact(lambda tx, row=row: tx.consents.add(row))
    client = store.read(lambda tx: tx.clients.by_id("c1"))
    store.transact(lambda tx: tx.personal.erase("p1", client, given.now))
    assert [row.client_id for row in consents_of(store)] == ["c2"]
    store.transact(lambda tx: tx.personal.erase("p1", None, given.now))
    assert (consents_of(store), len(consents_of(store, "p2"))) == ([], 2)


def test_a_consent_keeps_nobody_known(store, given):
    store.transact(lambda tx: tx.contacts.upsert(given.contact("p1"), given.now))
    store.transact(lambda tx: tx.consents.add(Consent("p1", "c1", given.now, BOT)))
    later = given.at(60 * 24 * 400)
    found, _ = store.read(
        lambda tx: tx.retention.overdue(Expiring.CONTACTS, later, after="", limit=10)
    )
    assert found == ["p1"]
    store.transact(lambda tx: tx.retention.prune(Expiring.CONTACTS, ["p1"], later))
    assert store.read(lambda tx: (tx.contacts.by_id("p1"), tx.consents.of("p1"))) == (None, [])
