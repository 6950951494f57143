"""One thread leads all that is written; a work may be handed in, with nobody waiting for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from threading import Barrier, Event, Thread, get_ident
from typing import Any

import pytest

from milo.cli.system_world import ThreadExecutor
from milo.engine.errors import UnavailableError
from milo.engine.ports import Result
from milo.store.group_commit.by_one_thread import PATIENCE
from milo.store.sqlite.store import READERS

SECONDS = 10


class BoomError(Exception):
    pass


class Told:
    """What works came to, by name, as it is told."""

    def __init__(self, store: Any) -> None:
        self.store = store
        self.outcomes: SimpleQueue[tuple[str, Result[Any]]] = SimpleQueue()

    def hand_in(self, name: str, work: Callable[[Any], Any]) -> None:
        self.store.hand_in(work, lambda outcome: self.outcomes.put((name, outcome)))

    def next(self) -> tuple[str, Any]:
        name, outcome = self.outcomes.get(timeout=SECONDS)
        try:
            return name, outcome.get()
        except Exception as error:
            return name, type(error)


@pytest.fixture
def executor() -> Iterator[ThreadExecutor]:
    made = ThreadExecutor("leads", 1)
    yield made
    made.stop()


@pytest.fixture
def led(sqlite_store: Any, executor: ThreadExecutor) -> Any:
    sqlite_store.run_on(executor)
    return sqlite_store


def held(executor: ThreadExecutor) -> Event:
    """Keep the executor's thread busy until the event is set."""
    begun, go = Event(), Event()
    executor.submit(lambda: (begun.set(), go.wait(SECONDS)))
    assert begun.wait(SECONDS)
    return go


def commits(store: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    begun: list[str] = []
    execute = store._execute
    monkeypatch.setattr(store, "_execute", lambda sql: (begun.append(sql), execute(sql)))
    return lambda: begun.count("COMMIT")


def businesses(store: Any) -> list[str]:
    return [row.id for row in store.read(lambda tx: tx.businesses.page(after=None, limit=99))]


def test_what_is_handed_in_meanwhile_commits_together(led, executor, given, monkeypatch):
    count, told, go = commits(led, monkeypatch), Told(led), held(executor)
    for n in range(10):
        told.hand_in(f"b{n}", lambda tx, n=n: tx.businesses.add(given.business(f"b{n}")))
    go.set()
    assert [told.next() for _ in range(10)] == [(f"b{n}", None) for n in range(10)]
    assert count() == 1
    assert businesses(led) == [f"b{n}" for n in range(10)]


def test_one_that_fails_hurts_no_neighbour(led, executor, given):
    told, go = Told(led), held(executor)

    def bad(tx: Any) -> None:
        tx.businesses.add(given.business("bad"))
        raise BoomError

    told.hand_in("before", lambda tx: tx.businesses.add(given.business("before")))
    told.hand_in("bad", bad)
    told.hand_in("after", lambda tx: tx.businesses.add(given.business("after")))
    go.set()
    assert [told.next() for _ in range(3)] == [
        ("before", None),
        ("bad", BoomError),
        ("after", None),
    ]
    assert businesses(led) == ["after", "before"]


def test_it_is_told_only_once_it_stands(led, given):
    seen = Told(led)
    read: SimpleQueue[list[str]] = SimpleQueue()
    led.hand_in(
        lambda tx: tx.businesses.add(given.business("b")),
        lambda _: read.put(businesses(led)),
    )
    assert read.get(timeout=SECONDS) == ["b"]
    assert seen.outcomes.empty()


def test_a_callback_that_raises_stalls_nobody(led, executor, given):
    """Neither those of its own group, who are told all the same, nor all who come later."""
    told, go = Told(led), held(executor)

    def raises(_: Callable[[], Any]) -> None:
        raise BoomError

    told.hand_in("before", lambda tx: tx.businesses.add(given.business("before")))
    led.hand_in(lambda tx: tx.businesses.add(given.business("raises")), raises)
    told.hand_in("after", lambda tx: tx.businesses.add(given.business("after")))
    go.set()
    assert [told.next() for _ in range(2)] == [("before", None), ("after", None)]
    told.hand_in("later", lambda tx: None)
    assert told.next() == ("later", None)
    assert led.transact(lambda tx: "waited for") == "waited for"
    assert businesses(led) == ["after", "before", "raises"]


def test_a_leader_that_breaks_is_called_again(led, executor, monkeypatch):
    """Whatever it was, no caller waits for ever: who was drawn is told, who comes is led."""
    told = Told(led)
    run, broken = led._grouping._run, [True]

    def breaks_once(group: Iterator[Any], waiting: Any) -> None:
        if broken.pop() if broken else False:
            next(group)
            raise BoomError
        run(group, waiting)

    monkeypatch.setattr(led._grouping, "_run", breaks_once)
    told.hand_in("drawn", lambda tx: None)
    assert told.next() == ("drawn", UnavailableError)
    told.hand_in("later", lambda tx: None)
    assert told.next() == ("later", None)


def test_callers_of_other_threads_are_led_too(led, given):
    threads: list[int] = []

    def call() -> None:
        led.transact(lambda tx: threads.append(get_ident()))

    caller = Thread(target=call)
    caller.start()
    caller.join(SECONDS)
    led.transact(lambda tx: threads.append(get_ident()))
    assert len(set(threads)) == 1
    assert get_ident() not in threads


def test_a_job_of_the_leading_thread_leads_for_itself(led, executor, given):
    told, result = Told(led), SimpleQueue()
    go = held(executor)
    executor.submit(
        lambda: result.put(led.transact(lambda tx: len(tx.businesses.page(after=None, limit=9))))
    )
    told.hand_in("b", lambda tx: tx.businesses.add(given.business("b")))
    go.set()
    assert result.get(timeout=SECONDS) == 0, "it waits for nobody that nobody waits for"
    assert told.next() == ("b", None)


def test_whoever_waits_is_not_kept_by_those_for_whom_nobody_waits(led, executor, given):
    """And they are not kept by who waits, however many come."""
    order: SimpleQueue[str] = SimpleQueue()
    go = held(executor)
    for _ in range(3 * PATIENCE):
        led.hand_in(lambda tx: order.put("turn"), lambda _: None)
    for _ in range(3):
        led.hand_in(lambda tx: order.put("post"), lambda _: order.put("acknowledged"), urgent=True)

    def again(_: Any) -> None:
        led.hand_in(lambda tx: order.put("later post"), lambda _: None, urgent=True)

    led.hand_in(lambda tx: order.put("post"), again, urgent=True)
    go.set()
    seen = [order.get(timeout=SECONDS) for _ in range(4 + 3 + 3 * PATIENCE + 1)]
    assert seen[:7] == ["post"] * 4 + ["acknowledged"] * 3
    assert seen[7:] == ["turn"] * PATIENCE + ["later post"] + ["turn"] * 2 * PATIENCE


def descriptors() -> int:
    return sum(1 for _ in Path("/dev/fd").iterdir())


def test_whoever_reads_beside_others_opens_nothing_more(led):
    """What runs for days holds what it held at its start."""
    together, before = Barrier(READERS), descriptors()
    with ThreadPoolExecutor(READERS) as pool:
        list(pool.map(lambda _: led.read(lambda _: together.wait(SECONDS)), range(READERS)))
    assert descriptors() == before


def test_a_closed_store_runs_what_it_has_and_refuses_what_comes(led, executor, given):
    told, go = Told(led), held(executor)
    told.hand_in("b", lambda tx: tx.businesses.add(given.business("b")))
    go.set()
    executor.stop()
    led.close()
    assert told.next() == ("b", None)
    told.hand_in("late", lambda tx: None)
    assert told.next() == ("late", UnavailableError)
    with pytest.raises(UnavailableError):
        led.transact(lambda tx: None)
