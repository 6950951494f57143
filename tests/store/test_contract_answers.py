"""What people answered, and what the world outside is asked: one contract for three stores."""

from __future__ import annotations

from dataclasses import replace

import pytest

from milo.engine.errors import ConflictError
from milo.engine.model import Answers, OutsideCall


@pytest.fixture
def answers(given):
    slots = {"puntaje": "bien", "nota": "ñandú 🍰", "nada": None}
    return Answers("a1", "c1", "p1", "s1", "encuesta", 2, slots, given.now)


@pytest.fixture
def call(given):
    return OutsideCall("s1:m4", 0, "consultar", {"hora": "10:00"}, ("k1", "k2"), given.now)


def test_answers_come_back_by_flow_and_client_a_page_at_a_time(store, given, answers):
    store.transact(given.people("p1", "p2"))
    rows = [
        answers,
        replace(answers, id="a3", contact_id="p2", session_id="s2", client_id="c2"),
        replace(answers, id="a2", created_at=given.at(1)),
        replace(answers, id="a4", flow="otra"),
    ]
    for row in rows:
        store.transact(lambda tx, row=row: tx.answers.add(row))

    def ids(flow, **narrowed):
        told = {"client_id": None, "after": None, "limit": 9, **narrowed}
        return [row.id for row in store.read(lambda tx: tx.answers.page(flow, **told))]

    assert ids("encuesta") == ["a1", "a2", "a3"]
    assert ids("encuesta", limit=2) == ["a1", "a2"]
    assert ids("encuesta", after="a2") == ["a3"]
    assert ids("encuesta", client_id="c1") == ["a1", "a2"]
    assert ids("nadie") == []
    page = store.read(lambda tx: tx.answers.page("otra", client_id=None, after=None, limit=1))
    assert page == [rows[3]]
    with pytest.raises(ConflictError):
        store.transact(lambda tx: tx.answers.add(answers))


def test_answers_follow_a_contact_that_turns_out_to_be_another(store, given, answers):
    store.transact(given.people())
    two = given.contact("p2", user_id=None, user_phone="549261")

    def work(tx):
        tx.contacts.upsert(two, given.at(1))
        tx.sessions.add(given.session("s2", "p2", last_message_at=given.at(-5)))
        tx.answers.add(replace(answers, contact_id="p2", session_id="s2"))
        tx.contacts.upsert(given.contact("p9", user_id="AR.p1", user_phone="549261"), given.at(2))

    store.transact(work)
    page = store.read(lambda tx: tx.answers.page("encuesta", client_id=None, after=None, limit=9))
    assert [(row.contact_id, row.session_id) for row in page] == [("p1", "s1")]


def test_a_question_stands_before_it_is_answered(store, given, call):
    store.transact(lambda tx: tx.outside_calls.ask(call))
    second = replace(call, sequence=1, name="avisar")
    store.transact(lambda tx: tx.outside_calls.ask(second))
    store.transact(lambda tx: tx.outside_calls.ask(replace(call, piece="s1:m5")))
    assert store.read(lambda tx: tx.outside_calls.of("s1:m4")) == [call, second]
    assert store.read(lambda tx: tx.outside_calls.of("s1:m6")) == []


def test_asked_again_it_is_the_first_question_that_stands(store, call):
    store.transact(lambda tx: tx.outside_calls.ask(call))
    store.transact(lambda tx: tx.outside_calls.ask(replace(call, slots={}, ids=())))
    assert store.read(lambda tx: tx.outside_calls.of("s1:m4")) == [call]


def test_the_first_answer_stands_and_a_later_one_is_ignored(store, given, call):
    def answer(name, minutes):
        outcome = {"name": name, "slots": {"código": "ñ"}}
        at = given.at(minutes)
        return store.transact(lambda tx: tx.outside_calls.answer("s1:m4", 0, outcome, at))

    assert answer("nadie", 0) is False
    store.transact(lambda tx: tx.outside_calls.ask(call))
    assert answer("error", 1) is True
    assert answer("hecho", 2) is False
    (row,) = store.read(lambda tx: tx.outside_calls.of("s1:m4"))
    outcome = {"name": "error", "slots": {"código": "ñ"}}
    assert row == replace(call, outcome=outcome, answered_at=given.at(1))
