"""Works that ride in one transaction of PostgreSQL, and what is taken out of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from queue import SimpleQueue
from threading import Event
from typing import Any

import psycopg
import pytest

from milo.cli.system_world import ThreadExecutor
from milo.engine.errors import StoreError, UnavailableError
from milo.store import open_store
from milo.store.postgres.connection import PgConnection
from milo.store.postgres.group_transaction import GROUP_LIMIT

SECONDS = 20


class BoomError(Exception):
    pass


@pytest.fixture
def executor() -> Iterator[ThreadExecutor]:
    made = ThreadExecutor("leads", 1)
    yield made
    made.stop()


@pytest.fixture
def led(postgres_store: Any, executor: ThreadExecutor, given: Any) -> Any:
    postgres_store.transact(given.people("p1", "p2", "p3", "p4"))
    postgres_store.run_on(executor)
    return postgres_store


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> list[PgConnection]:
    """The line of each commit, from now on."""
    seen: list[PgConnection] = []
    commit = PgConnection.commit
    monkeypatch.setattr(PgConnection, "commit", lambda line: (seen.append(line), commit(line)))
    return seen


@pytest.fixture
def other(led: Any, migrated_postgres: str) -> Iterator[psycopg.Connection[Any]]:
    """Another process's transaction."""
    with psycopg.connect(migrated_postgres) as connection:
        yield connection
        connection.rollback()


Work = Callable[[Any], Any]


class Group:
    """Works handed in together: the executor's thread is busy until the last of them is."""

    def __init__(self, store: Any, executor: ThreadExecutor, works: dict[str, Work]) -> None:
        self.told: SimpleQueue[tuple[str, Callable[[], Any]]] = SimpleQueue()
        self.runs: list[str] = []
        begun, go = Event(), Event()
        executor.submit(lambda: (begun.set(), go.wait(SECONDS)))
        assert begun.wait(SECONDS)
        for name, work in works.items():
            store.hand_in(self._run(name, work), lambda o, name=name: self.told.put((name, o)))
        go.set()

    def next(self) -> tuple[str, Any]:
        name, outcome = self.told.get(timeout=SECONDS)
        try:
            return name, outcome.get()
        except Exception as error:
            return name, error

    def ends(self, count: int) -> dict[str, Any]:
        return dict(self.next() for _ in range(count))

    def _run(self, name: str, work: Work) -> Work:
        def run(tx: Any) -> Any:
            self.runs.append(name)
            return work(tx)

        return run


@pytest.fixture
def group(led: Any, executor: ThreadExecutor) -> Callable[..., Group]:
    return lambda **works: Group(led, executor, works)


def says(contact: str) -> Work:
    def work(tx: Any) -> None:
        tx.inbox.heads(contact, 1)  # which locks the contact, as each turn does
        times = tx.contacts.by_id(contact).data.get("times", 0)
        tx.contacts.remember(contact, {"times": times + 1})

    return work


def times(store: Any, *contacts: str) -> list[int]:
    rows = store.read(lambda tx: [tx.contacts.by_id(contact) for contact in contacts])
    return [row.data.get("times", 0) for row in rows]


def fails(tx: Any) -> None:
    says("p2")(tx)
    raise BoomError


def fails_at_once(_: Any) -> None:
    """Fail before anything was asked."""
    raise BoomError


def test_what_waits_together_is_committed_once(led, group, commits):
    assert group(a=says("p1"), b=says("p2"), c=says("p3")).ends(3) == dict.fromkeys("abc")
    assert len(commits) == 1
    assert times(led, "p1", "p2", "p3") == [1, 1, 1]


def test_many_are_several_groups(led, group, commits):
    names = [f"w{number}" for number in range(2 * GROUP_LIMIT + 1)]
    assert group(**dict.fromkeys(names, says("p1"))).ends(len(names)) == dict.fromkeys(names)
    assert len(commits) == 3
    assert times(led, "p1") == [len(names)]


@pytest.mark.parametrize("order", ["fab", "afb", "abf"])
@pytest.mark.parametrize("failing", [fails, fails_at_once])
def test_a_work_that_fails_leaves_nothing_and_harms_nobody(led, group, order, failing):
    works = {"f": failing, "a": says("p1"), "b": says("p3")}
    ends = group(**{name: works[name] for name in order}).ends(3)
    assert isinstance(ends.pop("f"), BoomError)
    assert ends == {"a": None, "b": None}
    assert times(led, "p1", "p2", "p3") == [1, 0, 1]


def test_a_write_that_is_refused_at_the_end_of_a_work_undoes_only_that(led, group, given):
    def stale(tx: Any) -> None:
        says("p2")(tx)
        tx.sessions.save(given.session("s2", "p2", version=7))

    ends = group(a=says("p1"), stale=stale, b=says("p3")).ends(3)
    assert type(ends["stale"]).__name__ == "StaleError"
    assert times(led, "p1", "p2", "p3") == [1, 0, 1]


@pytest.mark.parametrize("order", ["wab", "awb", "abw"])
def test_a_work_that_would_wait_for_another_process_holds_up_nobody(led, group, other, order):
    other.execute("SELECT 1 FROM contacts WHERE id = 'p2' FOR UPDATE")
    works = {"w": says("p2"), "a": says("p1"), "b": says("p3")}
    riding = group(**{name: works[name] for name in order})
    assert riding.ends(2) == {"a": None, "b": None}
    assert times(led, "p1", "p2", "p3") == [1, 0, 1]
    other.rollback()
    assert riding.ends(1) == {"w": None}
    assert times(led, "p2") == [1]


def test_an_agenda_that_another_process_has_locked_holds_up_nobody(led, group, other, given):
    other.execute("SELECT pg_advisory_xact_lock(hashtextextended('c1', 0))")

    def hold(tx: Any) -> None:
        tx.bookings.lock("c1")
        tx.bookings.add(given.booking())

    riding = group(hold=hold, a=says("p1"))
    assert riding.next() == ("a", None)
    other.rollback()
    assert riding.next() == ("hold", None)
    assert led.read(lambda tx: tx.bookings.by_id("k1")) == given.booking()


def test_the_leader_leads_others_while_its_own_work_waits_aside(led, executor, other):
    """As an actor does that writes and waits for it on the thread that leads."""
    other.execute("SELECT 1 FROM contacts WHERE id = 'p2' FOR UPDATE")
    ends: SimpleQueue[str] = SimpleQueue()
    executor.submit(lambda: (led.transact(says("p2")), ends.put("waited")))
    led.hand_in(says("p1"), lambda outcome: (outcome.get(), ends.put("went on")))
    assert ends.get(timeout=SECONDS) == "went on"
    other.rollback()
    assert ends.get(timeout=SECONDS) == "waited"
    assert times(led, "p1", "p2") == [1, 1]


def test_two_groups_in_each_others_way_all_get_done_once(
    led, executor, migrated_postgres, group, commits
):
    """A deadlock between two processes, each of which has what the other one wants."""
    there, here = Event(), Event()
    second = open_store(migrated_postgres, migrate=False)
    also = ThreadExecutor("leads too", 1)
    second.run_on(also)

    def first_here(tx: Any) -> None:
        says("p1")(tx)
        here.set()
        assert there.wait(SECONDS)

    def first_there(tx: Any) -> None:
        says("p2")(tx)
        there.set()
        assert here.wait(SECONDS)

    try:
        mine = group(a=first_here, b=says("p2"), c=says("p3"))
        theirs = Group(second, also, {"d": first_there, "e": says("p1"), "f": says("p4")})
        assert mine.ends(3) == dict.fromkeys("abc")
        assert theirs.ends(3) == dict.fromkeys("def")
    finally:
        also.stop()
        second.close()
    assert times(led, "p1", "p2", "p3", "p4") == [2, 2, 1, 1]


def deadlock(line: PgConnection) -> None:
    """What PostgreSQL says to whom it chose."""
    line.roll_back()
    try:
        raise psycopg.errors.DeadlockDetected("deadlock detected")
    except psycopg.Error as error:
        raise UnavailableError("PostgreSQL cannot take it now") from error


def test_a_group_that_was_undone_for_anothers_sake_is_done_work_by_work(led, group, monkeypatch):
    commit, undone = PgConnection.commit, []

    def once(line: PgConnection) -> None:
        if not undone:
            undone.append(line)
            deadlock(line)
        commit(line)

    monkeypatch.setattr(PgConnection, "commit", once)
    riding = group(a=says("p1"), b=says("p2"))
    assert riding.ends(2) == {"a": None, "b": None}
    assert sorted(riding.runs) == ["a", "a", "b", "b"]
    assert times(led, "p1", "p2") == [1, 1]


@pytest.mark.parametrize("stands", [False, True])
def test_of_a_group_cut_off_in_its_commit_nobody_knows_and_nothing_is_run_again(
    led, group, monkeypatch, migrated_postgres, stands
):
    """The server has taken the commit, or not; its answer never came."""

    def cut(line: PgConnection) -> None:
        if stands:
            line.wire.command("COMMIT")
        with psycopg.connect(migrated_postgres, autocommit=True) as admin:
            pid = line.database.connection().info.backend_pid
            admin.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        commit(line)

    commit = PgConnection.commit
    with monkeypatch.context() as patch:
        patch.setattr(PgConnection, "commit", cut)
        riding = group(a=says("p1"), failed=fails, b=says("p3"))
        ends = riding.ends(3)
    assert isinstance(ends.pop("failed"), BoomError)
    for error in ends.values():
        assert isinstance(error, UnavailableError)
        assert "Nobody knows" in str(error)
    assert sorted(riding.runs) == ["a", "b", "failed"]
    assert times(led, "p1", "p3") == ([1, 1] if stands else [0, 0])
    assert group(a=says("p1")).next() == ("a", None)


def test_a_connection_lost_within_a_group_leaves_nothing_of_it(led, group, migrated_postgres):
    def lose(tx: Any) -> None:
        with psycopg.connect(migrated_postgres, autocommit=True) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        tx.contacts.by_id("p2")

    ends = group(a=says("p1"), lose=lose).ends(2)
    assert {type(error) for error in ends.values()} == {UnavailableError}
    assert times(led, "p1") == [0]
    assert group(a=says("p1")).next() == ("a", None)


@pytest.mark.parametrize("kind", [UnavailableError, StoreError])
def test_where_nobody_can_connect_all_who_wait_are_told_at_once(led, executor, monkeypatch, kind):
    tries: list[PgConnection] = []

    def away(line: PgConnection, _sql: str = "") -> bool:
        tries.append(line)
        raise kind("away")

    monkeypatch.setattr(PgConnection, "begin", away)
    group = Group(led, executor, {f"w{n}": lambda tx: None for n in range(5)})

    ended = group.ends(5)

    assert all(isinstance(error, UnavailableError) for error in ended.values())
    assert (len(tries), group.runs) == (1, [])
