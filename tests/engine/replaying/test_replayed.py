"""Recorded conversations against a changed flow."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.conversations import Town, shipped

from milo.cli.flow_files import shipped_flows
from milo.cli.terms import terms_of
from milo.engine.flow.compiled.compiled_flow import CompiledFlow
from milo.engine.flow.language.reader import read_flow
from milo.engine.flow.versions.history import History
from milo.engine.replaying.comparing import Compared, compare

SOURCES = {path.stem: path.read_text(encoding="utf-8") for path in shipped_flows()}


def changed(name: str = "reservas", **words: str) -> CompiledFlow:
    """Return a flow in which words are replaced; its version stays."""
    text = SOURCES[name]
    for old, new in words.items():
        assert old in text
        text = text.replace(old, new)
    return CompiledFlow(read_flow(text, "changed.yaml")[0])


@pytest.fixture
def town():
    return Town()


@pytest.fixture
def ana(town):
    """Somebody who has done a bit of everything, and time has passed."""
    person = town.person()
    person.books()
    person.say("qwer")
    person.tap("Cambiar horario", back=1)
    person.say("9:30")
    town.wait(minutes=11)
    person.tap("Confirmar", back=1)
    person.say("gracias")
    person.say("hola")
    person.say("mis turnos")
    person.say("1")
    person.say("volver")
    person.say("persona")
    person.say("¿hay alguien?")
    town.wait(hours=13)
    town.wait(hours=24)
    person.say("carla")
    return person


def replay(town, person, script: CompiledFlow) -> list[Compared]:
    session = person.session()

    def work(tx):
        client = tx.clients.by_slug(session.client_slug)
        records = tx.turns.of_session(session.id)
        return list(
            compare(History(tx, shipped()), session, records, script, terms_of(client).terms)
        )

    return town.store.read(work)


def test_an_unchanged_flow_says_and_does_the_same(town, ana):
    turns = replay(town, ana, changed())
    assert len(turns) > 16
    assert [(one.did, one.unknown) for one in turns if one.unknown] == []
    assert [(one.did, one.then, one.now) for one in turns if one.differs] == []
    sent = {row.id: row.body.text for row in ana.chat}
    told = {one.record.outbox_id: one.then.text for one in turns if one.then}
    assert {key: told[key] for key in sent if key in told} == {
        k: sent[k] for k in sent if k in told
    }
    assert set(sent) <= set(told)


def test_another_text_is_shown_where_it_would_be_said(town, ana):
    turns = replay(town, ana, changed(**{"¡Hola": "¡Buenas"}))
    differ = [one for one in turns if one.differs]
    assert {one.did for one in differ} == {"(by the link)", "hola"}
    assert all(one.now.text == one.then.text.replace("¡Hola", "¡Buenas") for one in differ)
    assert not any(one.unknown for one in turns)


def test_another_way_is_followed_until_something_else_is_asked(town, ana):
    turns = replay(
        town,
        ana,
        changed(**{"                - {to: confirmando}\n": "                - {to: inicio}\n"}),
    )
    first = next(i for i, one in enumerate(turns) if one.differs)
    assert (turns[first].then.state, turns[first].now.state) == ("confirmando", "inicio")
    assert "asked something else" in turns[first + 1].unknown
    again = next(one for one in turns[first + 1 :] if not one.unknown)
    assert again.did == "hola"


def test_what_was_not_asked_then_is_unknown(town, ana):
    text = {"from: servicios,": "from: turnos_por_venir,"}
    turns = replay(town, ana, changed(**text))
    unknown = next(one for one in turns if one.unknown)
    assert unknown.did == "Reservar"
    assert "provider:turnos_por_venir, which was not asked then" in unknown.unknown


def test_a_text_that_shows_what_was_never_shown_says_so(town, ana):
    turns = replay(town, ana, changed(**{'que_hacemos: "': 'que_hacemos: "{recientes} '}))
    marked = [one for one in turns if one.now and "⟨" in one.now.text]
    assert all(one.unknown.startswith("shows ") for one in marked)


def test_a_renamed_state_is_the_same_state(town, ana):
    script = changed(
        eligiendo_horario="eligiendo_hora",
        **{"initial: inicio\n": "initial: inicio\nmigrate: {eligiendo_horario: eligiendo_hora}\n"},
    )
    turns = replay(town, ana, script)
    assert not any(one.differs or one.unknown for one in turns)


def test_a_time_out_of_another_time_is_unknown(town, ana):
    turns = replay(town, ana, changed(**{"after: 10m": "after: 12m"}))
    unknown = next(one for one in turns if one.unknown)
    assert (unknown.did, "another time" in unknown.unknown) == ("(timeout:0)", True)


def test_a_called_flow_is_tried_within_its_caller(town, ana):
    turns = replay(town, ana, changed("mis_turnos", **{"otro: Ver otro": "otro: Otro más"}))
    (differ,) = [one for one in turns if one.differs]
    assert "Otro más" in differ.now.options
    assert "Ver otro" in differ.then.options


def test_a_turn_that_does_not_come_out_as_it_did_is_told(town, ana):
    session = ana.session()

    def forge(tx):
        records = tx.turns.of_session(session.id)
        wrong = [
            replace(record, answers=()) if i == 2 else record for i, record in enumerate(records)
        ]
        client = tx.clients.by_slug("carla")
        terms = terms_of(client).terms
        return list(compare(History(tx, shipped()), session, wrong, changed(), terms))

    turns = town.read(forge)
    assert "cannot be played again" in turns[2].unknown
    assert turns[2].then is None
    assert not turns[1].unknown
    assert any(not one.unknown for one in turns[3:])
