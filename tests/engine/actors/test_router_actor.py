"""The router: a contact worked by one at a time, few awake, nobody forgotten."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from milo.engine.actors.pooled import IsIdle
from milo.engine.conversation.worker import FAILED
from milo.engine.errors import StaleError
from milo.engine.sending.rate_limit import PAIR_BURST, PAIR_SECONDS
from milo.engine.sending.retry import UNSETTLED_SECONDS

from .simulated_world import Stage


@pytest.fixture
def stage() -> Stage:
    made = Stage()
    made.engine.start()
    made.wind()
    return made


def texts(stage: Stage, contact_id: str) -> list[str]:
    return [text for contact, text in stage.work.done if contact == contact_id]


def test_a_persons_messages_are_worked_in_order_over_their_sessions(stage: Stage) -> None:
    order = ["a:1", "b:2", "a:3", "a:4", "b:5", "c:6"]
    stage.writes("ana", *order)
    stage.wind()
    assert texts(stage, "ana") == order
    assert stage.sent("ana") == order


def test_who_floods_is_worked_at_the_pace_of_the_answers_and_nobody_else_is(stage: Stage) -> None:
    said = [f"a:{number}" for number in range(60)]
    stage.writes("ana", *said)
    stage.writes("bea", "a:x")
    stage.wind(1)
    assert texts(stage, "ana") == said[:PAIR_BURST]
    assert texts(stage, "bea") == ["a:x"]
    stage.writes("ana", "a:last")
    for _ in range(20):
        stage.engine.nudge(["ana"])
        stage.wind(2)
    assert len(texts(stage, "ana")) == pytest.approx(PAIR_BURST + 41 / PAIR_SECONDS, abs=1)
    stage.wind(16 * PAIR_SECONDS)
    assert texts(stage, "ana") == [*said, "a:last"], "nothing is lost, and the order is kept"
    stage.wind(60)
    assert stage.sent("ana") == [*said, "a:last"]


def test_who_writes_no_faster_than_meta_allows_is_never_held_back(stage: Stage) -> None:
    for number in range(100):
        stage.wind(0.1 if number < PAIR_BURST else PAIR_SECONDS)
        stage.writes("ana", f"a:{number}")
        stage.wind()
        assert len(texts(stage, "ana")) == number + 1
    assert "people_held_back" not in stage.gauges.values


def test_people_are_worked_side_by_side(stage: Stage) -> None:
    for contact in ("ana", "bea"):
        stage.writes(contact, *(f"a:{number}" for number in range(5)))
    stage.wind()
    first = [contact for contact, _ in stage.work.done[:5]]
    assert set(first) == {"ana", "bea"}


@pytest.mark.parametrize("seed", range(25))
def test_never_more_awake_than_the_limit_and_everybody_gets_their_turn(seed: int) -> None:
    random = Random(seed)
    stage = Stage(limit=random.choice((1, 2, 5)), rate=100_000)
    stage.engine.start()
    wanted: dict[str, list[str]] = {}
    for _ in range(60):
        contact = f"p{random.randrange(8)}"
        said = [f"s{random.randrange(3)}:{random.random()}" for _ in range(random.randrange(1, 4))]
        wanted.setdefault(contact, []).extend(said)
        stage.writes(contact, *said)
        for _ in range(random.randrange(3)):
            stage.engine.nudge([f"p{random.randrange(9)}"])
        if random.random() < 0.4:
            stage.executor.run()
    stage.executor.run()
    assert stage.gauges.values["sessions_awake"] <= stage.limit
    assert {contact: texts(stage, contact) for contact in wanted} == wanted
    assert list(stage.undone()) == []


def idle(stage: Stage) -> bool:
    """Ask as `Engine.idle` does, with the one thread there is."""
    router = stage.engine._router
    assert router
    future = router.ask(IsIdle(), block=False)
    stage.executor.run()
    return bool(future.get(timeout=1))


def test_who_has_had_nothing_to_do_for_ten_minutes_sleeps_and_wakes_as_if_not(stage: Stage) -> None:
    stage.writes("ana", "a:1")
    stage.writes("bea", "a:1")
    stage.wind(300)
    stage.writes("bea", "a:2")
    stage.wind(400)
    assert stage.gauges.latest["sessions_awake"] == 1
    stage.wind(400)
    assert stage.gauges.latest["sessions_awake"] == 0
    stage.writes("ana", "a:3")
    stage.wind(1)
    assert texts(stage, "ana") == ["a:1", "a:3"]
    assert stage.gauges.latest["sessions_awake"] == 1


def test_idle_means_that_nobody_is_worked(stage: Stage) -> None:
    stage.writes("ana", "a:1")
    stage.wind()
    assert idle(stage)


def test_a_nudge_while_a_contact_is_worked_is_remembered(stage: Stage) -> None:
    stage.writes("ana", "a:1")
    stage.writes("ana", "b:2")
    stage.engine.nudge(["ana"] * 5)
    stage.wind()
    assert texts(stage, "ana") == ["a:1", "b:2"]


def test_who_looks_at_a_screen_goes_before_others(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[tuple[str, bool]] = []
    hand_in = stage.store.hand_in

    def watched(work: Any, done: Any, *, urgent: bool = False, lane: str = "") -> None:
        given.append((lane, urgent))
        hand_in(work, done, urgent=urgent, lane=lane)

    monkeypatch.setattr(stage.store, "hand_in", watched)
    stage.writes("ana", "a:1", nudge=False)
    stage.writes("bea", "b:1")
    stage.engine.nudge_first(["ana"])
    stage.wind()
    assert (texts(stage, "ana"), texts(stage, "bea")) == (["a:1"], ["b:1"])
    assert {("a", True), ("b", False)} <= set(given)

    given.clear()  # also where the contact is being worked as it comes
    stage.writes("ana", "a:2")
    stage.writes("ana", "a:3", nudge=False)
    stage.engine.nudge_first(["ana"])
    stage.wind()
    assert texts(stage, "ana") == ["a:1", "a:2", "a:3"]
    assert ("a", True) in given


def test_a_lost_nudge_costs_one_sweep(stage: Stage) -> None:
    stage.writes("ana", "a:1", nudge=False)
    stage.wind(1)
    assert stage.sent() == []
    stage.wind(5)
    assert stage.sent() == ["a:1"]


def test_a_failing_turn_is_tried_again_then_parked_and_the_person_is_told(stage: Stage) -> None:
    stage.work.faults["a:bad"] = [ValueError("no")] * 9
    stage.writes("ana", "a:1", "a:bad", "a:3")
    stage.writes("bea", "a:1", "a:2")
    stage.wind()
    assert stage.sent("bea") == ["a:1", "a:2"]
    assert stage.sent("ana") == ["a:1"]
    stage.wind(1.9)
    assert len(stage.work.faults["a:bad"]) == 8
    stage.wind(10)
    assert len(stage.work.faults["a:bad"]) == 6
    assert stage.sent("ana") == ["a:1", FAILED, "a:3"]
    parked = stage.store.read(lambda tx: tx.inbox.by_message_id("m2"))
    assert parked and parked.error == "ValueError: no" and parked.done_at


def test_a_turn_that_fails_once_is_done_the_second_time(stage: Stage) -> None:
    stage.work.faults["a:1"] = [ValueError("no")]
    stage.writes("ana", "a:1", "a:2")
    stage.wind(3)
    assert stage.sent("ana") == ["a:1", "a:2"]


@pytest.mark.parametrize("error", [SystemExit("x"), RecursionError("x"), MemoryError("x")])
def test_no_error_of_a_turn_stops_the_next_persons(stage: Stage, error: BaseException) -> None:
    stage.work.faults["a:1"] = [error]
    stage.writes("ana", "a:1")
    stage.writes("bea", "a:1")
    stage.wind(12)
    assert stage.sent("bea") == ["a:1"]


def test_a_store_that_is_away_is_tried_again_and_nothing_is_counted(stage: Stage) -> None:
    stage.writes("ana", "a:1", nudge=False)
    for _ in range(12):
        stage.store.away = 3
        stage.engine.nudge(["ana"])
        stage.wind(0.5)
    stage.store.away = 0
    stage.wind(10)
    assert stage.sent("ana") == ["a:1"]
    row = stage.store.read(lambda tx: tx.inbox.by_message_id("m1"))
    assert row and (row.attempts, row.error) == (0, None)


def test_who_lost_a_race_for_a_row_reads_again_and_is_not_counted(stage: Stage) -> None:
    stage.work.faults["a:1"] = [StaleError("elsewhere")] * 5
    stage.writes("ana", "a:1", "a:2")
    stage.wind(6)
    assert stage.sent("ana") == ["a:1", "a:2"]
    row = stage.store.read(lambda tx: tx.inbox.by_message_id("m1"))
    assert row and (row.attempts, row.error) == (0, None)


def test_a_failure_that_cannot_be_noted_does_not_leave_the_person_behind(stage: Stage) -> None:
    stage.work.faults["a:1"] = [ValueError("no")] * 3
    broken = [RuntimeError("cannot note"), RuntimeError("cannot note")]
    whole = stage.work.fail_next

    def fail_next(*args: object) -> object:
        if broken:
            raise broken.pop()
        return whole(*args)

    stage.work.fail_next = fail_next
    stage.writes("ana", "a:1", "a:2")
    stage.wind(UNSETTLED_SECONDS)
    assert stage.sent("ana")[-1] == "a:2"


def test_what_was_left_undone_is_taken_up_after_a_restart(stage: Stage) -> None:
    stage.writes("ana", "a:1", "b:2")
    stage.restart()
    stage.wind()
    assert stage.sent("ana") == ["a:1", "b:2"]
