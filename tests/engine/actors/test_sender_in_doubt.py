"""The sender where nobody knows what became of a message: lost answers, restarts, outages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from milo.engine.errors import GatewayError
from milo.engine.model import OutboxRow, OutboxStatus
from milo.engine.sending.retry import UNSETTLED_SECONDS, FailureKind

from .simulated_world import Stage, started


@pytest.fixture
def stage() -> Stage:
    return started(Stage())


def test_a_gateway_that_breaks_leaves_a_message_in_doubt(stage: Stage) -> None:
    stage.meta.faults = [ZeroDivisionError("bug")]
    stage.to_send("ana", "a1")
    stage.wind(UNSETTLED_SECONDS - 1)
    assert stage.sent() == []
    stage.wind(2)
    assert stage.sent() == ["a1"]


def test_what_a_hung_process_had_is_sent_again_ten_seconds_after_it_was_given_away() -> None:
    """Not ten and more after that was noticed: a person waits."""
    stage = started(Stage(chance=lambda: 0.99))
    send = stage.meta.send

    def hangs(_row: OutboxRow) -> str:
        stage.meta.send = send
        stage.meta.tried.append((stage.clock.now(), "hung"))
        stage.clock.wind_to(stage.clock.now() + timedelta(seconds=8))
        raise GatewayError(FailureKind.LOST)

    stage.meta.send = hangs
    stage.to_send("ana", "a1")
    stage.wind(30)
    assert stage.meta.seconds()[:2] == pytest.approx([0, UNSETTLED_SECONDS], abs=0.1)


def test_a_message_in_doubt_is_settled_by_its_status(stage: Stage) -> None:
    stage.meta.faults = [GatewayError(FailureKind.UNKNOWN)]
    stage.to_send("ana", "a1", "a2")
    stage.wind(3)
    settle(stage, "o000001")
    stage.wind(1)
    assert stage.sent() == ["a2"]
    stage.wind(30)
    assert stage.sent() == ["a2"]


def test_what_meta_took_and_then_refused_did_not_fail_once_its_status_comes(stage: Stage) -> None:
    stage.meta.faults = [GatewayError(FailureKind.UNKNOWN), GatewayError(FailureKind.FINAL)]
    stage.to_send("ana", "a1")
    stage.wind(UNSETTLED_SECONDS + 1)
    assert stage.statuses() == [OutboxStatus.FAILED]
    settle(stage, "o000001", frees=False)
    assert stage.statuses() == [OutboxStatus.DELIVERED]


def test_what_its_status_settles_while_meta_refuses_it_did_not_fail(stage: Stage) -> None:
    stage.meta.faults = [GatewayError(FailureKind.UNKNOWN), GatewayError(FailureKind.FINAL)]
    stage.to_send("ana", "a1")
    stage.wind(3)
    refuse, told = stage.meta.send, []

    def send(row: OutboxRow) -> str:
        settle(stage, row.id)
        told.append(row.id)
        return refuse(row)

    stage.meta.send = send
    stage.wind(UNSETTLED_SECONDS)
    assert told == ["o000001"]
    assert stage.statuses() == [OutboxStatus.DELIVERED]


def settle(stage: Stage, row_id: str, *, frees: bool = True) -> None:
    status = OutboxStatus.DELIVERED
    one = stage.store.transact(lambda tx: tx.outbox.settle(row_id=row_id, wamid="w", status=status))
    assert one and one.frees is frees
    stage.engine.send([one.contact_id] if frees else [])


def killed_while_sending() -> Stage:
    """Return a stage whose process died after a claim: nobody knows whether Meta has it."""
    stage = started(Stage())
    stage.to_send("ana", "a1", "a2", nudge=False)
    stage.store.transact(lambda tx: tx.outbox.claim(["o000001"], stage.clock.now()))
    stage.restart()
    return stage


def test_what_may_have_been_sent_waits_for_its_status_after_a_restart() -> None:
    stage = killed_while_sending()
    stage.wind(UNSETTLED_SECONDS - 1)
    assert stage.sent() == []
    stage.wind(2)
    assert stage.sent() == ["a1", "a2"]


def test_a_status_that_comes_in_time_saves_the_second_sending() -> None:
    stage = killed_while_sending()
    stage.wind(4)
    settle(stage, "o000001")
    stage.wind(20)
    assert stage.sent() == ["a2"]


def test_what_was_never_claimed_goes_out_at_once_after_a_restart(stage: Stage) -> None:
    stage.to_send("ana", "a1", nudge=False)
    stage.restart()
    stage.wind(0)
    assert stage.sent() == ["a1"]


def test_a_lost_nudge_is_found_by_the_sweep(stage: Stage) -> None:
    stage.wind(1)
    stage.to_send("ana", "a1", nudge=False)
    stage.wind(5)
    assert stage.sent() == ["a1"]


def test_a_store_that_is_away_repeats_no_message(stage: Stage) -> None:
    stage.to_send("ana", "a1", "a2", nudge=False)
    for _ in range(10):
        stage.engine.send(["ana"])
        stage.store.away = 2
        stage.wind(0.7)
    stage.store.away = 0
    stage.wind(20)
    assert stage.sent() == ["a1", "a2"]


def test_a_defect_in_the_store_loses_no_answer_of_metas(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = stage.meta.send

    def taken_and_then_a_defect(row: OutboxRow) -> str:
        stage.store.broken = 1
        return take(row)

    monkeypatch.setattr(stage.meta, "send", taken_and_then_a_defect)
    stage.to_send("ana", "uno", "dos")
    stage.wind(5)
    assert stage.sent("ana") == ["uno", "dos"]
    assert stage.statuses() == [OutboxStatus.SENT, OutboxStatus.SENT]


def test_an_outage_is_no_reason_to_give_a_message_up_at_its_first_doubtful_refusal(
    stage: Stage,
) -> None:
    stage.meta.faults = [GatewayError(FailureKind.RETRY)] * 9 + [GatewayError(FailureKind.FEW)]
    stage.to_send("p1", "hola")
    stage.wind(3600)
    assert stage.sent() == ["hola"]
    assert stage.statuses() == [OutboxStatus.SENT]
