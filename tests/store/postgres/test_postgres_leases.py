"""Several processes on one PostgreSQL: each contact is one's, and passes on when that one ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from threading import Barrier, Event, Thread
from typing import Any

import psycopg
import pytest
from support.polling import until

from milo.engine.errors import NotOursError
from milo.engine.ports import Errand
from milo.store import open_store
from milo.store.postgres.leases import PostgresLeases
from milo.store.postgres.store import PostgresStore

PEOPLE = [f"p{n}" for n in range(1, 9)]


@dataclass
class Worker:
    """One process, as the database sees it."""

    store: PostgresStore
    heard: list[tuple[Errand, str]] = field(default_factory=list)
    changes: list[int] = field(default_factory=list)

    @property
    def leases(self) -> PostgresLeases:
        assert self.store.leases
        return self.store.leases

    def start(self) -> Worker:
        self.leases.start(self._hear, lambda: self.changes.append(self.leases.workers()))
        return self

    def take(self, *contact_ids: str, errand: Errand = Errand.WORK) -> set[str]:
        return set(self.leases.take(contact_ids, errand).ours)

    def head(self, contact_id: str) -> Any:
        return self.store.transact(lambda tx: tx.inbox.heads(contact_id, 1)[0])

    def freeze(self) -> None:
        """Stop its heartbeat, as SIGSTOP does; nothing is given back."""
        self.leases._heartbeat.end()
        self.leases._heartbeat.join()

    def _hear(self, errand: Errand, contact_ids: Any) -> None:
        self.heard += [(errand, contact_id) for contact_id in contact_ids]


@pytest.fixture
def worker(postgres_store, migrated_postgres, given) -> Iterator[Callable[[], Worker]]:
    """Make workers; each has something for eight people in inbox and outbox."""
    postgres_store.transact(given.people(*PEOPLE))
    for who in PEOPLE:
        row = given.inbox(f"m{who}", who), given.outbox(f"o{who}", who)
        postgres_store.transact(lambda tx, row=row: (tx.inbox.add(row[0]), tx.outbox.add(row[1])))
    made: list[Worker] = []

    def make() -> Worker:
        store = PostgresStore(migrated_postgres, own=True, migrate=False)
        made.append(Worker(store))
        return made[-1].start()

    yield make
    for each in made:
        each.leases.stop()
        each.store.close()


def test_a_free_contact_is_taken_by_the_first_who_asks_and_the_next_one_tells_it(worker):
    a, b = worker(), worker()
    assert a.take("p1", "p2") == {"p1", "p2"}
    assert a.leases.holds("p1") and a.leases.count() == 2
    assert b.take("p1", "p3") == {"p3"}
    assert not b.leases.holds("p1")
    until(lambda: a.heard == [(Errand.WORK, "p1")], "the nudge")
    b.take("p2", errand=Errand.SEND)
    until(lambda: a.heard[1:] == [(Errand.SEND, "p2")], "the other nudge")


def test_many_who_race_for_the_same_people_share_them(worker):
    workers = [worker() for _ in range(4)]
    rounds = 10
    gate, won = Barrier(len(workers)), Counter[str]()

    def race(each: Worker) -> None:
        gate.wait(10)
        for _ in range(rounds):
            won.update(set(each.leases.take(PEOPLE, Errand.WORK).fresh))

    threads = [Thread(target=race, args=(each,)) for each in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert won == Counter(PEOPLE)
    assert sum(each.leases.count() for each in workers) == len(PEOPLE)


def test_work_for_anothers_contact_is_refused_and_forgotten(worker):
    a, b = worker(), worker()
    a.take("p1")
    assert a.head("p1").message_id == "mp1"
    with pytest.raises(NotOursError):
        b.head("p1")
    b.leases.holding.took(["p1"], b.leases.holding.epoch)  # as if it had held it once
    with pytest.raises(NotOursError):
        b.head("p1")
    assert not b.leases.holds("p1")


def test_only_what_is_ours_is_sent(worker):
    a, b = worker(), worker()
    a.take("p1"), b.take("p2")
    b.leases.holding.took(["p1"], b.leases.holding.epoch)
    heads = b.store.transact(lambda tx: tx.outbox.heads(["p1", "p2", "p3"]))
    assert [row.id for row in heads] == ["op2"]
    assert not b.leases.holds("p1")


def test_each_looks_only_for_what_is_its_own_or_free(worker, given):
    a, b = worker(), worker()
    a.take("p1", "p2", "p3")
    free = set(PEOPLE[3:])
    a.store.transact(lambda tx: tx.timers.replace("p1", "s1", [given.timer("t1", minutes=0)]))
    for each, own in ((a, {"p1", "p2", "p3"}), (b, set())):
        reads = each.store.read(
            lambda tx: (tx.inbox.waiting(100), tx.outbox.waiting(100), tx.timers.due(given.now, 9))
        )
        assert [set(found) for found in reads[:2]] == [own | free] * 2
        assert reads[2] == (["p1"] if own else [])


def test_who_ends_gives_all_back_at_once(worker):
    a, b = worker(), worker()
    a.take(*PEOPLE)
    until(lambda: b.leases.workers() == 2, "b to see a")
    a.leases.stop()
    assert b.take(*PEOPLE) == set(PEOPLE)
    until(lambda: b.leases.workers() == 1, "b to be told")


def test_who_freezes_is_buried_and_its_open_transaction_with_it(worker):
    a, b = worker(), worker()
    a.take(*PEOPLE)
    locked, thawed = Event(), Event()
    outcome: list[Exception] = []

    def turn(tx: Any) -> None:
        row = tx.inbox.heads("p1", 1)[0]
        locked.set()
        assert thawed.wait(10)
        tx.inbox.done(row.id, "s1", row.received_at)

    def work() -> None:
        try:
            a.store.transact(turn)
        except Exception as error:
            outcome.append(error)

    frozen = Thread(target=work)
    frozen.start()
    assert locked.wait(10)
    a.freeze()
    until(lambda: b.take(*PEOPLE) >= set(PEOPLE), "b to have everybody", 3.0)
    assert not a.leases.certain()
    row = b.head("p1")  # no longer locked, and still undone
    assert row.message_id == "mp1"
    thawed.set()
    frozen.join(10)
    assert len(outcome) == 1
    with pytest.raises(NotOursError):
        a.head("p1")


def test_a_take_over_counts_and_what_was_left_behind_is_fresh(worker):
    a, b = worker(), worker()
    a.take("p1")
    assert b.leases.take(["p2"], Errand.WORK).over == 0
    a.leases.stop()
    taken = b.leases.take(["p1", "p2"], Errand.WORK)
    assert (taken.fresh, taken.over) == (("p1",), 1)


def test_who_was_buried_enters_anew_and_holds_nothing_of_before(worker, migrated_postgres):
    a = worker()
    a.take("p1")
    before = a.leases.holding.epoch
    with psycopg.connect(migrated_postgres, autocommit=True) as admin:
        admin.execute("DELETE FROM workers")
    until(lambda: a.leases.holding.epoch > before, "a new epoch")
    assert a.leases.count() == 0
    assert a.take("p1") == {"p1"}
    assert a.head("p1")


def test_a_heartbeat_that_lost_its_connection_goes_on_in_the_same_epoch(worker, migrated_postgres):
    a = worker()
    a.take("p1")
    epoch = a.leases.holding.epoch
    with psycopg.connect(migrated_postgres, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s",
            [a.store._name],
        )
    changes = len(a.changes)
    until(lambda: len(a.changes) > changes, "a heartbeat on a new connection")
    assert a.leases.holding.epoch == epoch
    assert a.leases.certain()


def test_a_row_that_somebody_has_just_is_left_for_later(worker, migrated_postgres):
    a = worker()
    with psycopg.connect(migrated_postgres) as other:
        other.execute("SELECT 1 FROM contacts WHERE id = 'p1' FOR NO KEY UPDATE")
        taken = a.leases.take(["p1", "p2"], Errand.WORK)
    assert (taken.ours, taken.busy) == (("p2",), ("p1",))
    assert a.take("p1") == {"p1"}


def test_a_process_that_is_no_worker_is_refused_nothing(worker, migrated_postgres):
    a = worker()
    a.take("p1")
    with closing(open_store(migrated_postgres, migrate=False)) as command:
        assert command.transact(lambda tx: tx.inbox.heads("p1", 1)[0]).message_id == "mp1"
        assert set(command.read(lambda tx: tx.outbox.waiting(100))) == set(PEOPLE)
