"""Works that wait together commit together, and none answers for another."""

import sqlite3
from threading import Event, Thread

import pytest

from milo.engine.errors import UnavailableError
from milo.store.group_commit.by_callers import GROUP_LIMIT, CallerLedCommits


class BoomError(Exception):
    pass


class Crowd:
    """Threads whose works wait behind one that holds the lead."""

    def __init__(self, store):
        self.store = store
        self.leading, self.go = Event(), Event()
        self.threads, self.outcomes = [], {}
        self.submit("leader", lambda tx: (self.leading.set(), self.go.wait(10)))
        assert self.leading.wait(10)

    def submit(self, name, work):
        def run():
            try:
                self.outcomes[name] = self.store.transact(work)
            except BaseException as error:
                self.outcomes[name] = error

        thread = Thread(target=run)
        self.threads.append(thread)
        thread.start()

    def queued(self, count):
        """Wait until that many works are in the queue."""
        while len(self.store._grouping._queue) < count:
            self.threads[-1].join(0.001)

    def finish(self):
        self.go.set()
        for thread in self.threads:
            thread.join(10)
        return self.outcomes


def commits(store, monkeypatch):
    """Count the transactions from now on."""
    begun = []
    execute = store._execute

    def count(sql):
        begun.append(sql)
        execute(sql)

    monkeypatch.setattr(store, "_execute", count)
    return lambda: begun.count("COMMIT")


def test_those_who_wait_commit_together(sqlite_store, given, monkeypatch):
    crowd, count = Crowd(sqlite_store), commits(sqlite_store, monkeypatch)
    for n in range(10):
        row = given.business(f"b{n}")
        crowd.submit(n, lambda tx, row=row: tx.businesses.add(row))
    crowd.queued(10)
    outcomes = crowd.finish()
    assert count() == 2
    assert [outcomes[n] for n in range(10)] == [None] * 10
    assert len(sqlite_store.read(lambda tx: tx.businesses.page(after=None, limit=99))) == 10


def test_one_that_fails_hurts_no_neighbour(sqlite_store, given):
    crowd = Crowd(sqlite_store)

    def bad(tx):
        tx.businesses.add(given.business("bad"))
        raise BoomError

    crowd.submit("before", lambda tx: tx.businesses.add(given.business("before")))
    crowd.submit("bad", bad)
    crowd.submit("after", lambda tx: tx.businesses.add(given.business("after")))
    crowd.queued(3)
    outcomes = crowd.finish()
    assert isinstance(outcomes["bad"], BoomError)
    rows = sqlite_store.read(lambda tx: tx.businesses.page(after=None, limit=99))
    assert sorted(row.id for row in rows) == ["after", "before"]


@pytest.mark.parametrize("word", ["BEGIN IMMEDIATE", "COMMIT"])
def test_where_the_group_fails_all_are_told_and_nothing_stands(
    sqlite_store, given, monkeypatch, word
):
    crowd = Crowd(sqlite_store)
    for n in range(3):
        row = given.business(f"b{n}")
        crowd.submit(n, lambda tx, row=row: tx.businesses.add(row))
    crowd.queued(3)
    execute = sqlite_store._execute

    def fail(sql):
        if sql == word:
            raise sqlite3.OperationalError("disk I/O error")
        execute(sql)

    monkeypatch.setattr(sqlite_store, "_execute", fail)
    outcomes = crowd.finish()
    assert all(isinstance(outcomes[n], UnavailableError) for n in range(3))
    monkeypatch.undo()
    assert sqlite_store.read(lambda tx: tx.businesses.page(after=None, limit=9)) == []
    assert sqlite_store.ready()


def test_where_sqlite_gives_the_transaction_up_all_are_told(sqlite_store, given):
    """As on a full disk: SQLite rolls back by itself, in the middle, and the work goes on."""
    crowd = Crowd(sqlite_store)

    def swallow(tx):
        sqlite_store._writer.connection().execute("ROLLBACK")
        with pytest.raises(UnavailableError):
            tx.businesses.add(given.business("alone"))

    crowd.submit("before", lambda tx: tx.businesses.add(given.business("before")))
    crowd.submit("cause", swallow)
    crowd.submit("after", lambda tx: tx.businesses.add(given.business("after")))
    crowd.queued(3)
    outcomes = crowd.finish()
    assert all(isinstance(outcomes[n], UnavailableError) for n in ("before", "cause", "after"))
    assert sqlite_store.read(lambda tx: tx.businesses.page(after=None, limit=9)) == []
    assert sqlite_store.ready()


def test_a_group_is_limited():
    sizes, first, go = [], Event(), Event()

    def run(group, _waiting):
        sizes.append(len(list(group)))
        if len(sizes) == 1:
            first.set()
            go.wait(10)

    grouping = CallerLedCommits(run)
    threads = [Thread(target=grouping.submit, args=(lambda tx: None,))]
    threads[0].start()
    assert first.wait(10)
    threads += [
        Thread(target=grouping.submit, args=(lambda tx: None,)) for _ in range(GROUP_LIMIT + 9)
    ]
    for thread in threads[1:]:
        thread.start()
    while len(grouping._queue) < GROUP_LIMIT + 9:
        threads[-1].join(0.001)
    go.set()
    for thread in threads:
        thread.join(10)
    assert sizes == [1, GROUP_LIMIT, 9]


def test_an_interrupted_follower_passes_the_lead_on(monkeypatch):
    """Ctrl-C while waiting, just after the lead was handed over: the next one leads."""
    done = []
    grouping = CallerLedCommits(lambda group, _waiting: done.append(group))
    interrupted, next_one = [], []

    def wait(ticket):
        with grouping._lock:
            grouping._pass_lead()
        grouping._withdraw(ticket)
        interrupted.append(ticket)
        raise KeyboardInterrupt

    grouping._led = True
    monkeypatch.setattr(grouping, "_wait", wait)
    with pytest.raises(KeyboardInterrupt):
        grouping.submit(lambda tx: None)
    monkeypatch.undo()
    assert interrupted and not grouping._queue and not grouping._led
    next_one.append(grouping.submit(lambda tx: None))
    assert len(done) == 1
