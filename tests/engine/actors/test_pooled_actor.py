"""What we rely on in pykka, and what our actors on a shared pool promise."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pykka
import pytest

from milo.cli.system_world import ThreadExecutor
from milo.engine.actors.pooled import PooledActor
from milo.engine.ports import Executor
from milo.engine.testing import SimulatedClock, SimulatedExecutor

NOW = datetime(2026, 11, 23, tzinfo=UTC)


class Echo(PooledActor):
    """Notes what it is told; does what some messages ask for."""

    def __init__(self, executor: Executor, log: list[Any] | None = None) -> None:
        super().__init__(executor)
        self.log: list[Any] = [] if log is None else log
        self.inside = 0
        self.crowded = False

    def on_receive(self, message: Any) -> Any:
        self.inside += 1
        self.crowded = self.crowded or self.inside > 1
        try:
            return self._do(message)
        finally:
            self.inside -= 1

    def _do(self, message: Any) -> Any:
        if isinstance(message, type) and issubclass(message, BaseException):
            raise message("asked for")
        if callable(message):
            return message(self)
        self.log.append(message)
        return message

    def on_stop(self) -> None:
        self.log.append("stopped")


@pytest.fixture
def executor() -> SimulatedExecutor:
    return SimulatedExecutor(SimulatedClock(NOW))


@pytest.fixture
def threads() -> Iterator[ThreadExecutor]:
    pool = ThreadExecutor("test", 4)
    yield pool
    pool.stop()


def test_messages_are_worked_in_order(executor: SimulatedExecutor) -> None:
    log: list[Any] = []
    ref = Echo.start(executor, log)
    for number in range(50):
        ref.tell(number)
    assert log == []
    executor.run()
    assert log == list(range(50))


def test_others_get_their_turn_between_two_messages(executor: SimulatedExecutor) -> None:
    log: list[Any] = []
    first, second = Echo.start(executor, log), Echo.start(executor, log)
    for number in range(3):
        first.tell(("first", number))
        second.tell(("second", number))
    executor.run()
    assert [name for name, _ in log] == ["first", "second"] * 3


def test_one_that_may_work_some_in_a_row_does_and_then_lets_others(
    executor: SimulatedExecutor,
) -> None:
    class Hears(Echo):
        in_a_row = 2

    log: list[Any] = []
    first, second = Hears.start(executor, log), Echo.start(executor, log)
    for number in range(3):
        first.tell(("first", number))
        second.tell(("second", number))
    executor.run()
    assert [name for name, _ in log] == ["first", "first", "second", "first", "second", "second"]


def test_one_that_stops_in_a_row_works_no_more(executor: SimulatedExecutor) -> None:
    class Hears(Echo):
        in_a_row = 9

    log: list[Any] = []
    ref = Hears.start(executor, log)
    ref.tell("before")
    ref.tell(lambda actor: actor._stop())
    ref.tell("after")
    executor.run()
    assert log == ["before", "stopped"]


def test_a_message_told_while_it_works_is_not_lost(executor: SimulatedExecutor) -> None:
    log: list[Any] = []
    ref = Echo.start(executor, log)
    ref.tell(lambda actor: actor.actor_ref.tell("later"))
    executor.run()
    assert log == ["later"]


@pytest.mark.parametrize("error", [ValueError, SystemExit, KeyboardInterrupt, MemoryError])
def test_an_error_kills_neither_it_nor_anybody(
    executor: SimulatedExecutor, error: type[BaseException]
) -> None:
    log: list[Any] = []
    ref, other = Echo.start(executor, log), Echo.start(executor, log)
    for message in ("before", error, "after"):
        ref.tell(message)
    other.tell("other")
    executor.run()
    assert sorted(log) == ["after", "before", "other"]
    assert ref.is_alive() and other.is_alive()


def test_an_error_goes_to_whoever_asked(executor: SimulatedExecutor) -> None:
    ref = Echo.start(executor)
    future = ref.ask(ValueError, block=False)
    answer = ref.ask("x", block=False)
    executor.run()
    with pytest.raises(ValueError, match="asked for"):
        future.get(timeout=1)
    assert answer.get(timeout=1) == "x"


def test_a_stop_is_worked_in_its_turn_and_answers_what_waits(executor: SimulatedExecutor) -> None:
    log: list[Any] = []
    ref = Echo.start(executor, log)
    ref.tell("before")
    stopped = ref.stop(block=False)
    behind = ref.ask("behind", block=False)
    executor.run()
    assert log == ["before", "stopped"]
    assert stopped.get(timeout=1) is True
    with pytest.raises(pykka.ActorDeadError):
        behind.get(timeout=1)
    with pytest.raises(pykka.ActorDeadError):
        ref.tell("too late")


def test_a_stopped_actor_is_told_nothing_later(executor: SimulatedExecutor) -> None:
    log: list[Any] = []
    ref = Echo.start(executor, log)
    ref.tell(lambda actor: actor.tell_later(1, "soon"))
    ref.tell(lambda actor: actor.tell_later(60, "late"))
    executor.wind(timedelta(seconds=30))
    ref.stop(block=False)
    executor.wind(timedelta(minutes=5))
    assert log == ["soon", "stopped"]


def test_pykkas_registry_does_not_know_them(executor: SimulatedExecutor) -> None:
    before = len(pykka.ActorRegistry.get_all())
    refs = [Echo.start(executor) for _ in range(1000)]
    for ref in refs:
        ref.stop(block=False)
    executor.run()
    assert len(pykka.ActorRegistry.get_all()) == before
    assert not any(ref.is_alive() for ref in refs)


def test_many_actors_on_few_threads(threads: ThreadExecutor) -> None:
    before = threading.active_count()
    actors = [Echo(threads) for _ in range(500)]
    for number in range(20):
        for actor in actors:
            actor.actor_ref.tell(number)
    futures = [actor.actor_ref.ask("end", block=False) for actor in actors]
    assert [future.get(timeout=20) for future in futures] == ["end"] * 500
    assert threading.active_count() <= before + 4
    assert all(actor.log == [*range(20), "end"] for actor in actors)
    assert not any(actor.crowded for actor in actors)


def test_racing_tellers_lose_nothing_and_one_message_is_worked_at_a_time(
    threads: ThreadExecutor,
) -> None:
    actor = Echo(threads)

    def tell(name: int) -> None:
        for number in range(500):
            actor.actor_ref.tell((name, number))

    tellers = [threading.Thread(target=tell, args=(name,)) for name in range(6)]
    for teller in tellers:
        teller.start()
    for teller in tellers:
        teller.join()
    actor.actor_ref.ask("end", timeout=20)
    assert not actor.crowded
    for name in range(6):
        assert [message[1] for message in actor.log if message[0] == name] == list(range(500))
