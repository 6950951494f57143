"""The sender: order for each person, the rates, and what follows each kind of failure."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from milo.engine.actors.sender import IsSending
from milo.engine.errors import GatewayError
from milo.engine.model import OutboxRow, OutboxStatus
from milo.engine.sending.rate_limit import PAIR_BURST, PAIR_SECONDS
from milo.engine.sending.retry import FailureKind

from .simulated_world import Stage, started


@pytest.fixture
def stage() -> Stage:
    return started(Stage())


def sending(stage: Stage) -> bool:
    """Ask as `Engine.sending` does, with the one thread there is."""
    assert stage.engine._sender
    future = stage.engine._sender.ask(IsSending("n1"), block=False)
    stage.executor.run()
    return bool(future.get(timeout=1))


def test_each_persons_messages_go_out_in_order_one_at_a_time(stage: Stage) -> None:
    for contact in ("ana", "bea"):
        stage.to_send(contact, *(f"{contact}{number}" for number in range(4)))
    stage.wind(1)
    for contact in ("ana", "bea"):
        assert stage.sent(contact) == [f"{contact}{number}" for number in range(4)]
    assert set(stage.statuses()) == {OutboxStatus.SENT}


def test_a_message_that_waits_holds_back_only_its_persons_next_ones(stage: Stage) -> None:
    stage.meta.faults = [GatewayError(FailureKind.RETRY)]
    stage.to_send("ana", "a1", "a2")
    stage.to_send("bea", "b1", "b2")
    stage.wind(0.5)
    assert stage.sent() == ["b1", "b2"]
    stage.wind(2)
    assert stage.sent("ana") == ["a1", "a2"]


@pytest.mark.parametrize("rate", [1.0, 10.0, 80.0])
def test_in_no_second_more_than_the_number_may_send(rate: float) -> None:
    stage = started(Stage(rate=rate))
    total = int(rate * 4)
    for number in range(total):
        stage.to_send(f"p{number}", "x")
    stage.wind(10)
    times = stage.meta.seconds()
    assert len(times) == total
    for begin in times:
        assert sum(begin <= at < begin + 0.999 for at in times) <= max(2, rate)


def test_a_number_with_a_rate_of_its_own_keeps_to_that_while_it_has_it() -> None:
    """Beside the Business app a number may send 20 a second; it may be told while we run."""
    stage = started(Stage(rate=80.0))
    stage.own_rates = {"n1": 20.0, "n2": 1.0}
    for number in range(60):
        stage.to_send(f"p{number}", "x")
    stage.wind(10)
    times = stage.meta.seconds()
    assert len(times) == 60
    assert 15 < max(sum(begin <= at < begin + 0.999 for at in times) for begin in times) <= 20
    stage.own_rates = {}
    for number in range(60, 300):
        stage.to_send(f"p{number}", "x")
    stage.wind(10)
    later = stage.meta.seconds()[60:]
    assert len(later) == 240
    assert max(sum(begin <= at < begin + 0.999 for at in later) for begin in later) > 60


def test_what_waits_long_for_its_turn_is_sent_once() -> None:
    stage = started(Stage(rate=1.0))
    for number in range(25):
        stage.to_send(f"p{number:02}", "x")
    stage.wind(60)
    assert sorted(row.contact_id for row in stage.meta.taken) == [f"p{n:02}" for n in range(25)]


def test_one_person_is_not_flooded() -> None:
    stage = started(Stage(rate=100_000))
    stage.to_send("ana", *(str(number) for number in range(PAIR_BURST + 3)))
    stage.to_send("bea", "b")
    stage.wind(1)
    assert len(stage.sent("ana")) == PAIR_BURST
    assert stage.sent("bea") == ["b"]
    stage.wind(PAIR_SECONDS)
    assert len(stage.sent("ana")) == PAIR_BURST + 1
    stage.wind(3 * PAIR_SECONDS)
    assert stage.sent("ana") == [str(number) for number in range(PAIR_BURST + 3)]


@pytest.mark.parametrize(
    ("kind", "tries"),
    [
        (FailureKind.RETRY, [0, 1, 3, 7]),
        (FailureKind.PAIR, [0, 1, 5, 21]),
        (FailureKind.SLOW, [0, 1, 3, 7]),
        (FailureKind.UNKNOWN, [0, 10, 30, 70]),
        (FailureKind.LOST, [0, 10, 30, 70]),
        (FailureKind.FEW, [0, 1, 5, 21]),
        (FailureKind.HALT, [0, 5, 14, 23]),
    ],
)
def test_what_can_be_tried_again_is_ever_more_slowly(
    stage: Stage, kind: FailureKind, tries: list[float]
) -> None:
    stage.meta.faults = [GatewayError(kind)] * 3
    stage.to_send("ana", "a1", "a2")
    stage.wind(200)
    assert stage.meta.seconds()[:4] == pytest.approx(tries, abs=0.01)
    assert stage.sent() == ["a1", "a2"]


@pytest.mark.parametrize("kind", [FailureKind.FINAL, FailureKind.WINDOW])
def test_what_is_never_taken_is_put_aside_with_its_reason(stage: Stage, kind: FailureKind) -> None:
    stage.meta.faults = [GatewayError(kind, "because", 131047)]
    stage.to_send("ana", "a1", "a2")
    stage.wind(1)
    assert stage.sent() == ["a2"]
    assert stage.statuses() == [OutboxStatus.FAILED, OutboxStatus.SENT]
    row = stage.store.read(lambda tx: tx.outbox.by_id("o000001"))
    assert row and row.error == f"{kind} 131047 because"


def test_what_is_too_old_is_not_tried_for_ever(stage: Stage) -> None:
    stage.meta.faults = [GatewayError(FailureKind.RETRY)] * 2
    stage.to_send("ana", "a1", nudge=False)
    stage.clock.wind_to(stage.clock.now() + timedelta(hours=24))
    stage.engine.send(["ana"])
    stage.wind(0)
    assert stage.statuses() == [OutboxStatus.FAILED]


def test_too_fast_makes_everybody_wait(stage: Stage) -> None:
    stage.meta.faults = [GatewayError(FailureKind.SLOW)] * 2
    stage.to_send("ana", "a1")
    stage.wind(0.1)
    stage.wind(1)
    stage.to_send("bea", "b1")
    stage.wind(0.5)
    assert stage.sent() == []
    stage.wind(5)
    assert sorted(stage.sent()) == ["a1", "b1"]


def test_a_halt_tries_one_message_at_a_time_and_the_first_that_goes_frees_all(
    stage: Stage,
) -> None:
    bad = [GatewayError(FailureKind.HALT)] * 40
    stage.meta.faults = list(bad)
    people = [f"p{number}" for number in range(30)]
    for person in people:
        stage.to_send(person, "hola")
    stage.wind(0.5)
    at_once = len(stage.meta.tried)
    stage.wind(120)
    assert stage.sent() == []
    trials = stage.meta.seconds()[at_once:]
    gaps = [after - before for before, after in pairwise(trials)]
    assert all(5 < gap <= 15 for gap in gaps), "one trial at least every 15 s, not thirty"
    assert not sending(stage)
    stage.meta.faults.clear()
    stage.wind(31)
    assert sorted(row.contact_id for row in stage.meta.taken) == sorted(people)
    assert sending(stage)


def test_a_message_that_is_wrong_by_itself_ends_a_halt(stage: Stage) -> None:
    stage.meta.faults = [GatewayError(FailureKind.HALT), GatewayError(FailureKind.FINAL)]
    stage.to_send("ana", "a1")
    stage.to_send("bea", "b1", nudge=False)
    stage.wind(5.1)
    assert stage.sent() == ["b1"]
    assert sending(stage)


@pytest.mark.slow
def test_a_halt_uses_up_no_patience(stage: Stage) -> None:
    stage.meta.faults = [GatewayError(FailureKind.HALT)] * 10_000
    stage.to_send("ana", "a1")
    stage.wind(26 * 3600)
    stage.meta.faults.clear()
    stage.wind(31)
    assert stage.sent() == ["a1"]


def test_what_somebody_waits_for_goes_first_when_the_number_is_what_limits() -> None:
    stage = started(Stage(rate=1.0))
    for number in range(6):
        stage.to_send(f"quiet{number}", "aviso", nudge=False)
    for number in range(6):
        stage.to_send(f"asks{number}", "respuesta", nudge=False, awaited=True)
    stage.engine.send([f"quiet{n}" for n in range(6)] + [f"asks{n}" for n in range(6)])
    stage.wind(60)
    assert stage.sent() == ["respuesta"] * 6 + ["aviso"] * 6


def test_what_nobody_waits_for_is_late_but_not_for_ever() -> None:
    stage = started(Stage(rate=1.0))
    stage.to_send("quiet", "aviso")
    stage.to_send("asks0", "x", awaited=True)
    for number in range(1, 60):  # more answers than the number can take
        stage.to_send(f"asks{number}", "x", awaited=True)
        stage.wind(1)
    assert "aviso" in stage.sent()


def test_a_rush_at_one_client_delays_no_other_clients_answer() -> None:
    stage = started(Stage(rate=20.0))
    for number in range(400):
        stage.to_send(f"rush{number}", "x", awaited=True, client="rush")
    stage.wind(2)
    stage.to_send("bea", "other", awaited=True, client="cafe")
    stage.to_send("nobody", "lobby", awaited=True)
    stage.wind(1)
    assert {"other", "lobby"} <= set(stage.sent())
    assert len(stage.sent()) < 80, "the rush is far from over"
    stage.wind(30)
    assert len(stage.sent()) == 402


def test_one_persons_messages_keep_their_order_whoever_waits_for_them() -> None:
    stage = started(Stage(rate=1.0))
    stage.to_send("ana", "aviso", nudge=False)
    stage.to_send("ana", "respuesta", nudge=False, awaited=True)
    stage.to_send("bea", "otro aviso", nudge=False)
    stage.engine.send(["bea", "ana"])
    stage.wind(30)
    assert stage.sent("ana") == ["aviso", "respuesta"]
    assert stage.sent()[0] == "aviso", "what stands before an answer goes as the answer would"


def test_a_number_that_is_too_fast_learns_its_rate() -> None:
    stage = started(Stage(rate=80.0))
    allowed = 20  # what Meta takes in a second

    def take(row: OutboxRow) -> str:
        at = stage.clock.now()
        lately = [then for then, _ in stage.meta.tried if at - then < timedelta(seconds=1)]
        stage.meta.tried.append((at, row.id))
        if len(lately) >= allowed:
            raise GatewayError(FailureKind.SLOW, "", 130429)
        stage.meta.taken.append(row)
        return f"wamid.{row.id}"

    stage.meta.send = take
    for number in range(900):
        stage.to_send(f"p{number}", "x")
    stage.wind(100)
    refused = len(stage.meta.tried) - len(stage.meta.taken)
    assert len(stage.meta.taken) == 900
    assert refused < 90, "it learns, and does not run into the wall again and again"


def test_what_is_refused_together_is_tried_again_apart() -> None:
    chances = iter([0.0, 0.0, 0.0, 0.9] + [0.5] * 100)
    stage = Stage(chance=lambda: next(chances))
    started(stage)
    stage.meta.faults = [GatewayError(FailureKind.RETRY)] * 2
    stage.to_send("ana", "a1")
    stage.to_send("bea", "b1")
    stage.wind(5)
    assert stage.meta.seconds() == pytest.approx([0, 0, 1.0, 1.45], abs=0.01)


def test_a_clock_that_is_set_back_holds_nothing_up(stage: Stage) -> None:
    stage.meta.faults = [GatewayError(FailureKind.RETRY)]
    stage.to_send("ana", "a1")
    stage.wind(0.5)
    stage.clock.wind_to(stage.clock.now() - timedelta(hours=3))
    stage.engine.send(["ana"])
    stage.wind(0)
    assert stage.sent() == ["a1"]
