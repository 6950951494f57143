"""The timers' actor: what is due is looked at each tick, what was missed each sweep."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from milo.engine.actors.timers import (
    AT_ONCE,
    LIMIT,
    SWEEP_TICKS,
    TICK_SECONDS,
    Tick,
    TimersActor,
)
from milo.engine.messages import Incoming, Kind
from milo.engine.model import (
    Booking,
    BookingStatus,
    Client,
    ClientStatus,
    Contact,
    InboxRow,
    Mode,
    Session,
    Timer,
)
from milo.engine.ports import Store, Transaction
from milo.engine.testing import SimulatedClock, SimulatedExecutor
from milo.store.memory import MemoryStore

from .simulated_world import NOW, FaultyStore


class Ticking:
    """A timers' actor and what it nudges."""

    def __init__(self, *minutes: float) -> None:
        self.clock = SimulatedClock(NOW)
        self.executor = SimulatedExecutor(self.clock)
        self.store = FaultyStore()
        self.worked: list[str] = []
        self.sent: list[str] = []
        self.broken = 0
        MemoryStore.transact(self.store, lambda tx: self._found(tx, minutes))
        self.rests = 0
        self.busy = 0
        self.ref = TimersActor.start(
            *(self.executor, self.store, self.clock, self._work, self._send, self._rest),
            give_up=self._give_up,
            busy=lambda: self.busy,
        )
        self.ref.tell(Tick())

    def _give_up(self, store: Store) -> list[str]:
        now = self.clock.now()
        gone = store.transact(lambda tx: tx.bookings.expire("c", now))
        return ["p7" for _ in gone]

    def _rest(self) -> None:
        self.rests += 1

    def _found(self, tx: Transaction, minutes: Iterable[float]) -> None:
        tx.clients.add(Client("c", "C", "cc", None, {}, ClientStatus.ACTIVE, NOW, NOW))
        for number, after in enumerate(minutes):
            who = f"p{number}"
            tx.contacts.upsert(Contact(who, "n1", f"AR.{who}", None, who), NOW)
            session = Session(
                *(f"s{number}", who, "n1", None, None, "cc", "x", {}, "f", 1, 1),
                *(Mode.BOT, NOW, NOW, NOW),
            )
            tx.sessions.add(session)
            due_at = NOW + timedelta(minutes=after)
            tx.timers.replace(
                session.contact_id,
                session.id,
                [Timer(f"t{number}", who, session.id, 1, "x", due_at)],
            )

    def _work(self, contact_ids: Iterable[str]) -> None:
        if self.broken:
            self.broken -= 1
            raise ZeroDivisionError("bug")
        self.worked += contact_ids

    def _send(self, contact_ids: Iterable[str]) -> None:
        self.sent += contact_ids

    def wind(self, seconds: float) -> None:
        self.worked.clear()
        self.executor.wind(timedelta(seconds=seconds))


def test_who_has_a_timer_that_is_due_is_nudged_once_a_tick() -> None:
    ticking = Ticking(1, 2)
    ticking.wind(59)
    assert ticking.worked == []
    ticking.wind(1)
    assert ticking.worked == ["p0"]
    ticking.wind(3 * TICK_SECONDS)
    assert ticking.worked == ["p0"] * 3
    ticking.wind(60)
    assert "p1" in ticking.worked


def test_the_longest_due_comes_first() -> None:
    ticking = Ticking(3, 1, 2)
    ticking.clock.wind_to(NOW + timedelta(minutes=5))
    ticking.wind(0)
    assert ticking.worked == ["p1", "p2", "p0"]


def test_a_tick_that_fails_is_followed_by_the_next() -> None:
    ticking = Ticking(0)
    ticking.store.away = 4
    ticking.wind(4 * TICK_SECONDS)
    assert "p0" in ticking.worked


def test_a_bug_in_a_tick_does_not_end_the_ticking() -> None:
    ticking = Ticking(0)
    ticking.broken = 3
    ticking.wind(6 * TICK_SECONDS)
    assert "p0" in ticking.worked


def test_what_ran_out_is_given_up_by_the_sweep_and_its_people_are_sent_what_is_new() -> None:
    ticking = Ticking(99)
    row = Booking(
        *("b1", "c", "s", NOW + timedelta(days=1), NOW + timedelta(days=1, hours=1)),
        *(BookingStatus.HELD, NOW, NOW),
        expires_at=NOW + timedelta(minutes=1),
    )
    ticking.store.transact(lambda tx: tx.bookings.add(row))
    ticking.store.transact(lambda tx: tx.bookings.add(replace(row, id="b2", expires_at=None)))
    ticking.wind(60 + SWEEP_TICKS * TICK_SECONDS)
    statuses = [ticking.store.read(lambda tx, i=i: tx.bookings.by_id(i)) for i in ("b1", "b2")]
    assert [one.status for one in statuses if one] == [BookingStatus.EXPIRED, BookingStatus.HELD]
    assert ticking.sent == ["p7"]


def test_a_restart_with_a_backlog_nudges_a_few_at_a_time_and_each_in_the_end() -> None:
    """A new message waits for those few, however many wait from before."""
    ticking = Ticking(99)
    everybody = [f"q{number:04}" for number in range(LIMIT + 3 * AT_ONCE)]

    def write(tx: Transaction) -> None:
        for who in everybody:
            tx.contacts.upsert(Contact(who, "n1", f"AR.{who}", None, who), NOW)
            message = Incoming(Kind.TEXT, text="hola")
            tx.inbox.add(InboxRow(f"m{who}", "n1", who, message, b"", NOW))

    MemoryStore.transact(ticking.store, write)
    ticking.executor.run()
    assert ticking.worked == everybody[:AT_ONCE]
    ticking.busy = AT_ONCE
    ticking.wind(1)
    assert ticking.worked == [], "those are still being worked"

    def worked(contact_ids: Iterable[str]) -> None:
        for who in contact_ids:
            row = ticking.store.read(lambda tx, who=who: tx.inbox.by_message_id(f"m{who}"))
            assert row
            if row.done_at is None:
                ticking.store.transact(lambda tx, row=row: tx.inbox.done(row.id, None, NOW))

    worked(everybody[:AT_ONCE])
    ticking.busy = 0
    for _ in range(40):
        ticking.wind(0.1)
        assert len(ticking.worked) <= 2 * AT_ONCE  # a tick may come beside a portion
        worked(ticking.worked)
    assert ticking.store.read(lambda tx: tx.inbox.waiting(9)) == []
