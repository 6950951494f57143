"""Forms that Meta does not take: the chat asks, and a number whose account has none is noted."""

from __future__ import annotations

import pytest

from milo.engine.conversation.refused_forms import TOPIC
from milo.engine.errors import GatewayError
from milo.engine.messages import Form, Option, Outgoing
from milo.engine.model import AccountNews, OutboxRow
from milo.engine.sending.retry import FailureKind

from .simulated_world import Stage, started

OPENS = Outgoing(
    "¿Qué servicio?",
    rows=(Option("corte", "Corte"),),
    form=Form("f1", "s1.secret", "Reservar", "SERVICIO", {"step": "0"}),
)


@pytest.fixture
def stage() -> Stage:
    return started(Stage())


def send(stage: Stage, contact_id: str, number: str = "n1") -> None:
    """Have a message that opens a form sent to somebody, from a number."""
    stage.writes(contact_id, nudge=False)
    row = OutboxRow(stage.work.new(), contact_id, number, OPENS, stage.clock.now())
    stage.store.transact(lambda tx: tx.outbox.add(row))
    stage.engine.send([contact_id])
    stage.wind(5)


def news(stage: Stage) -> list[AccountNews]:
    return stage.store.read(lambda tx: tx.account_news.all())


@pytest.mark.parametrize("code", [100, 131008, 131009])
def test_a_number_of_another_account_asks_in_the_chat_and_the_operator_is_told(
    stage: Stage, code: int
) -> None:
    stage.meta.faults = [GatewayError(FailureKind.FINAL, "no such Flow", code)]
    send(stage, "ana", "own")
    assert [row.body for row in stage.meta.taken] == [OPENS.without_form()]
    (told,) = news(stage)
    assert (told.subject, told.topic, told.alarming) == ("number own", TOPIC, True)
    assert stage.gauges.latest["account_alarm"] == 1
    assert stage.gauges.values["forms_fallen_back"] == 1


@pytest.mark.parametrize("code", [132068, 132069, 131026, 139000])
def test_what_is_the_forms_or_the_persons_is_not_the_numbers(stage: Stage, code: int) -> None:
    stage.meta.faults = [GatewayError(FailureKind.FINAL, "no", code)]
    send(stage, "ana")
    assert [row.body for row in stage.meta.taken] == [OPENS.without_form()]
    assert news(stage) == []


def test_a_wrong_message_without_a_form_is_not_the_numbers(stage: Stage) -> None:
    stage.meta.faults = [GatewayError(FailureKind.FINAL, "no", 131009)]
    stage.to_send("ana", "hola")
    stage.wind(5)
    assert news(stage) == []


def test_one_that_is_taken_later_ends_the_alarm(stage: Stage) -> None:
    stage.meta.faults = [GatewayError(FailureKind.FINAL, "no such Flow", 100)]
    send(stage, "ana", "own")
    send(stage, "bea", "other")
    assert [one.alarming for one in news(stage)] == [True], "another number says nothing of it"
    send(stage, "caro", "own")
    assert [one.alarming for one in news(stage)] == [False]
    assert stage.gauges.latest["account_alarm"] == 0
