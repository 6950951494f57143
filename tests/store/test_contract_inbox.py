"""What Meta gave us, as rows: each once, in order, until it is done."""

from dataclasses import replace

import pytest

from milo.engine.errors import NotFoundError, StaleError
from milo.engine.model import Backlog


def arrive(store, *rows):
    return store.transact(lambda tx: [tx.inbox.add(row) for row in rows])


def head(store, contact="p1"):
    return next(iter(store.transact(lambda tx: tx.inbox.heads(contact, 1))), None)


def test_a_message_is_stored_once(store, given):
    store.transact(given.people())
    assert arrive(store, given.inbox(), given.inbox(), given.inbox("m2")) == [True, False, True]
    assert arrive(store, given.inbox("m2"), given.inbox("m3")) == [False, True]
    stored = store.read(lambda tx: tx.inbox.by_message_id("m1"))
    assert stored == replace(given.inbox(), id=stored.id) and stored.id > 0
    assert store.read(lambda tx: tx.inbox.by_message_id("m9")) is None


def test_messages_are_worked_in_order(store, given):
    store.transact(given.people("p1", "p2"))
    arrive(store, *(given.inbox(f"m{n}", "p1" if n % 2 else "p2") for n in range(4)))
    first = head(store)
    assert first.message_id == "m1"
    store.transact(lambda tx: tx.inbox.done(first.id, "s1", given.at(1)))
    assert head(store).message_id == "m3" and head(store).id > first.id
    done = store.read(lambda tx: tx.inbox.by_message_id("m1"))
    assert (done.done_at, done.session_id) == (given.at(1), "s1")


def test_a_row_that_is_tried_again_stays_the_head(store, given):
    store.transact(given.people())
    arrive(store, given.inbox())
    row_id = head(store).id
    store.transact(lambda tx: tx.inbox.retry(row_id, 2, given.at(3)))
    assert (head(store).attempts, head(store).retry_at) == (2, given.at(3))


def test_a_parked_row_is_out_of_the_way_with_its_reason(store, given):
    store.transact(given.people())
    arrive(store, given.inbox(), given.inbox("m2"))
    store.transact(lambda tx: tx.inbox.park(tx.inbox.heads("p1", 1)[0].id, "boom", given.at(1)))
    parked = store.read(lambda tx: tx.inbox.by_message_id("m1"))
    assert (parked.error, parked.done_at, parked.session_id) == ("boom", given.at(1), None)
    assert head(store).message_id == "m2"
    assert store.read(lambda tx: tx.inbox.parked()) == 1


def parked_ids(store):
    return [row.message_id for row in store.read(lambda tx: tx.inbox.parked_page(after=0, limit=9))]


def test_a_parked_row_is_listed_taken_up_again_or_put_away(store, given):
    store.transact(given.people())
    arrive(store, given.inbox(), given.inbox("m2"), given.inbox("m3"))
    ids = {}
    for name in ("m1", "m2"):
        ids[name] = head(store).id
        store.transact(lambda tx, row_id=ids[name]: tx.inbox.retry(row_id, 2, given.at(3)))
        store.transact(lambda tx, row_id=ids[name]: tx.inbox.park(row_id, "boom", given.at(1)))
    assert parked_ids(store) == ["m1", "m2"]
    after = store.read(lambda tx: tx.inbox.parked_page(after=ids["m1"], limit=9))
    assert [row.message_id for row in after] == ["m2"]
    assert store.transact(lambda tx: tx.inbox.again(ids["m1"]))
    assert store.transact(lambda tx: tx.inbox.drop(ids["m2"]))
    assert parked_ids(store) == []
    first = head(store)
    assert (first.message_id, first.attempts, first.retry_at) == ("m1", 0, None)
    assert store.read(lambda tx: tx.inbox.by_id(ids["m2"])).done_at == given.at(1)
    for change in (lambda tx: tx.inbox.again(first.id), lambda tx: tx.inbox.drop(ids["m2"])):
        assert not store.transact(change), "neither is parked"


def test_a_row_is_done_once(store, given):
    store.transact(given.people())
    arrive(store, given.inbox())
    row_id = head(store).id
    store.transact(lambda tx: tx.inbox.done(row_id, None, given.now))
    changes = [
        lambda tx: tx.inbox.done(row_id, "s1", given.now),
        lambda tx: tx.inbox.retry(row_id, 1, given.now),
        lambda tx: tx.inbox.park(row_id, "boom", given.now),
        lambda tx: tx.inbox.done(row_id + 99, None, given.now),
    ]
    for change in changes:
        with pytest.raises(StaleError):
            store.transact(change)


def test_a_message_that_cannot_be_read_waits_for_nobody(store, given):
    unreadable = given.inbox("m1", None, message=None, error="nested", done_at=given.now)
    assert arrive(store, unreadable, given.inbox("m2", None, message=None)) == [True, True]
    assert store.read(lambda tx: tx.inbox.by_message_id("m1")).error == "nested"
    assert store.read(lambda tx: tx.inbox.waiting(9)) == []


def test_contacts_wait_longest_first(store, given):
    store.transact(given.people("p1", "p2", "p3"))
    arrive(store, *(given.inbox(f"m{n}", p) for n, p in enumerate(["p3", "p1", "p3", "p2"])))
    assert store.read(lambda tx: tx.inbox.waiting(9)) == ["p3", "p1", "p2"]
    assert store.read(lambda tx: tx.inbox.waiting(2)) == ["p3", "p1"]
    store.transact(lambda tx: tx.inbox.done(tx.inbox.heads("p3", 1)[0].id, None, given.now))
    assert store.read(lambda tx: tx.inbox.waiting(9)) == ["p1", "p3", "p2"]


def test_what_was_done_in_a_session_comes_newest_first(store, given):
    store.transact(given.people())
    arrive(store, *(given.inbox(f"m{n}") for n in range(5)))
    for session in ("s1", "s2", "s1", "s1"):
        store.transact(
            lambda tx, s=session: tx.inbox.done(tx.inbox.heads("p1", 1)[0].id, s, given.now)
        )

    def done(session, limit):
        rows = store.read(lambda tx: tx.inbox.of_session("p1", session, limit))
        return [found.message_id for found in rows]

    assert done("s1", 9) == ["m3", "m2", "m0"]
    assert done("s1", 2) == ["m3", "m2"]
    assert (done("s2", 9), done("s3", 9)) == (["m1"], [])
    assert store.read(lambda tx: tx.inbox.of_session("p2", "s1", 9)) == []


def test_rows_of_nobody_are_not_found(store, given):
    for add in (
        lambda tx: tx.inbox.add(given.inbox("m1", "nobody")),
        lambda tx: tx.outbox.add(given.outbox("o1", "nobody")),
        lambda tx: tx.timers.replace("p1", "s1", [given.timer()]),
        lambda tx: tx.turns.add(given.turn()),
        lambda tx: tx.bookings.add(given.booking()),
    ):
        with pytest.raises(NotFoundError):
            store.transact(add)


def row(store, key="o1"):
    return store.read(lambda tx: tx.outbox.by_id(key))


def test_the_backlog_is_what_is_neither_done_nor_parked(store, given):
    store.transact(given.people())
    assert store.read(lambda tx: tx.inbox.backlog()) == Backlog(0, None)
    early, late = replace(given.inbox(), received_at=given.at(1)), given.inbox("m2")
    arrive(store, replace(late, received_at=given.at(5)), early, given.inbox("m3"))
    row_id = store.read(lambda tx: tx.inbox.by_message_id("m3")).id
    store.transact(lambda tx: tx.inbox.park(row_id, "boom", given.at(9)))
    assert store.read(lambda tx: tx.inbox.backlog()) == Backlog(2, given.at(1))
