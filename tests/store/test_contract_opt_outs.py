"""Who is not to be sent what nobody waits for."""

import pytest

from milo.engine.errors import NotFoundError
from milo.engine.model import ALL_CLIENTS, Contact, OptOut
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
