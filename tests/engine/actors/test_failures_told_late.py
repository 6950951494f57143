"""The sender where Meta took a message and said later, by a status, that it failed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from milo.engine.actors.sender import IsSending
from milo.engine.errors import GatewayError
from milo.engine.messages import Outgoing, TemplateMessage
from milo.engine.model import Contact, OutboxRow, OutboxStatus
from milo.engine.ports import Transaction
from milo.engine.sending.number import Delivered, FailedLate
from milo.engine.sending.retry import FailureKind

from .simulated_world import Stage, started


@pytest.fixture
def stage() -> Stage:
    return started(Stage())


def status(
    stage: Stage, row_id: str, kind: FailureKind | None, code: int = 0, copy: int = 1
) -> None:
    """Let Meta tell of a copy that it failed, or (no kind) that it arrived."""
    one = stage.store.transact(
        lambda tx: tx.outbox.settle(
            row_id=row_id,
            wamid=f"wamid.{row_id}" + f".{copy}" * (copy > 1),
            status=OutboxStatus.FAILED if kind else OutboxStatus.DELIVERED,
            error=kind,
            kind=kind,
            now=stage.clock.now(),
        )
    )
    assert one
    if kind in (FailureKind.HALT, FailureKind.SLOW) and one.moved:
        error = GatewayError(str(kind), "told late", code)
        stage.engine.tell_of_number(FailedLate("n1", error, one.sent_at))
    elif kind is None:
        stage.engine.tell_of_number(Delivered("n1"))
    stage.engine.send([one.contact_id])


def sending(stage: Stage) -> bool:
    assert stage.engine._sender
    future = stage.engine._sender.ask(IsSending("n1"), block=False)
    stage.executor.run()
    return bool(future.get(timeout=1))


def test_a_halt_told_late_stops_the_number_and_loses_nothing(stage: Stage) -> None:
    stage.to_send("ana", "a1", "a2")
    stage.wind(1)
    stage.meta.faults = [GatewayError(FailureKind.HALT, "no payment", 131042)] * 3
    for row_id in ("o000001", "o000002"):
        status(stage, row_id, FailureKind.HALT, 131042)
    assert not sending(stage)
    assert stage.gauges.latest["sending_halted"] == 1
    stage.to_send("bea", "b1")
    stage.wind(4)
    assert stage.sent() == ["a1", "a2"], "nothing goes out while it is halted"
    stage.wind(60)
    assert stage.sent("ana") == ["a1", "a2", "a1", "a2"], "after the repair, in order"
    assert stage.sent("bea") == ["b1"]
    assert sending(stage)
    assert stage.gauges.latest["sending_halted"] == 0


def test_what_arrives_ends_a_halt(stage: Stage) -> None:
    stage.to_send("ana", "a1", "a2")
    stage.wind(1)
    status(stage, "o000001", FailureKind.HALT)
    assert not sending(stage)
    status(stage, "o000001", None)
    assert sending(stage)
    assert stage.statuses()[0] is OutboxStatus.DELIVERED
    stage.wind(20)
    assert stage.sent() == ["a1", "a2"], "what arrived is not sent again"


def test_a_number_that_is_slowed_late_pauses_once_for_all_that_went_out_before(
    stage: Stage,
) -> None:
    people = [f"p{number}" for number in range(30)]
    for person in people:
        stage.to_send(person, "hola")
    stage.wind(1)
    for number in range(1, 31):
        status(stage, f"o{number:06}", FailureKind.SLOW)
    stage.wind(8)
    assert stage.sent() == ["hola"] * 60, "one refusal, one pause"
    assert sending(stage)


def test_a_passing_failure_told_late_is_sent_again_after_its_wait_and_once(stage: Stage) -> None:
    stage.to_send("ana", "a1")
    stage.wind(1)
    status(stage, "o000001", FailureKind.PAIR)
    status(stage, "o000001", FailureKind.PAIR)
    stage.wind(0.5)
    assert stage.sent() == ["a1"]
    stage.wind(5)
    assert stage.sent() == ["a1", "a1"]
    status(stage, "o000001", FailureKind.PAIR, copy=2)
    stage.wind(60)
    assert stage.sent() == ["a1", "a1"]


def test_a_closed_window_turns_a_message_to_its_template_once(stage: Stage) -> None:
    template = TemplateMessage("aviso", "es_AR", "utility")
    stage.meta.faults = [GatewayError(FailureKind.WINDOW)]
    stage.to_send("ana", "a1", nudge=False)
    row = stage.store.read(lambda tx: tx.outbox.by_id("o000001"))
    assert row
    more = replace(row, id="o9", body=Outgoing("¿Venís?", template=template))
    stage.store.transact(lambda tx: (tx.outbox.fail(row.id, ""), tx.outbox.add(more)))
    stage.engine.send(["ana"])
    stage.wind(1)
    assert [taken.body for taken in stage.meta.taken] == [more.body.as_template()]
    stage.meta.taken.clear()
    stage.store.transact(lambda tx: tx.outbox.add(replace(more, id="o8")))
    stage.meta.faults = [GatewayError(FailureKind.WINDOW), GatewayError(FailureKind.WINDOW)]
    stage.engine.send(["ana"])
    stage.wind(60)
    assert stage.meta.taken == []
    kept = stage.store.read(lambda tx: tx.outbox.by_id("o8"))
    assert kept and kept.status is OutboxStatus.FAILED


@pytest.mark.parametrize(
    ("phone", "other"),
    [("5492615550000", "542615550000"), ("5215512345678", "525512345678")],
)
def test_a_number_that_is_not_listed_is_tried_once_as_it_is_written_otherwise(
    stage: Stage, phone: str, other: str
) -> None:
    ana = Contact("ana", "n1", None, phone, "Ana")
    stage.store.transact(lambda tx: tx.contacts.upsert(ana, stage.clock.now()))

    def write(row_id: str) -> None:
        def work(tx: Transaction) -> None:
            contact = tx.contacts.by_id("ana")
            assert contact
            tx.outbox.add(OutboxRow.to(contact, row_id, Outgoing(row_id), stage.clock.now()))

        stage.store.transact(work)
        stage.engine.send(["ana"])
        stage.wind(1)

    unlisted = GatewayError(FailureKind.UNLISTED, "not in allowed list", 131030)
    stage.meta.faults = [unlisted]
    write("o1")
    write("o2")
    assert [(row.id, row.user_phone) for row in stage.meta.taken] == [("o1", other), ("o2", other)]
    assert len(stage.meta.tried) == 3, "what worked is remembered"
    stage.meta.faults = [unlisted, unlisted]
    write("o3")
    kept = stage.store.read(lambda tx: tx.outbox.by_id("o3"))
    assert kept and kept.status is OutboxStatus.FAILED
    moved = Contact("ana", "n1", None, "5491144440000", "Ana")
    assert replace(moved, dialled=other).written_to == "5491144440000", "an old number is none"
