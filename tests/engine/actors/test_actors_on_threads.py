"""The same router, sessions and sender racing on real threads, with real time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from milo.cli.system_world import SystemClock, ThreadExecutor
from milo.engine.actors import system
from milo.engine.actors.system import Dependencies, Engine
from milo.engine.conversation.routing import SessionKey
from milo.engine.conversation.worker import WorkResult
from milo.engine.model import OutboxRow
from milo.engine.ports import Transaction
from milo.store.memory import MemoryStore

from .simulated_world import Gauges, Played, Stage

LIMIT = 5


class Watched(Played):
    """Notes a contact that is worked by two at a time."""

    crowded = False

    def do_next(self, tx: Transaction, key: SessionKey) -> WorkResult:
        self.crowded = self.crowded or key.contact_id in self.working
        self.working.add(key.contact_id)
        try:
            return super().do_next(tx, key)
        finally:
            self.working.discard(key.contact_id)


class Slow:
    """A gateway that takes its time, and notes who has two messages on their way."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.taken: list[OutboxRow] = []
        self.flying: set[str] = set()
        self.crowded = False

    def send(self, row: OutboxRow) -> str:
        with self.lock:
            self.crowded = self.crowded or row.contact_id in self.flying
            self.flying.add(row.contact_id)
        time.sleep(0.0005)
        with self.lock:
            self.flying.discard(row.contact_id)
            self.taken.append(row)
        return f"wamid.{row.id}"


class Racing(Stage):
    """The stage, on threads."""

    def __init__(self) -> None:
        super().__init__(limit=LIMIT, rate=1e9)
        self.threads, self.calls = ThreadExecutor("actors", 6), ThreadExecutor("calls", 6)
        self.slow = Slow()
        self.played = Watched(SystemClock())
        self.gauges = Gauges()
        self.store = MemoryStore()
        world = Dependencies(
            *(self.threads, self.calls, self.store, self.played, self.slow, SystemClock()),
            *(self.gauges, LIMIT, 1e9),
        )
        self.engine = Engine(world)

    def stop(self) -> None:
        self.engine.stop()
        self.threads.stop()
        self.calls.stop()


@pytest.fixture
def racing() -> Iterator[Racing]:
    made = Racing()
    made.engine.start()
    yield made
    made.stop()


def until(holds: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait until something holds, at most so long."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "not in time"
        threading.Event().wait(0.01)


def test_many_people_write_at_once(racing: Racing) -> None:
    people = [f"p{number:02}" for number in range(20)]
    said = {who: [f"s{n % 3}:{n}" for n in range(8)] for who in people}

    def write(who: str) -> None:
        for text in said[who]:
            racing.writes(who, text)

    writers = [threading.Thread(target=write, args=(who,)) for who in people]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    until(lambda: len(racing.slow.taken) == 20 * 8)
    until(racing.engine.idle)
    for who in people:
        taken = [row.body.text for row in racing.slow.taken if row.contact_id == who]
        assert taken == said[who]
    assert not racing.played.crowded
    assert not racing.slow.crowded
    assert racing.gauges.values["sessions_awake"] <= LIMIT


def test_idle_waits_for_what_is_under_way(racing: Racing) -> None:
    racing.writes("ana", *(f"a:{number}" for number in range(30)))
    until(lambda: len(racing.slow.taken) == 30)
    until(racing.engine.idle)
    assert racing.engine.sending("n1")


def test_an_engine_that_has_no_time_to_answer_is_not_idle(
    racing: Racing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system, "ASK_SECONDS", 0.01)
    go = threading.Event()
    for _ in range(6):
        racing.threads.submit(lambda: go.wait(20))
    assert not racing.engine.idle()
    go.set()
    until(racing.engine.idle)


def test_it_stops_with_work_left_and_that_stays_in_its_rows() -> None:
    racing = Racing()
    racing.engine.start()
    for number in range(10):
        racing.writes(f"p{number}", *(f"a:{n}" for n in range(20)))
    racing.stop()
    done = len(racing.played.done)
    waiting = set(racing.undone())
    assert done + sum(_left(racing, who) for who in waiting) == 200


def _left(racing: Racing, who: str) -> int:
    rooms = racing.store._rooms
    return sum(row.contact_id == who and row.done_at is None for row in rooms.inbox.table)
