"""R22: which bookings today's settings would not allow, and why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from milo.engine.booking.conflicts import conflicts
from milo.engine.booking.settings.settings import read_settings, settings_of
from milo.engine.model import Booking, BookingStatus

from .shop import Shop

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TEN = datetime(2026, 11, 24, 13, tzinfo=UTC)
"""A Tuesday, ten in the morning in Buenos Aires."""
CORTE = {"id": "corte", "name": "Corte", "minutes": 30, "staff": ["ana", "beto"]}
MESA = {"id": "mesa", "name": "Mesa", "minutes": 30, "capacity": 6, "max_party": 4}
LIBRE = {"id": "libre", "name": "Libre", "minutes": 30}
ANA, BETO = {"id": "ana", "name": "Ana"}, {"id": "beto", "name": "Beto"}
MORNINGS = {day: [["09:00", "13:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
AROUND_TEN = {"from": "2026-11-24T09:30", "to": "2026-11-24T10:15"}


def booking(key="b1", minutes=0, **changes):
    start = TEN + timedelta(minutes=minutes)
    fields = {"service": "corte", "staff": "ana", "status": BookingStatus.CONFIRMED, **changes}
    return Booking(
        **{"id": key, "client_id": "c1", "created_at": NOW, "updated_at": NOW},
        **{"datetime": start, "ends_at": start + timedelta(minutes=30), **fields},
    )


def found(rows, **changes):
    base = {"services": [CORTE, MESA, LIBRE], "staff": [ANA, BETO], "hours": MORNINGS}
    settings = read_settings({**base, **changes})
    booked = [row for row in rows if row.status is not BookingStatus.HELD]
    return {row.id: str(why) for row, why in conflicts(settings, booked, rows, NOW)}


NIGHTS = {"hours": {day: [["09:00", "03:00"]] for day in ("mon", "tue", "wed")}}
AROUND_MIDNIGHT = [booking("b1", 825), booking("b2", 840)]
"""From 23:45 to 0:15, and from 0:00 to 0:30: one person cannot do both."""
TABLE = [booking("t1", service="mesa", staff=None, party=4)]
TABLES = [*TABLE, booking("t2", service="mesa", staff=None, party=2)]
NEXT = [booking(), booking("b2", 30)]


@pytest.mark.parametrize(
    ("rows", "changes", "why"),
    [
        (NEXT + TABLES, {}, {}),
        (NEXT, {"services": [MESA]}, dict.fromkeys(("b1", "b2"), "service_removed")),
        (NEXT[:1], {"services": [{**CORTE, "staff": ["beto"]}]}, {"b1": "staff_removed"}),
        (NEXT[:1], {"services": [{**CORTE, "staff": []}]}, {"b1": "staff_removed"}),
        ([booking(staff="beto")], {"services": [{**CORTE, "staff": ["beto"]}]}, {}),
        (NEXT[:1], {"hours": {"mon": [["09:00", "13:00"]]}}, {"b1": "closed"}),
        (NEXT[:1], {"special_days": {"2026-11-24": []}}, {"b1": "closed"}),
        (NEXT[:1], {"special_days": {"2026-11-24": [["10:00", "10:30"]]}}, {}),
        (NEXT, {"closures": [AROUND_TEN]}, {"b1": "closed"}),
        (
            NEXT[:1],
            {"staff": [{**ANA, "special_days": {"2026-11-24": []}}, BETO]},
            {"b1": "closed"},
        ),
        (NEXT, {"staff": [{**ANA, "closures": [AROUND_TEN]}, BETO]}, {"b1": "closed"}),
        (NEXT[:1], {"staff": [ANA, {**BETO, "special_days": {"2026-11-24": []}}]}, {}),
        ([NEXT[0], booking("b2", status=BookingStatus.HELD)], {}, {}),
        (NEXT[:1], {"timezone": "America/Bogota"}, {"b1": "closed"}),
        (TABLES, {"services": [{**MESA, "max_party": 3}]}, {"t1": "party_too_large"}),
        (TABLES, {"services": [{**MESA, "capacity": 5}]}, dict.fromkeys(("t1", "t2"), "no_room")),
        (TABLE, {"services": [{**MESA, "capacity": 4}]}, {}),
        (
            NEXT,
            {"services": [{**CORTE, "buffer_after_minutes": 10}]},
            dict.fromkeys(("b1", "b2"), "no_room"),
        ),
        (
            [
                booking("l1", service="libre", staff=None),
                booking("l2", 30, service="libre", staff=None),
            ],
            {"services": [{**LIBRE, "buffer_before_minutes": 5}]},
            dict.fromkeys(("l1", "l2"), "no_room"),
        ),
        (AROUND_MIDNIGHT, NIGHTS, dict.fromkeys(("b1", "b2"), "no_room")),
        (NEXT, {"services": [{**CORTE, "minutes": 60}]}, {}),
        (NEXT, {"services": [{**CORTE, "price": "9000", "slot_minutes": 45}]}, {}),
        (NEXT, {"min_notice_minutes": 10_000, "horizon_days": 60}, {}),
    ],
    ids=[
        *("as it was", "service gone", "staff left the service", "nobody does it by name"),
        *("another of the staff stays", "weekday closed", "day closed", "day shorter, still open"),
        *(
            "closure",
            "their own day off",
            "their own closure",
            "another's day off",
            "a hold",
            "time zone",
        ),
        *("party", "capacity", "capacity that is enough", "buffer", "without staff", "midnight"),
        "longer from now on",
        *("price and step", "notice and horizon"),
    ],
)
def test_what_is_left_out_and_why(rows, changes, why):
    assert found(rows, **changes) == why


def test_what_was_confirmed_by_the_rules_of_a_moment_ago_is_among_the_conflicts():
    """On PostgreSQL a turn may have read the client just before its settings were changed."""
    shop = Shop()
    held = shop.held()
    before = shop.client
    shop.settle(closures=[{"from": "2026-11-24T09:00", "to": "2026-11-24T12:00"}])
    after, shop.client = shop.client, before
    booked = shop.confirm(held).booking
    rows = shop.rows(BookingStatus.CONFIRMED)
    told = conflicts(settings_of(after), rows, rows, shop.now)
    assert [(row.id, str(why)) for row, why in told] == [(booked.id, "closed")]
