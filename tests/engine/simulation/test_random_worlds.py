"""What always holds, held in random worlds; a failure names its seed.

`MILO_SEEDS=2000` tries more of them, `MILO_SEED=17` one.
"""

from __future__ import annotations

import json
import os

import pytest

from milo.engine.actors import timers
from milo.engine.booking.desk import Desk
from milo.engine.model import BookingStatus, InboxRow, OutboxRow, OutboxStatus, TurnRecord
from milo.engine.ports import Transaction

from .random_world import SHOPS, RandomWorld

STEPS = 80
BATCH = 20
SEEDS = int(os.environ.get("MILO_SEEDS", "60"))
ONE = os.environ.get("MILO_SEED")
BATCHES = (
    [range(int(ONE), int(ONE) + 1)]
    if ONE
    else [range(first, min(first + BATCH, SEEDS)) for first in range(0, SEEDS, BATCH)]
)
CAPACITY = {
    (slug, service["id"]): service.get("capacity", 1)
    for slug, settings in SHOPS.items()
    for service in settings["services"]
}


@pytest.mark.parametrize("seeds", BATCHES, ids=lambda seeds: f"{seeds.start}-{seeds.stop - 1}")
def test_what_always_holds(seeds: range, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timers, "TICK_SECONDS", 10.0)
    for seed in seeds:
        world = RandomWorld(seed)
        for step in range(STEPS):
            world.step()
            held(world, f"seed {seed}, step {step}")
        world.calm()
        held(world, f"seed {seed}, in the end")
        all_is_done(world, f"seed {seed}")


def held(world: RandomWorld, where: str) -> None:
    """Hold what holds at every moment."""
    assert world.work.wrongs == [], where
    assert world.meter.most_awake <= world.limit, where
    world.store.look(lambda tx: bookings_hold(tx, world, where))
    world.store.look(lambda tx: turns_hold(tx, world, where))


def bookings_hold(tx: Transaction, world: RandomWorld, where: str) -> None:
    now = world.clock.now()
    for slug in SHOPS:
        taking = [
            row
            for row in tx.bookings.page(slug, limit=10_000)
            if row.status in (BookingStatus.HELD, BookingStatus.PENDING, BookingStatus.CONFIRMED)
            and (row.expires_at is None or row.expires_at > now)
        ]
        for row in taking:
            there = [
                other.party
                for other in taking
                if other.service == row.service and other.datetime <= row.datetime < other.ends_at
            ]
            assert sum(there) <= CAPACITY[slug, row.service], where
        holders = [row.session_id for row in taking if row.status is BookingStatus.HELD]
        assert len(holders) == len(set(holders)), where


def turns_hold(tx: Transaction, world: RandomWorld, where: str) -> None:
    for contact_id in world.people:
        sessions = tx.sessions.of_contact(contact_id)
        records = [record for one in sessions for record in tx.turns.of_session(one.id)]
        for session in sessions:
            assert json.loads(json.dumps(dict(session.data))) == session.data, where
        in_order(records, where)
        chat = [record for record in records if record.inbox_id or record.outbox_id]
        if chat:
            last = max(chat, key=lambda record: record.id)
            assert sessions[0].id == last.session_id, where


def in_order(records: list[TurnRecord], where: str) -> None:
    """Each message was worked once, in the order of arrival."""
    worked = [
        record.inbox_id for record in sorted(records, key=lambda one: one.id) if record.inbox_id
    ]
    assert worked == sorted(set(worked)), where


def all_is_done(world: RandomWorld, where: str) -> None:
    """Hold what holds once all trouble is over."""
    rows = world.store.look(lambda tx: [by_name(tx, one.message_id) for one in world.sent])
    assert [row for row in rows if row.done_at is None] == [], where
    assert [row.error for row in rows if row.error] == [], where
    assert world.store.look(lambda tx: tx.outbox.waiting(10)) == [], where
    for contact_id in world.people:
        on_its_phone(world, contact_id, where)


def by_name(tx: Transaction, message_id: str) -> InboxRow:
    row = tx.inbox.by_message_id(message_id)
    assert row
    return row


def on_its_phone(world: RandomWorld, contact_id: str, where: str) -> None:
    """All that was written to a person came, in order, and twice only where an answer was lost."""
    came = [row.id for row in world.meta.phones.get(contact_id, [])]
    assert came == sorted(came), where
    twice = {row_id for row_id in came if came.count(row_id) > 1}
    assert twice <= world.meta.repeatable, where
    written = [row for row in outbox_of(world) if row.contact_id == contact_id]
    wanted = {row.id for row in written if row.status is not OutboxStatus.FAILED}
    assert wanted <= set(came), where


def outbox_of(world: RandomWorld) -> list[OutboxRow]:
    return list(world.store._rooms.outbox.table)


def test_a_seed_is_played_again_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timers, "TICK_SECONDS", 10.0)
    chats = []
    for _ in range(2):
        world = RandomWorld(7)
        for _ in range(STEPS):
            world.step()
        chats.append({who: [row.body for row in rows] for who, rows in world.meta.phones.items()})
    assert chats[0] == chats[1]
    assert any(chats[0].values())


def test_a_world_that_oversells_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """People do meet at one place: with an agenda that sees nobody, many worlds break."""
    monkeypatch.setattr(timers, "TICK_SECONDS", 10.0)
    monkeypatch.setattr(Desk, "around", lambda *_: [])
    found = sum(oversells(seed) for seed in range(40))
    assert found >= 5


def oversells(seed: int) -> bool:
    world = RandomWorld(seed)
    for _ in range(STEPS):
        world.step()
        try:
            world.store.look(lambda tx: bookings_hold(tx, world, ""))
        except AssertionError:
            return True
    return False


def test_the_worlds_are_worth_the_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    """People get to the end and meet at one place: else nothing above says much."""
    monkeypatch.setattr(timers, "TICK_SECONDS", 10.0)
    taken: set[str] = set()
    statuses: set[BookingStatus] = set()
    for seed in range(40):
        world = RandomWorld(seed)
        for _ in range(STEPS):
            world.step()
        tables = world.store._rooms
        taken |= {trigger for record in tables.turns.table for trigger, _ in record.path}
        statuses |= {row.status for row in tables.bookings.table}
    assert taken >= {"ok:apartado", "ok:ocupado", "confirmar:creada", "confirmar:pendiente"}
    assert taken >= {"timeout:0", "timeout:1", "escape:persona", "stale:vigente", "empty"}
    assert statuses >= {BookingStatus.CONFIRMED, BookingStatus.CANCELLED, BookingStatus.EXPIRED}
