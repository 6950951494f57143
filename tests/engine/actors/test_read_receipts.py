"""Who waits long for an answer sees that we read them, and it never costs an answer anything."""

from __future__ import annotations

import pytest

from milo.engine.errors import GatewayError
from milo.engine.sending.receipts import AwaitedReply
from milo.engine.sending.retry import FailureKind

from .simulated_world import Stage, started


@pytest.fixture
def stage() -> Stage:
    return started(Stage())


def heard(stage: Stage, contact: str, name: str, *, done: bool = False) -> None:
    """A message is stored and its sender told of; nobody works it yet, or it was worked."""
    stage.writes(contact, "s: hola", nudge=False)
    if done:
        row = stage.store.read(lambda tx: tx.inbox.by_message_id(name))
        assert row
        stage.store.transact(lambda tx: tx.inbox.done(row.id, None, stage.clock.now()))
    stage.engine.heard_from((AwaitedReply(contact, "n1", name),))


def test_an_answer_within_300_ms_needs_no_word_before_it(stage: Stage) -> None:
    heard(stage, "ana", "m1")
    stage.wind(0.2)
    stage.engine.nudge(["ana"])
    stage.wind(5)
    assert stage.sent("ana") == ["s: hola"]
    assert stage.meta.read_receipts == []


def test_who_waits_longer_is_told_once_by_their_last_message(stage: Stage) -> None:
    heard(stage, "ana", "m1")
    heard(stage, "ana", "m2")
    stage.wind(0.25)
    assert stage.meta.read_receipts == []
    stage.wind(0.3)
    assert stage.meta.read_receipts == ["m2"]
    stage.wind(10)
    assert stage.meta.read_receipts == ["m2"]


def test_who_is_to_get_no_answer_is_told_nothing(stage: Stage) -> None:
    """A person has the session, or it was a message too many that nobody could read."""
    heard(stage, "ana", "m1", done=True)
    stage.wind(5)
    assert stage.meta.read_receipts == []


def test_what_waits_for_its_turn_takes_nothing_for_receipts() -> None:
    stage = started(Stage(rate=1.0))
    for number in range(5):
        stage.to_send(f"p{number}", "x")
    heard(stage, "ana", "m1")
    stage.wind(2)
    assert stage.meta.read_receipts == []


def test_a_halted_number_says_nothing(stage: Stage) -> None:
    stage.meta.faults = [GatewayError(FailureKind.HALT)] * 9
    stage.to_send("bea", "b1")
    stage.wind(0.1)
    heard(stage, "ana", "m1")
    stage.wind(2)
    assert stage.meta.read_receipts == []
