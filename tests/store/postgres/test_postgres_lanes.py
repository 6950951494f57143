"""Threads that lead groups of one store on PostgreSQL, and which work goes to whom."""

from __future__ import annotations

from queue import SimpleQueue
from threading import Event, get_ident
from typing import Any

SECONDS = 20
SLUGS = [f"comercio-{n}" for n in range(12)]


def threads(lanes: Any, **how: Any) -> set[int]:
    """Return which threads run a few works that are handed in like that."""
    ran: SimpleQueue[int] = SimpleQueue()
    for _ in range(4):
        lanes.hand_in(lambda _: ran.put(get_ident()), lambda outcome: outcome.get(), **how)
    return {ran.get(timeout=SECONDS) for _ in range(4)}


def test_the_turns_of_a_merchant_are_led_by_one_thread_and_merchants_share_the_others(lanes):
    of = {slug: threads(lanes, lane=slug) for slug in SLUGS}
    assert all(len(found) == 1 for found in of.values())
    assert len(set.union(*of.values())) == lanes.writers - 1 > 1
    assert not set.union(*of.values()) & threads(lanes)
    assert {slug: threads(lanes, lane=slug) for slug in SLUGS} == of


def test_what_has_no_lane_is_led_by_the_thread_of_the_actors(lanes):
    first: SimpleQueue[int] = SimpleQueue()
    lanes.transact(lambda _: first.put(get_ident()))
    assert threads(lanes) == threads(lanes, urgent=True) == {first.get()}


def test_a_turn_that_waits_holds_up_no_other_lane(lanes, given):
    one = SLUGS[0]
    other = next(slug for slug in SLUGS if threads(lanes, lane=slug) != threads(lanes, lane=one))
    begun, go = Event(), Event()
    told: SimpleQueue[str] = SimpleQueue()

    def waits(tx: Any) -> None:
        tx.contacts.remember("p1", {"n": 1})
        begun.set()
        assert go.wait(SECONDS)

    def tells(name: str) -> Any:
        return lambda outcome: (outcome.get(), told.put(name))

    lanes.hand_in(waits, tells("one"), lane=one)
    assert begun.wait(SECONDS)
    lanes.hand_in(lambda tx: tx.contacts.remember("p2", {"n": 2}), tells("other"), lane=other)
    assert told.get(timeout=SECONDS) == "other"
    go.set()
    assert told.get(timeout=SECONDS) == "one"
    rows = lanes.read(lambda tx: [tx.contacts.by_id(p).data for p in ("p1", "p2")])
    assert rows == [{"n": 1}, {"n": 2}]
