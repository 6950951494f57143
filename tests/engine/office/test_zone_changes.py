"""New rules of a time zone under bookings that are made: the promised hour stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from milo.engine import zone_source
from milo.engine.booking import zone_rules
from milo.engine.errors import ConfigurationError
from milo.engine.model import (
    Booking,
    BookingStatus,
    Client,
    ClientStatus,
    Contact,
    ZoneRules,
)
from milo.engine.office.acting import Operator
from milo.engine.office.merchants import add_client
from milo.engine.office.zone_changes import ZoneChanges
from milo.engine.receptions.notice_timers import Word, word_of
from milo.store.memory import MemoryStore

NOW = datetime(2027, 5, 3, 12, tzinfo=UTC)
ZONE = "America/Asuncion"
WINTER, SUMMER = -4 * 3600, -3 * 3600
# As releases before 2024b had it: an hour back in March, forward in October.
OLD = ZoneRules(
    ZONE,
    "2024a",
    (
        (datetime(2027, 3, 28, 3, tzinfo=UTC), WINTER),
        (datetime(2027, 10, 3, 4, tzinfo=UTC), SUMMER),
    ),
    datetime(2028, 3, 26, 3, tzinfo=UTC),
)
SETTINGS = {
    "timezone": ZONE,
    "services": [{"id": "corte", "name": "Corte", "minutes": 30}],
    "hours": {"mon": [["08:00", "20:00"]]},
    "reception": {"phone": "595981555000"},
    "reminders_minutes": [60],
}


class World:
    """A store, a clock and ids."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.now_is = NOW
        self._next = count(1)

    def now(self) -> datetime:
        return self.now_is

    def new(self) -> str:
        return f"n{next(self._next)}"

    def secret(self) -> str:
        return self.new()

    def follow(self) -> None:
        changes = ZoneChanges(self, self, "1060000000")
        self.store.transact(changes.follow)

    def bookings(self) -> dict[str, Booking]:
        return self.store.read(lambda tx: {row.id: row for row in tx.bookings.page("c1")})


@pytest.fixture
def world() -> World:
    world = World()
    client = Client("c1", "Ana", "ana", None, SETTINGS, ClientStatus.ACTIVE, NOW, NOW)
    elsewhere = {**SETTINGS, "timezone": "America/La_Paz"}
    other = replace(client, id="c2", slug="eva", settings=elsewhere)

    def fill(tx):
        tx.clients.add(client)
        tx.clients.add(other)
        tx.contacts.upsert(Contact("p1", "1060000000", None, "595981555111", "Bea"), NOW)
        for key, start in STARTS.items():
            row = Booking(
                **{"id": key, "client_id": "c1", "service": "corte", "datetime": start},
                **{"ends_at": start + timedelta(minutes=30), "status": BookingStatus.CONFIRMED},
                **{"created_at": NOW, "updated_at": NOW, "sequence": 1, "contact_id": "p1"},
            )
            tx.bookings.add(row)
            tx.bookings.add(replace(row, id=f"other-{key}", client_id="c2", contact_id=None))

    world.store.transact(fill)
    return world


STARTS = {
    "over": datetime(2027, 4, 5, 14, tzinfo=UTC),
    "winter": datetime(2027, 6, 7, 14, tzinfo=UTC),  # 10:00, by the old rules
    "summer": datetime(2027, 12, 6, 13, tzinfo=UTC),  # 10:00, by both
    "beyond": datetime(2028, 6, 5, 14, tzinfo=UTC),  # later than any rule that is kept
}


def test_what_was_promised_by_other_rules_keeps_its_local_hour(world):
    world.store.transact(lambda tx: tx.zone_rules.add(OLD))
    world.follow()
    moved = datetime(2027, 6, 7, 13, tzinfo=UTC)
    found = world.bookings()
    assert {key: row.datetime for key, row in found.items()} == {**STARTS, "winter": moved}
    assert moved.astimezone(zone_source.zone(ZONE)).hour == 10
    assert found["winter"].ends_at == moved + timedelta(minutes=30)
    assert {key: row.sequence for key, row in found.items() if row.sequence > 1} == {"winter": 2}
    elsewhere = world.store.read(lambda tx: tx.bookings.page("c2"))
    assert {row.id: row.datetime for row in elsewhere} == {
        f"other-{key}": start for key, start in STARTS.items()
    }


def test_its_reminder_moves_along_and_the_audit_tells(world):
    world.store.transact(lambda tx: tx.zone_rules.add(OLD))
    world.follow()
    due = datetime(2027, 6, 7, 12, tzinfo=UTC)
    timer = world.store.read(lambda tx: tx.timers.head("p1", due))
    assert (timer.booking_id, timer.due_at) == ("winter", due)
    (entry,) = world.store.read(lambda tx: tx.audit.of("booking:winter"))
    assert (entry.actor, entry.action) == ("milo", "booking.zone_changed")
    assert entry.changes["datetime"][1].startswith("2027-06-07T13:00")


def test_the_merchant_is_told_once(world):
    world.store.transact(lambda tx: tx.zone_rules.add(OLD))
    world.follow()
    world.follow()
    (desk,) = world.store.read(lambda tx: tx.contacts.with_phone("595981555000"))
    timer = world.store.read(lambda tx: tx.timers.head(desk.id, NOW))
    assert timer and (word_of(timer), timer.session_id, timer.turn) == (Word.ZONE, "ana", 1)
    world.store.transact(lambda tx: tx.timers.drop(timer))
    assert world.store.read(lambda tx: tx.timers.head(desk.id, NOW)) is None


def test_rules_are_kept_of_zones_that_clients_have(world):
    world.follow()
    kept = world.store.read(lambda tx: tx.zone_rules.all())
    assert [(one.name, one.release) for one in kept] == [
        (ZONE, zone_source.release()),
        ("America/La_Paz", zone_source.release()),
    ]
    assert world.bookings()["winter"].datetime == STARTS["winter"]

    def more(tx):
        add_client(Operator(tx, world, NOW, "cli"), "Luz", "luz", settings=SETTINGS_OF_CHILE)

    world.store.transact(more)
    kept = world.store.read(lambda tx: tx.zone_rules.find("America/Santiago"))
    assert [seconds for _, seconds in kept.offsets[:3]] == [WINTER, SUMMER, WINTER]


SETTINGS_OF_CHILE = {**SETTINGS, "timezone": "America/Santiago"}


def test_an_older_release_with_other_rules_does_not_start(world):
    newer = replace(OLD, release="2099a")
    world.store.transact(lambda tx: tx.zone_rules.add(newer))
    with pytest.raises(ConfigurationError, match=r"2099a.*pip install --upgrade tzdata"):
        world.follow()
    assert world.bookings()["winter"].datetime == STARTS["winter"]


def test_an_older_release_with_the_same_rules_starts(world):
    same = replace(zone_rules.rules_now(ZONE, NOW), release="2099a")
    world.store.transact(lambda tx: tx.zone_rules.add(same))
    world.follow()
    assert world.store.read(lambda tx: tx.zone_rules.find(ZONE)) == same


@pytest.mark.parametrize(
    ("by_old", "now"),
    [
        # Santiago, 5 September 2027: 00:00 to 01:00 is skipped; told as 00:30, it is 01:30.
        ((2027, 9, 5, 3, 30), (2027, 9, 5, 4, 30)),
        # 3 April 2027: 23:00 to 24:00 comes twice; 23:30 is the one nearer.
        ((2027, 4, 4, 2, 30), (2027, 4, 4, 2, 30)),
    ],
)
def test_hours_that_the_clock_skips_or_repeats(by_old, now):
    old = ZoneRules(
        "America/Santiago", "2020a", ((NOW - timedelta(days=99), SUMMER),), NOW + timedelta(999)
    )
    moment = datetime(*by_old, tzinfo=UTC)
    assert zone_rules.promised(old, moment) == datetime(*now, tzinfo=UTC)
