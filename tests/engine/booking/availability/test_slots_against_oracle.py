"""Random settings, hours, bookings and zones around a change of clocks: the same slots."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as budget
from hypothesis import strategies as st

from milo.engine.booking.availability.availability import (
    SlotQuery,
    days_with_room,
    freest_staff,
    offered,
    slots_between,
    slots_on,
)
from milo.engine.booking.settings.settings import read_settings
from milo.engine.errors import SettingsError
from milo.engine.model import BookingStatus

from ..booking_samples import ALL_WEEK, booking
from .slow_oracle import Oracle

CHANGES = [
    ("America/Santiago", date(2026, 4, 5)),
    ("America/Santiago", date(2026, 9, 6)),
    ("Europe/Madrid", date(2026, 3, 29)),
    ("Europe/Madrid", date(2026, 10, 25)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("America/Havana", date(2026, 3, 8)),
    ("America/Havana", date(2026, 11, 1)),
    ("America/Nuuk", date(2026, 10, 25)),
    ("America/St_Johns", date(2010, 11, 7)),
    ("America/New_York", date(2026, 11, 1)),
    ("America/Argentina/Buenos_Aires", date(2026, 11, 27)),
    ("Asia/Kolkata", date(2026, 11, 27)),
]


def clock(minutes):
    return f"{minutes // 60:02}:{minutes % 60:02}"


@st.composite
def ranges(draw):
    step = draw(st.sampled_from([15, 30, 60]))
    opens = draw(st.integers(0, 1439 // step)) * step
    closes = draw(st.integers(0, 1440 // step)) * step
    assume(opens != closes)
    return [clock(opens), clock(closes)]


day_ranges = st.lists(ranges(), max_size=3) | st.just([["00:00", "24:00"]])
week = st.fixed_dictionaries({}, optional=dict.fromkeys(ALL_WEEK, day_ranges))
shop_week = st.fixed_dictionaries(dict.fromkeys(ALL_WEEK, day_ranges))


@st.composite
def services(draw, number):
    staff = draw(st.lists(st.sampled_from(["x", "y"]), unique=True, max_size=2))
    capacity = draw(st.integers(1, 4))
    alone = capacity > 1 and not staff
    buffers = st.just(0) if alone else st.sampled_from([0, 0, 5, 10, 30])
    return {
        "id": f"s{number}",
        "name": "S",
        "minutes": draw(st.sampled_from([8, 15, 30, 45, 60, 90, 180])),
        "slot_minutes": draw(st.none() | st.sampled_from([15, 20, 30, 60, 75])),
        "capacity": capacity,
        "max_party": draw(st.integers(2, 4)),
        "buffer_before_minutes": draw(buffers),
        "buffer_after_minutes": draw(buffers),
        "max_per_day": draw(st.none() | st.integers(1, 4)),
        "staff": staff,
    }


@st.composite
def worlds(draw):
    zone, day = draw(st.sampled_from(CHANGES))
    near = st.integers(-2, 2).map(lambda n: str(day + timedelta(days=n)))
    moments = st.builds(
        lambda n, m: (
            datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a wall time
            + timedelta(days=n, minutes=m)
        ).isoformat(timespec="minutes"),
        st.integers(-2, 2),
        st.integers(0, 95).map(lambda n: n * 15),
    )
    away = st.lists(st.tuples(moments, moments), max_size=2).map(
        lambda pairs: [{"from": min(one), "to": max(one)} for one in pairs if one[0] != one[1]]
    )
    special = st.dictionaries(near, day_ranges, max_size=2)
    data = {
        "timezone": zone,
        "services": [draw(services(0)), draw(services(1))],
        "staff": [
            {
                **{"id": "x", "name": "X", "hours": draw(week)},
                **{"special_days": draw(special), "closures": draw(away)},
            },
            {"id": "y", "name": "Y"},
        ],
        "hours": draw(shop_week),
        "special_days": draw(special),
        "closures": draw(away),
        "min_notice_minutes": draw(st.sampled_from([0, 0, 30, 120, 1500])),
        "day_before_until": draw(st.none() | st.none() | st.sampled_from(["18:00", "12:00"])),
        "horizon_days": draw(st.integers(2, 6)),
    }
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    now = start + timedelta(
        days=draw(st.integers(-3, 0)),
        minutes=draw(st.integers(0, 1439)),
        seconds=draw(st.sampled_from([0, 0, 1, 59])),
    )
    rows = [draw(bookings(f"b{n}", start, now)) for n in range(draw(st.integers(0, 12)))]
    return data, day, now, rows


@st.composite
def bookings(draw, name, start, now):
    at = start + timedelta(minutes=draw(st.integers(-6 * 24, 12 * 24)) * 5 + 60 * 12)
    often = ["confirmed", "confirmed", "pending", "held"]
    status = draw(st.sampled_from([*often, "cancelled", "completed", "no_show"]))
    return booking(
        at,
        draw(st.sampled_from([8, 15, 30, 60, 200])),
        id=name,
        service=draw(st.sampled_from(["s0", "s0", "s1", "gone"])),
        staff=draw(st.sampled_from([None, "x", "y"])),
        party=draw(st.integers(1, 3)),
        status=BookingStatus(status),
        contact_id=draw(st.sampled_from([None, "me", "you"])),
        expires_at=draw(
            st.sampled_from([None, now, now + timedelta(minutes=1), now - timedelta(minutes=1)])
        ),
    )


asks = st.builds(
    SlotQuery,
    service=st.just("s0"),
    party=st.sampled_from([1, 1, 1, 2, 3]),
    staff=st.sampled_from([None, None, "x"]),
    contact_id=st.sampled_from([None, "me"]),
    exclude=st.sampled_from([None, "b0"]),
)


def read(data):
    try:
        return read_settings(data)
    except SettingsError as error:
        assume(any("could never be booked" in fault.message for fault in error.faults))
        assume(False)
        raise


@pytest.mark.slow
@budget(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds(), asks)
def test_the_engine_lists_the_oracles_slots(world, ask):
    data, day, now, rows = world
    client = read(data)
    oracle = Oracle(data, rows, now)
    days = [day + timedelta(days=n) for n in (-1, 0, 1)]
    wanted = {one: oracle.slots(ask, one) for one in days}
    listed = {one: slots_on(client, ask, one, rows, now) for one in days}
    for one in days:
        assert {s.starts_at: list(s.staff) for s in listed[one]} == wanted[one]
        assert [s.starts_at for s in listed[one]] == sorted(wanted[one])
        for slot in listed[one]:
            assert offered(client, ask, one, slot.label, rows, now) == slot
        for slot in [slot for slot in listed[one] if len(slot.staff) > 1][:1]:
            taker = oracle.freest_staff(ask, slot.starts_at, slot.staff)
            assert freest_staff(client, ask, slot, rows, now) == taker
    with_room = [one for one in days if wanted[one]]
    assert list(days_with_room(client, ask, days[0], days[-1], rows, now)) == with_room
    together = dict(slots_between(client, ask, days[0], days[-1], rows, now))
    assert {one: together.get(one, []) for one in days} == listed
