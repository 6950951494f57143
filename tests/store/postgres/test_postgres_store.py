"""What only PostgreSQL can do to us: several processes, lost connections, deadlocks."""

from threading import Barrier, Event, Thread

import psycopg
import pytest

from milo.engine.errors import StoreError, UnavailableError
from milo.store import open_store


@pytest.fixture
def second(postgres_store, migrated_postgres):
    """Another store on the same database, as another process has it."""
    opened = open_store(migrated_postgres, migrate=False)
    yield opened
    opened.close()


def cut(url):
    """End every other connection to the database."""
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def background(work):
    outcome = []
    thread = Thread(target=lambda: outcome.append(work()))
    thread.start()
    return thread, outcome


def test_a_connection_lost_while_idle_is_made_anew(postgres_store, migrated_postgres, given):
    postgres_store.transact(given.people())
    cut(migrated_postgres)
    assert postgres_store.read(lambda tx: tx.contacts.by_id("p1"))
    cut(migrated_postgres)
    postgres_store.transact(lambda tx: tx.contacts.remember("p1", {"x": 1}))
    assert postgres_store.ready()


def test_a_connection_lost_within_a_work_leaves_nothing(postgres_store, migrated_postgres, given):
    postgres_store.transact(given.people())
    runs = []

    def work(tx):
        runs.append(1)
        tx.contacts.remember("p1", {"x": 1})
        cut(migrated_postgres)
        tx.contacts.by_id("p1")

    with pytest.raises(UnavailableError):
        postgres_store.transact(work)
    assert len(runs) == 1
    assert postgres_store.read(lambda tx: tx.contacts.by_id("p1")).data == {}


def test_a_commit_without_an_answer_is_not_tried_again(postgres_store, migrated_postgres, given):
    runs = []

    def work(tx):
        runs.append(1)
        tx.businesses.add(given.business())
        cut(migrated_postgres)

    with pytest.raises(UnavailableError, match="Nobody knows"):
        postgres_store.transact(work)
    assert len(runs) == 1
    assert postgres_store.ready()


def test_a_server_that_is_not_there():
    with pytest.raises(UnavailableError) as caught:
        open_store("postgresql://milo:secreto@127.0.0.1:1/milo")
    assert "secreto" not in str(caught.value)


def test_two_works_in_each_others_way_both_get_done(postgres_store, given):
    """A deadlock: PostgreSQL undoes one, and it is run again."""
    postgres_store.transact(given.people("p1", "p2"))
    both, runs = Barrier(2), []

    def work(tx, mine, other):
        runs.append(mine)
        tx.inbox.heads(mine, 1)
        if len(runs) <= 2:
            both.wait(10)
        tx.inbox.heads(other, 1)
        tx.contacts.remember(other, {"by": mine})

    threads = [
        Thread(target=postgres_store.transact, args=(lambda tx, a=a, b=b: work(tx, a, b),))
        for a, b in (("p1", "p2"), ("p2", "p1"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(runs) > 2
    assert postgres_store.read(lambda tx: tx.contacts.by_id("p1")).data == {"by": "p2"}
    assert postgres_store.read(lambda tx: tx.contacts.by_id("p2")).data == {"by": "p1"}


def test_a_person_is_worked_by_one_process_at_a_time(postgres_store, second, given):
    postgres_store.transact(given.people())
    postgres_store.transact(lambda tx: tx.inbox.add(given.inbox()))
    reading, go = Event(), Event()

    def first_turn(tx):
        row = tx.inbox.heads("p1", 1)[0]
        reading.set()
        go.wait(10)
        tx.inbox.done(row.id, "s1", given.now)

    one, _ = background(lambda: postgres_store.transact(first_turn))
    assert reading.wait(10)
    two, seen = background(lambda: second.transact(lambda tx: tx.inbox.heads("p1", 1)))
    two.join(0.2)
    assert two.is_alive()
    assert second.read(lambda tx: tx.inbox.heads("p1", 1)[0]).message_id == "m1"
    go.set()
    one.join(10)
    two.join(10)
    assert seen == [[]]


@pytest.mark.parametrize("known_before", [False, True])
def test_a_persons_messages_are_numbered_in_the_order_of_commits(
    postgres_store, second, given, known_before
):
    known, go = Event(), Event()
    if known_before:
        postgres_store.transact(
            lambda tx: tx.contacts.upsert(given.contact("p1", user_id="U1"), given.now)
        )

    def webhook(tx, key, wait):
        contact = tx.contacts.upsert(given.contact(key, user_id="U1"), given.now)
        if wait:
            known.set()
            go.wait(10)
        tx.inbox.add(given.inbox("m-" + key, contact.id))
        return contact.id

    one, first = background(lambda: postgres_store.transact(lambda tx: webhook(tx, "p1", True)))
    assert known.wait(10)
    two, then = background(lambda: second.transact(lambda tx: webhook(tx, "p2", False)))
    two.join(0.2)
    assert two.is_alive()
    go.set()
    one.join(10)
    two.join(10)
    assert first == then == ["p1"]
    ids = [second.read(lambda tx, k=k: tx.inbox.by_message_id(k)).id for k in ("m-p1", "m-p2")]
    assert ids == sorted(ids)


def test_a_turn_keeps_nobody_from_naming_its_contact(postgres_store, migrated_postgres, given):
    """Another program books for the person who is being answered."""
    postgres_store.transact(given.people())

    def turn(tx):
        tx.inbox.heads("p1", 1)
        with psycopg.connect(migrated_postgres, autocommit=True) as other:
            other.execute("SET lock_timeout = '2s'")
            other.execute(
                "INSERT INTO bookings (id, client_id, contact_id, service, datetime, ends_at)"
                " VALUES ('x', 'c1', 'p1', 'corte', now(), now())"
            )

    postgres_store.transact(turn)


def test_a_work_that_swallows_a_failed_statement_is_refused(postgres_store, given):
    postgres_store.transact(given.people())

    def work(tx):
        tx.contacts.remember("p1", {"x": 1})
        with pytest.raises(Exception, match="not there"):
            tx.inbox.add(given.inbox(contact="nobody"))

    with pytest.raises(StoreError, match="went on"):
        postgres_store.transact(work)
    assert postgres_store.read(lambda tx: tx.contacts.by_id("p1")).data == {}


@pytest.fixture
def two_that_are_one(postgres_store, given):
    """p1, and p2 who is younger, each with a session of the same client."""
    postgres_store.transact(given.people("p1"))

    def work(tx):
        tx.contacts.upsert(given.contact("p2", user_id=None, user_phone="549"), given.at(1))
        tx.sessions.add(given.session("s2", "p2"))
        tx.inbox.add(given.inbox("m2", "p2"))

    postgres_store.transact(work)
    return given.contact("p3", user_id="AR.p1", user_phone="549")


def hear(store, given, contact):
    return store.transact(lambda tx: tx.contacts.upsert(contact, given.at(2)))


def test_a_merging_waits_for_a_turn_in_flight(postgres_store, second, given, two_that_are_one):
    reading, go = Event(), Event()

    def turn(tx):
        row = tx.inbox.heads("p2", 1)[0]
        reading.set()
        go.wait(10)
        tx.outbox.add(given.outbox("o2", "p2", session_id="s2"))
        tx.inbox.done(row.id, "s2", given.now)

    one, _ = background(lambda: postgres_store.transact(turn))
    assert reading.wait(10)
    two, merged = background(lambda: hear(second, given, two_that_are_one))
    two.join(0.2)
    assert two.is_alive()
    go.set()
    one.join(10)
    two.join(10)
    assert merged[0].id == "p1"
    assert second.read(lambda tx: tx.outbox.by_id("o2")).contact_id == "p1"
    assert second.read(lambda tx: tx.inbox.by_message_id("m2")).done_at == given.now


def test_a_turn_that_waited_for_a_merging_finds_nothing_to_do(
    postgres_store, second, given, two_that_are_one
):
    merged, go = Event(), Event()

    def merging(tx):
        tx.contacts.upsert(two_that_are_one, given.at(2))
        merged.set()
        go.wait(10)

    one, _ = background(lambda: postgres_store.transact(merging))
    assert merged.wait(10)
    two, seen = background(lambda: second.transact(lambda tx: tx.inbox.heads("p2", 1)))
    two.join(0.2)
    assert two.is_alive()
    go.set()
    one.join(10)
    two.join(10)
    assert seen == [[]]
    assert second.transact(lambda tx: tx.inbox.heads("p1", 1)[0]).message_id == "m2"


def test_two_that_hear_of_a_merging_at_once_agree(postgres_store, second, given, two_that_are_one):
    both = Barrier(2)

    def merging(tx):
        both.wait(10)
        return tx.contacts.upsert(two_that_are_one, given.at(2)).id

    runs = [background(lambda s=s: s.transact(merging)) for s in (postgres_store, second)]
    for thread, _ in runs:
        thread.join(20)
    assert [outcome for _, outcome in runs] == [["p1"], ["p1"]]
    assert len(second.read(lambda tx: tx.audit.of("contact:p1"))) == 1


def test_a_booking_made_elsewhere_meanwhile_follows(
    postgres_store, migrated_postgres, given, two_that_are_one
):
    with psycopg.connect(migrated_postgres) as other:
        other.execute(
            "INSERT INTO bookings (id, client_id, contact_id, service, datetime, ends_at)"
            " VALUES ('x', 'c1', 'p2', 'corte', now(), now())"
        )
        thread, merged = background(lambda: hear(postgres_store, given, two_that_are_one))
        thread.join(0.2)
        assert thread.is_alive()
    thread.join(10)
    assert merged[0].id == "p1"
    assert postgres_store.read(lambda tx: tx.bookings.by_id("x")).contact_id == "p1"
