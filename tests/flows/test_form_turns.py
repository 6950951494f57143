"""An exchange of a form as a turn: recorded, explained, played again; undone where it fails."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from support.conversations import MONDAY, Phone, Town, shipped
from support.forms import (
    DAY,
    FRIDAY,
    HOUR,
    asked_for_service,
    exchanges,
    open_form,
    to_card,
    town_with,
    turns_of,
)

from milo.cli.terms import terms_of
from milo.demo.form_phone import OpenForm
from milo.engine.explaining.explanation import Explained, MessageFate, Route, explain
from milo.engine.explaining.finding import FoundMessage
from milo.engine.flow.versions.history import History
from milo.engine.form_exchange import Action, FormRequest
from milo.engine.model import TurnRecord
from milo.engine.ports import Transaction
from milo.engine.replaying.retracing import Retraced, retrace
from milo.http.forms.exchanges import FormFailedError


def test_what_fails_leaves_nothing_and_may_be_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    town = town_with()
    ana = asked_for_service(town)
    form = to_card(open_form(ana))
    with monkeypatch.context() as patch, pytest.raises(FormFailedError):
        patch.setattr(town.work, "do_next", _fails)
        _ask_by_an_actor(town, form, ana)
    assert (town.bookings(), ana.state) == ([], "confirmando")
    assert [row.error for row in town.read(lambda tx: tx.inbox.parked_page(after=0, limit=9))]
    form.tap("Confirmar")
    assert form.params
    assert len(ana.chat) == 3


def _fails(*_: Any) -> Any:
    raise RuntimeError("a defect")


def _ask_by_an_actor(town: Town, form: OpenForm, ana: Phone) -> None:
    """Ask as the endpoint does, where the actor counts what fails."""

    def nudge(_: Any) -> None:
        with pytest.raises(RuntimeError):
            ana.settle()
        town.store.transact(lambda tx: town.work.fail_next(tx, ana.contact.id, "a defect"))

    data = {"tap": "confirmar", "step": form.data["step"]}
    replace(exchanges(town), nudge=nudge)(
        FormRequest(Action.EXCHANGE, "CONFIRMAR", data, form.token)
    )


def test_one_that_was_not_worked_in_time_is_worked_once() -> None:
    """The phone is told that it failed; what it asks again finds what came of it."""
    town = town_with()
    ana = asked_for_service(town)
    form = to_card(open_form(ana))
    now = iter(float(n) for n in range(99))
    late = replace(exchanges(town), nudge=lambda _: None, monotonic=lambda: next(now))
    data = {"tap": "confirmar", "step": form.data["step"]}
    with pytest.raises(FormFailedError) as failed:
        late(FormRequest(Action.EXCHANGE, "CONFIRMAR", data, form.token))
    assert failed.value.data == form.data
    assert town.bookings() == []
    ana.settle()
    assert len(town.bookings()) == 1
    form.tap("Confirmar")
    assert form.params
    assert (len(town.bookings()), len(ana.chat)) == (1, 3)


def test_it_does_not_open_metas_window() -> None:
    town = town_with()
    ana = asked_for_service(town)
    heard = ana.session().data["heard_at"]
    town.sleep(minutes=5)
    to_card(open_form(ana))
    assert ana.session().data["heard_at"] == heard
    assert datetime.fromisoformat(heard) == MONDAY


def test_each_exchange_is_a_turn_that_is_written_down() -> None:
    town = town_with()
    ana = asked_for_service(town)
    to_card(open_form(ana)).tap("Confirmar")
    turns = turns_of(ana)
    filled = [turn for turn in turns if turn.input["event"] == "filled"]
    assert [turn.state_after for turn in filled] == [DAY, HOUR, "confirmando", "finalizado"]
    assert [turn.input["form"]["screen"] for turn in filled] == [
        "SERVICIO",
        *("TURNO", "TURNO"),
        "CONFIRMAR",
    ]
    assert all(turn.inbox_id for turn in filled)


@pytest.mark.parametrize("forms", ["on", "greeting"])
def test_each_exchange_is_played_again_as_it_was(forms: str) -> None:
    town = town_with(forms)
    ana = town.person()
    ana.say("carla")
    if forms == "on":
        ana.tap("Reservar")
    form = to_card(open_form(ana))
    form.back()
    form.choose(DAY, FRIDAY)
    form.choose(HOUR, "11:00")
    form.tap()
    form.tap("Confirmar")
    turns, session = turns_of(ana), ana.session()

    def again(tx: Transaction) -> list[Retraced | TurnRecord]:
        client = tx.clients.by_slug("carla")
        assert client
        history = History(tx, shipped())
        return list(retrace(history, session, turns, terms_of(client).terms))

    assert [type(one) for one in town.read(again)] == [Retraced] * len(turns)


def test_an_exchange_is_explained() -> None:
    town = town_with()
    ana = asked_for_service(town)
    form = to_card(open_form(ana))
    form.again()
    turns = turns_of(ana)

    def told(tx: Transaction) -> Explained:
        row = tx.inbox.by_id(turns[-1].inbox_id or 0)
        return explain(tx, shipped(), FoundMessage(received=row, turn=turns[-1]))

    found = town.read(told)
    assert (found.fate, found.route, found.heard) == (MessageFate.PLAYED, Route.FORM, "form")
    assert found.received
    assert found.received.message
    assert found.received.message.text == f"{FRIDAY} · 10:00"
    assert [exit_.trigger for exit_ in found.exits] == ["ok?1:apartado?2"]
