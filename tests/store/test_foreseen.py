"""What the works of a group say they will look for is looked for at once, and is always true."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from queue import SimpleQueue
from threading import Event
from typing import Any

import pytest

from milo.cli.system_world import ThreadExecutor
from milo.engine.model import OutboxStatus
from milo.engine.ports import Foreseen, Result

SECONDS = 20
Work = Callable[[Any], Any]


class BoomError(Exception):
    pass


class Saying:
    """A work that says what it will look for."""

    def __init__(self, foreseen: Foreseen, work: Work) -> None:
        self.foreseen = foreseen
        self._work = work

    def __call__(self, tx: Any) -> Any:
        return self._work(tx)


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, given: Any) -> Any:
    opened = request.getfixturevalue(f"{request.param}_store")
    opened.transact(given.people("p1"))
    return opened


@pytest.fixture
def together(store: Any) -> Iterator[Callable[..., list[Any]]]:
    """Run works that wait for one group; return what each returned, or the type of its error."""
    executor = ThreadExecutor("leads", 1)
    store.run_on(executor)

    def run(*works: Work) -> list[Any]:
        ended: SimpleQueue[tuple[int, Result[Any]]] = SimpleQueue()
        begun, go = Event(), Event()
        executor.submit(lambda: (begun.set(), go.wait(SECONDS)))
        assert begun.wait(SECONDS)
        for number, work in enumerate(works):
            store.hand_in(work, lambda it, n=number: ended.put((n, it)), urgent=True)
        go.set()
        results = dict(ended.get(timeout=SECONDS) for _ in works)
        return [_came_to(results[number]) for number in range(len(works))]

    yield run
    executor.stop()


def _came_to(result: Result[Any]) -> Any:
    try:
        return result.get()
    except Exception as error:
        return type(error)


def brings(given: Any, message: str, *, fails: bool = False) -> Work:
    """Take a message up as a post does: look whether it is there, else add it."""

    def work(tx: Any) -> str:
        if tx.inbox.by_message_id(message):
            return "there"
        assert tx.inbox.add(given.inbox(message))
        if fails:
            raise BoomError
        return "new"

    return Saying(Foreseen(messages=(message,)), work)


def moves(row: str, status: OutboxStatus, *, fails: bool = False) -> Work:
    def work(tx: Any) -> bool | None:
        found = tx.outbox.settle(row_id=row, wamid=f"w-{row}", status=status)
        if fails:
            raise BoomError
        return found and found.moved

    return Saying(Foreseen(outgoing=(row,)), work)


def test_a_message_that_comes_twice_in_a_group_is_taken_once(together, given):
    works = [brings(given, message) for message in ("m1", "m2", "m1", "m2")]
    assert together(*works) == ["new", "new", "there", "there"]


def test_a_message_that_was_there_before_is_seen(store, together, given):
    store.transact(lambda tx: tx.inbox.add(given.inbox("m1")))
    assert together(brings(given, "m1"), brings(given, "m2")) == ["there", "new"]
    assert together(brings(given, "m1"), brings(given, "m2")) == ["there", "there"]


def test_what_was_undone_is_taken_by_the_next_who_brings_it(together, given):
    works = [brings(given, "m1", fails=True), brings(given, "m1"), brings(given, "m2")]
    assert together(*works) == [BoomError, "new", "new"]


def test_statuses_of_a_group_move_each_message_on_and_never_back(store, together, given):
    store.transact(lambda tx: [tx.outbox.add(given.outbox(row)) for row in ("o1", "o2")])
    works = [
        *(moves("o1", OutboxStatus(one)) for one in ("sent", "read", "delivered", "read")),
        moves("o2", OutboxStatus.DELIVERED),
        moves("nobody's", OutboxStatus.READ),
    ]
    assert together(*works) == [True, True, False, False, True, None]
    rows = store.read(lambda tx: [tx.outbox.by_id(row) for row in ("o1", "o2")])
    assert [(row.status, row.wamid) for row in rows] == [("read", "w-o1"), ("delivered", "w-o2")]


def test_a_status_that_was_undone_moves_nothing(store, together, given):
    store.transact(lambda tx: [tx.outbox.add(given.outbox(row)) for row in ("o1", "o2")])
    works = [
        moves("o2", OutboxStatus.SENT),
        moves("o1", OutboxStatus.READ, fails=True),
        moves("o1", OutboxStatus.DELIVERED),
    ]
    assert together(*works) == [True, BoomError, True]
    assert store.read(lambda tx: tx.outbox.by_id("o1")).status == "delivered"


def test_what_another_work_of_the_group_did_to_a_message_counts(store, together, given):
    store.transact(lambda tx: [tx.outbox.add(given.outbox(row)) for row in ("o1", "o2")])
    works = [
        moves("o2", OutboxStatus.SENT),
        lambda tx: tx.outbox.sent({"o1": "w-o1"}),
        moves("o1", OutboxStatus.SENT),
        moves("o1", OutboxStatus.READ),
    ]
    assert together(*works) == [True, None, False, True]
    assert store.read(lambda tx: tx.outbox.by_id("o1")).status == "read"


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_group_looks_once_for_all_its_messages_and_statuses(store, together, given):
    store.transact(lambda tx: [tx.outbox.add(given.outbox(f"o{n}")) for n in range(5)])
    read: list[str] = []
    store._writer.connection().set_trace_callback(
        lambda sql: read.append(sql) if sql.startswith("SELECT") else None
    )
    together(*(brings(given, f"m{n}") for n in range(5)))
    assert len(read) == 1
    together(*(moves(f"o{n}", OutboxStatus.READ) for n in range(5)))
    assert len(read) == 2
