"""Two engines on one set of rows: each person is one's, until that one ends."""

from __future__ import annotations

import pytest

from .leased_world import Cluster


@pytest.fixture
def cluster() -> Cluster:
    return Cluster()


def test_who_takes_the_first_webhook_works_the_person_from_then_on(cluster):
    cluster.arrives(0, "ana", "s: uno")
    cluster.wind()
    cluster.arrives(1, "ana", "s: dos")
    cluster.arrives(1, "bea", "s: hola")
    cluster.wind()
    assert cluster.sent_by(0) == ["s: uno", "s: dos"]
    assert cluster.sent_by(1) == ["s: hola"]


def test_nobody_asks_twice_for_what_is_known(cluster):
    cluster.arrives(0, "ana", "s: uno")
    cluster.wind()
    asked = cluster.table.asked
    cluster.arrives(0, "ana", "s: dos")
    cluster.wind()
    assert cluster.table.asked == asked
    assert cluster.sent_by(0) == ["s: uno", "s: dos"]


def test_who_is_new_does_not_wait_for_a_round_of_all_that_others_have(cluster):
    """One round for each of the new people would starve them while more keep coming."""
    rounds = iter(range(5))

    def busy() -> None:
        if next(rounds, None) is not None:
            cluster.executor.submit(busy)
        else:
            held.append(len(cluster.leases[0].known))

    held: list[int] = []
    people = [f"p{n}" for n in range(50)]
    cluster.executor.submit(busy)
    for who in people:
        cluster.arrives(0, who, "s: hola")
    cluster.wind()
    assert held == [50]


def test_a_status_that_another_stored_reaches_the_one_who_waits_for_it(cluster):
    cluster.arrives(0, "ana", "s: uno")
    cluster.wind()
    cluster.to_send("ana", "s: aviso", nudge=False)
    cluster.engines[1].send(["ana"])
    cluster.wind()
    assert cluster.sent_by(0) == ["s: uno", "s: aviso"]
    assert cluster.sent_by(1) == []


def test_what_one_left_behind_is_worked_and_sent_by_the_other_in_order(cluster):
    cluster.arrives(0, "ana", "s: uno")
    cluster.wind()
    cluster.to_send("ana", "s: aviso", nudge=False)  # written, and nobody told
    cluster.writes("ana", "s: dos", "s: tres", nudge=False)
    cluster.executors[0].killed = True
    cluster.leases[0].stop()
    cluster.wind()
    assert cluster.sent_by(1) == ["s: aviso", "s: dos", "s: tres"]


def test_a_frozen_one_that_thaws_neither_works_nor_sends_what_is_anothers(cluster):
    cluster.arrives(0, "ana", "s: uno")
    cluster.wind()
    cluster.leases[0].stop()  # buried as it sleeps; it still believes that Ana is its own
    cluster.writes("ana", "s: dos", nudge=False)
    cluster.to_send("ana", "s: aviso", nudge=False)
    cluster.engines[0].nudge(["ana"])
    cluster.engines[0].send(["ana"])
    cluster.wind(6)
    assert cluster.sent_by(0) == ["s: uno"]
    assert sorted(cluster.sent_by(1)) == ["s: aviso", "s: dos"]


def test_what_is_not_certain_is_not_sent_and_goes_out_when_it_is(cluster):
    cluster.arrives(0, "ana", "s: uno")
    cluster.leases[0].sure = False
    cluster.wind()
    assert cluster.metas[0].tried == []
    cluster.leases[0].sure = True
    cluster.wind(5)
    assert cluster.sent_by(0) == ["s: uno"]


def test_a_row_that_somebody_has_just_is_asked_for_again(cluster):
    cluster.table.busy.add("ana")
    cluster.arrives(0, "ana", "s: uno")
    cluster.wind(0.2)
    assert cluster.sent_by(0) == []
    cluster.table.busy.clear()
    cluster.wind(0.2)
    assert cluster.sent_by(0) == ["s: uno"]


def test_a_database_that_is_away_is_asked_again(cluster):
    cluster.table.away = 2
    cluster.arrives(0, "ana", "s: uno")
    cluster.wind(3)
    assert cluster.sent_by(0) == ["s: uno"]


def test_who_leaves_takes_nothing_more_and_ends_what_it_has(cluster):
    cluster.arrives(0, "ana", "s: uno", "s: dos")
    cluster.engines[0].leave()
    cluster.arrives(0, "bea", "s: hola")
    cluster.wind()
    assert cluster.sent_by(0) == ["s: uno", "s: dos"]
    assert cluster.idle(0)
    cluster.leases[0].stop()
    cluster.wind(1)
    assert cluster.sent_by(1) == ["s: hola"]


def test_the_numbers_rate_is_shared(cluster):
    people = [f"p{n}" for n in range(100)]
    for who in people:
        cluster.arrives(0, who, "s: hola")
    cluster.leases[0].changed()
    cluster.wind(1)
    assert len(cluster.sent_by(0)) == pytest.approx(40, abs=1)  # half of 80 a second


def test_what_is_measured(cluster):
    cluster.arrives(0, "ana", "s: uno")
    cluster.wind()
    assert cluster.meters[0].latest["leases_held"] == 1
    cluster.leases[1].stop()
    assert cluster.meters[0].latest["workers"] == 1
