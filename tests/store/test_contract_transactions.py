from dataclasses import replace
from threading import Barrier, Thread

import pytest

from milo.engine.errors import ConflictError, NotFoundError, StoreError


class BoomError(Exception):
    pass


def everything(tx, given):
    """Change every room of a store that holds what `people` adds and a bit more."""
    tx.businesses.add(given.business())
    tx.clients.save(given.client(name="Otro"))
    tx.contacts.upsert(given.contact("p1", name="Otra"), given.now)
    tx.contacts.upsert(given.contact("p9"), given.now)
    tx.contacts.remember("p1", {"x": 1})
    tx.sessions.save(given.session(version=2))
    tx.inbox.add(given.inbox("m2"))
    tx.inbox.done(tx.inbox.heads("p1", 1)[0].id, "s1", given.now)
    tx.outbox.add(given.outbox("o2"))
    tx.outbox.sent({"o1": "w1"})
    tx.timers.replace("p1", "s1", [given.timer("t2")])
    tx.bookings.save(given.booking(notes="x"))
    tx.bookings.add(given.booking("k2"))
    tx.turns.add(given.turn())
    tx.events.add("e1", "kind", b"", given.now)


def seen(tx, given):
    return [
        *(tx.businesses.by_id("b1"), tx.clients.by_id("c1"), tx.contacts.by_id("p1")),
        *(tx.contacts.by_id("p9"), tx.sessions.by_id("s1"), tx.inbox.by_message_id("m1")),
        *(tx.inbox.by_message_id("m2"), tx.inbox.heads("p1", 1)[0], tx.inbox.waiting(9)),
        *(tx.outbox.by_id("o1"), tx.outbox.by_id("o2"), tx.outbox.heads(["p1"])),
        *(tx.outbox.waiting(9), tx.timers.head("p1", given.at(99))),
        *(tx.bookings.page("c1"), tx.turns.of_session("s1"), dict(tx.events.kinds())),
    ]


@pytest.fixture
def lived_in(store, given):
    def work(tx):
        tx.inbox.add(given.inbox())
        tx.outbox.add(given.outbox())
        tx.timers.replace("p1", "s1", [given.timer()])
        tx.bookings.add(given.booking())

    store.transact(given.people())
    store.transact(work)
    return store


def test_what_a_work_returns_comes_back(store):
    assert store.transact(lambda tx: 7) == store.read(lambda tx: 7) == 7


@pytest.mark.parametrize("failure", [BoomError, ConflictError, KeyboardInterrupt])
def test_a_failed_work_leaves_nothing(lived_in, given, failure):
    before = lived_in.read(lambda tx: seen(tx, given))

    def work(tx):
        everything(tx, given)
        raise failure

    with pytest.raises(failure):
        lived_in.transact(work)
    assert lived_in.read(lambda tx: seen(tx, given)) == before
    lived_in.transact(lambda tx: everything(tx, given))
    after = lived_in.read(lambda tx: seen(tx, given))
    assert all(was != now for was, now in zip(before, after, strict=True) if was != ["p1"])


def test_a_refused_statement_leaves_nothing_of_the_work(lived_in, given):
    before = lived_in.read(lambda tx: seen(tx, given))

    def work(tx):
        everything(tx, given)
        tx.outbox.add(given.outbox("o3", "nobody"))

    with pytest.raises(NotFoundError):
        lived_in.transact(work)
    assert lived_in.read(lambda tx: seen(tx, given)) == before


def test_a_work_sees_what_it_did(store, given):
    def work(tx):
        given.people()(tx)
        tx.sessions.save(given.session(version=2))
        return tx.sessions.by_id("s1").version

    assert store.transact(work) == 2


def test_a_read_does_not_write(lived_in, given):
    before = lived_in.read(lambda tx: seen(tx, given))
    with pytest.raises(StoreError) as caught:
        lived_in.read(lambda tx: tx.contacts.remember("p1", {"x": 1}))
    assert not caught.value.retry
    assert lived_in.read(lambda tx: seen(tx, given)) == before


def test_a_read_that_fails_says_what_failed(store):
    def work(tx):
        raise BoomError

    with pytest.raises(BoomError):
        store.read(work)
    assert store.read(lambda tx: tx.businesses.page(after=None, limit=1)) == []


def test_a_transaction_within_a_transaction_is_refused(store, given):
    for outer in (store.transact, store.read):
        for inner in (store.transact, store.read):
            with pytest.raises(StoreError, match="within"):
                outer(lambda tx, inner=inner: inner(lambda _: None))
    store.transact(given.people())


def test_a_naive_instant_is_refused(store, given):
    store.transact(given.people())
    naive = given.booking(datetime=given.now.replace(tzinfo=None))
    with pytest.raises(ValueError, match="naive"):
        store.transact(lambda tx: tx.bookings.add(naive))


def test_ready_and_close(store):
    assert store.ready()
    store.close()


def test_no_change_is_lost_and_no_failure_spreads(store, given):
    """Eight threads, half of the works failing: the others all stand, in order."""
    store.transact(given.people(*(f"p{n}" for n in range(8))))
    start = Barrier(8)
    failures = []

    def one(n):
        start.wait(10)
        for turn in range(12):
            try:
                store.transact(lambda tx, turn=turn: work(tx, n, turn))
            except BoomError:
                failures.append(n)

    def work(tx, n, turn):
        tx.inbox.add(given.inbox(f"m{n}-{turn}", f"p{n}"))
        session = tx.sessions.by_id(f"s{n}")
        tx.sessions.save(replace(session, version=session.version + 1))
        if turn % 2:
            raise BoomError

    threads = [Thread(target=one, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(failures) == 8 * 6
    for n in range(8):
        assert store.read(lambda tx, n=n: tx.sessions.by_id(f"s{n}")).version == 7
        rows = [
            store.read(lambda tx, n=n, t=t: tx.inbox.by_message_id(f"m{n}-{t}")) for t in range(12)
        ]
        numbers = [row.id for row in rows if row]
        assert len(numbers) == 6 and numbers == sorted(numbers)


def test_what_is_handed_in_is_told_when_it_stands(store, given):
    told = []
    store.hand_in(lambda tx: tx.businesses.add(given.business()), told.append)
    store.hand_in(lambda tx: tx.businesses.add(given.business()), told.append)
    assert told[0].get() is None
    with pytest.raises(ConflictError):
        told[1].get()
    assert store.read(lambda tx: tx.businesses.by_id("b1")) == given.business()
