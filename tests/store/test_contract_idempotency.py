"""First answers to requests with a key, on all three stores."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from milo.engine.model import KEPT_FOR, Expiring, FirstAnswer, Traces
from milo.engine.privacy.pruning import Pruner, RetentionDays
from milo.engine.testing import SimulatedClock


def first(key, at, request="r"):
    return FirstAnswer(key, request, f"nonce-{key}", at)


def claim(store, row):
    return store.transact(lambda tx: tx.first_answers.claim(row))


def test_one_request_has_a_key_and_its_twin_the_answer(store, given):
    row = first("a", given.now)
    assert claim(store, row) is None
    store.transact(lambda tx: tx.first_answers.answer("a", 201, {"name": "Ñandú"}))
    answered = replace(row, status=201, body={"name": "Ñandú"})
    assert claim(store, first("a", given.at(5), "other")) == answered
    assert claim(store, first("b", given.now)) is None


def test_what_failed_left_no_claim(store, given):
    def fail(tx):
        tx.first_answers.claim(first("a", given.now))
        raise ValueError("failed")

    with pytest.raises(ValueError, match="failed"):
        store.transact(fail)
    assert claim(store, first("a", given.now)) is None


def test_a_key_is_new_a_day_later(store, given):
    claim(store, first("a", given.now))
    later = first("a", given.now + KEPT_FOR, "other")
    assert claim(store, replace(later, created_at=later.created_at - timedelta(seconds=1)))
    assert claim(store, later) is None
    assert claim(store, later) == later


@pytest.mark.parametrize("past", [False, True], ids=["new", "over"])
def test_of_many_at_once_one_is_first(store, given, past):
    if past:
        claim(store, first("a", given.now - KEPT_FOR))
    start = Barrier(8)

    def work(number):
        start.wait(timeout=10)
        row = first("a", given.now, f"r{number}")

        def once(tx):
            known = tx.first_answers.claim(row)
            if known is None:
                tx.first_answers.answer("a", 201, number)
                return number
            return known.body

        return store.transact(once)

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(work, range(8)))
    assert len(set(told)) == 1
    assert told[0] is not None


def test_they_go_after_a_day_whatever_else_is_kept(store, given):
    claim(store, first("old", given.now - KEPT_FOR - timedelta(seconds=1)))
    claim(store, first("young", given.now))
    Pruner(store, SimulatedClock(given.now), RetentionDays(0, 0)).run()
    rows, _ = store.read(
        lambda tx: tx.retention.overdue(Expiring.FIRST_ANSWERS, given.at(1), after="", limit=9)
    )
    assert rows == ["young"]


@pytest.mark.parametrize("whole", [True, False])
def test_an_erased_person_is_in_no_answer(store, given, whole):
    body = {"id": "k1", "name": "Ana Ñato", "user_phone": "5492615551234"}
    for key, answer in (("a", body), ("b", {"id": "k2", "name": "Ana Ñato"})):
        claim(store, first(key, given.now))
        store.transact(lambda tx, k=key, a=answer: tx.first_answers.answer(k, 201, a))
    traces = Traces(("5492615551234",), ("Ana Ñato",), ("k1",))
    store.transact(lambda tx: tx.personal.scrub(traces, whole=whole))
    told = str([claim(store, first(key, given.at(1))).body for key in "ab"])
    assert "5492615551234" not in told
    assert told.count("Ana Ñato") == 1  # of another's booking, who may well be called the same
