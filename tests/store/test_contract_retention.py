"""What is kept for a time only goes when its time is over, some rows at a time."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from milo.engine.errors import UnavailableError
from milo.engine.model import Answers, BookingStatus, Contact, Expiring, OutsideCall
from milo.engine.privacy import pruning
from milo.engine.privacy.pruning import Pruner, RetentionDays
from milo.engine.testing import SimulatedClock

DAY = 24 * 60


@pytest.fixture
def years(store, given):
    """Rows of p1 from long ago, of p2 from ten days ago, of p3 from today: s1, s2, s3."""

    def work(tx):
        tx.clients.add(given.client())
        for key, days in (("1", 400), ("2", 10), ("3", 0)):
            at = given.at(-days * DAY)
            contact = Contact(f"p{key}", "n1", f"AR.{key}", None, f"Ana {key}")
            tx.contacts.upsert(contact, at)
            stood = {"last_message_at": at}
            tx.sessions.add(given.session(f"s{key}", f"p{key}", **stood))
            row = given.inbox(f"m{key}", f"p{key}", received_at=at, done_at=at)
            tx.inbox.add(replace(row, payload=b"{}"))
            tx.outbox.add(given.outbox(f"o{key}", f"p{key}", created_at=at))
            tx.outbox.sent({f"o{key}": f"w{key}"})
            tx.turns.add(given.turn(f"r{key}", session_id=f"s{key}", now=at))
            tx.answers.add(Answers(f"a{key}", "c1", f"p{key}", f"s{key}", "f", 1, {}, at))
            tx.outside_calls.ask(OutsideCall(f"m{key}", 0, "cobrar", {}, (), at))
            tx.events.add(f"e{key}", "account", b"{}", at)
            mine = {"contact_id": f"p{key}", "name": "Ana", "notes": "algo", "user_id": f"AR.{key}"}
            tx.bookings.add(given.booking(f"k{key}", -days * DAY - 60, **mine))
        tx.inbox.add(given.inbox("undone", "p1", received_at=given.at(-400 * DAY)))
        tx.outbox.add(given.outbox("unsent", "p1", created_at=given.at(-400 * DAY)))

    store.transact(work)
    return store


def prune(store, given, days, payload_days):
    return Pruner(store, SimulatedClock(given.now), RetentionDays(days, payload_days)).run()


def left(store, given):
    """Return which of the rows of each kind are left."""

    def work(tx):
        kinds = {
            "m": tx.inbox.by_message_id,
            "o": tx.outbox.by_id,
            "s": tx.sessions.by_id,
            "p": tx.contacts.by_id,
            "r": lambda key: tx.turns.of_session("s" + key[1:]),
            "a": lambda key: tx.personal.answers("p" + key[1:]),
            "c": lambda key: tx.outside_calls.of("m" + key[1:]),
        }
        return {
            kind: "".join(key for key in "123" if find(kind + key)) for kind, find in kinds.items()
        }

    return store.read(work)


def test_what_is_older_goes_and_the_rest_stays(years, given):
    prune(years, given, 365, 0)
    kept = left(years, given)
    assert kept == {"m": "23", "o": "23", "s": "23", "p": "123", "r": "23", "a": "23", "c": "23"}
    assert years.read(lambda tx: tx.events.kinds()) == {"account": 2}


def test_what_was_not_worked_or_sent_stays_with_its_person(years, given):
    prune(years, given, 365, 0)
    assert years.read(lambda tx: tx.inbox.by_message_id("undone")).contact_id == "p1"
    assert years.read(lambda tx: tx.outbox.by_id("unsent")).contact_id == "p1"


def test_somebody_of_whom_nothing_is_left_goes_too(years, given):
    def settle(tx):
        tx.inbox.done(tx.inbox.by_message_id("undone").id, None, given.now)
        tx.outbox.sent({"unsent": "w"})

    years.transact(settle)
    prune(years, given, 365, 0)
    assert left(years, given)["p"] == "23"
    assert years.read(lambda tx: tx.bookings.by_id("k1")).status is BookingStatus.CONFIRMED


def test_a_past_booking_loses_its_person(years, given):
    before = years.read(lambda tx: tx.bookings.by_id("k1"))
    prune(years, given, 365, 0)
    rows = years.read(lambda tx: [tx.bookings.by_id(key) for key in ("k1", "k2")])
    nobody = {"contact_id": None, "user_id": None, "name": "", "notes": ""}
    assert rows[0] == replace(before, **nobody)
    assert rows[1].name == "Ana"


def test_payloads_go_sooner_than_messages(years, given):
    prune(years, given, 365, 5)
    rows = years.read(lambda tx: [tx.inbox.by_message_id(key) for key in ("m2", "m3")])
    assert [(row.payload, row.message is None) for row in rows] == [(b"", False), (b"{}", False)]


@pytest.mark.parametrize(("days", "kept"), [(5, "3"), (1, "3")])
def test_ids_of_messages_stay_for_eight_days(years, given, days, kept):
    week = given.at(-7 * DAY)
    row = given.inbox("week", "p3", received_at=week, done_at=week)
    years.transact(lambda tx: tx.inbox.add(row))
    prune(years, given, days, 0)
    assert left(years, given)["m"] == kept
    blank = years.read(lambda tx: tx.inbox.by_message_id("week"))
    assert (blank.message, blank.payload) == (None, b"")


def test_for_good_is_for_good(years, given):
    before = left(years, given)
    assert prune(years, given, 0, 0) == 0
    assert left(years, given) == before


def test_a_step_looks_at_some_rows_only(years, given):
    before, after, seen = given.at(-365 * DAY), "", []
    while after is not None:
        found, after = years.read(
            lambda tx, at=after: tx.retention.overdue(Expiring.TURNS, before, after=at, limit=2)
        )
        seen.append(len(found))
    assert seen == [1, 0, 0]


def test_what_is_not_over_any_more_is_not_pruned(years, given):
    before = given.at(-365 * DAY)
    found, _ = years.read(
        lambda tx: tx.retention.overdue(Expiring.TURNS, before, after="", limit=9)
    )
    early = before - timedelta(days=300)
    years.transact(lambda tx: tx.retention.prune(Expiring.TURNS, found, early))
    assert left(years, given)["r"] == "123"


class Shaky:
    """A store whose every second transaction fails before it has begun."""

    def __init__(self, store):
        self.read, self._transact, self._calls = store.read, store.transact, 0

    def transact(self, work):
        self._calls += 1
        if self._calls % 2:
            raise UnavailableError("away")
        return self._transact(work)


def test_what_is_found_goes_little_by_little_and_none_is_left_for_a_failure(
    years, given, monkeypatch
):
    monkeypatch.setattr(pruning, "PRUNED_AT_ONCE", 1)
    pruner = Pruner(Shaky(years), SimulatedClock(given.now), RetentionDays(9, 0))
    gone, more = [], True
    while more:
        before = pruner.pruned
        with suppress(UnavailableError):
            more = pruner.step()
        gone.append(pruner.pruned - before)
    assert (max(gone), sum(gone)) == (1, pruner.pruned)
    assert left(years, given)["m"] == left(years, given)["o"] == left(years, given)["r"] == "3"
    assert prune(years, given, 9, 0) == 0
