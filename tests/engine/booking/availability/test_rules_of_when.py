"""R7, R8, R14, R16 and R17: notice, horizon, cut-off, and a booking's life."""

from datetime import date, timedelta

import pytest

from milo.engine.booking.availability.availability import (
    SlotQuery,
    days_with_room,
    last_day,
    offered,
    slots_on,
    span_of,
)
from milo.engine.booking.availability.bookable_range import first_day
from milo.engine.booking.lifecycle import (
    active,
    asks_merchant,
    may_become,
    may_cancel,
    over_limit,
    pending_expiry,
)
from milo.engine.model import BookingStatus

from ..booking_samples import NOW, booking, labels, service, settings, utc

MONDAY = date(2026, 11, 23)
TUESDAY = MONDAY + timedelta(days=1)


def on(day, client, now):
    return labels(slots_on(client, SlotQuery("s"), day, [], utc(now)))


@pytest.mark.parametrize(
    ("notice", "now", "expected"),
    [
        (0, "08:59:59", ["09:00", "10:00", "11:00", "12:00"]),
        (0, "09:00", ["09:00", "10:00", "11:00", "12:00"]),
        (0, "09:00:00.000001", ["10:00", "11:00", "12:00"]),
        (0, "11:59:59", ["12:00"]),
        (0, "12:00:01", []),
        (60, "09:00", ["10:00", "11:00", "12:00"]),
        (60, "09:00:01", ["11:00", "12:00"]),
        (61, "09:00", ["11:00", "12:00"]),
        (240, "09:00", []),
    ],
)
def test_r7_the_notice_is_inclusive(notice, now, expected):
    client = settings(min_notice_minutes=notice)
    assert on(MONDAY, client, f"2026-11-23T{now}-03:00") == expected


def test_r7_a_notice_longer_than_a_day():
    client = settings(min_notice_minutes=1500)
    now = "2026-11-23T09:30-03:00"
    assert on(TUESDAY, client, now) == ["11:00", "12:00"]
    assert on(MONDAY, client, now) == []


def test_r7_twenty_four_hourly_slots_and_half_a_day_left():
    client = settings(("00:00", "24:00"))
    assert len(on(MONDAY, client, "2026-11-23T00:00-03:00")) == 24
    assert len(on(MONDAY, client, "2026-11-23T11:59:59-03:00")) == 12


@pytest.mark.parametrize("now", ["00:00", "00:00:01", "12:00", "23:59:59"])
@pytest.mark.parametrize("zone", ["America/Argentina/Buenos_Aires", "Asia/Kolkata"])
def test_r8_the_last_day_is_whole_and_does_not_depend_on_the_hour(zone, now):
    client = settings(("00:00", "24:00"), horizon_days=2, timezone=zone)
    offset = "-03:00" if zone.startswith("America") else "+05:30"
    now = f"2026-11-23T{now}{offset}"
    assert last_day(client, utc(now)) == date(2026, 11, 25)
    assert on(date(2026, 11, 25), client, now)[-1] == "23:00"
    assert on(date(2026, 11, 26), client, now) == []


def test_r8_a_horizon_of_no_days_is_today():
    client = settings(horizon_days=0)
    assert on(MONDAY, client, "2026-11-23T08:00-03:00")
    assert not on(TUESDAY, client, "2026-11-23T08:00-03:00")


@pytest.mark.parametrize("day", [date.min, date.max, MONDAY - timedelta(days=1)])
def test_days_that_are_past_or_beyond_all_sight_have_nothing(day):
    assert on(day, settings(), "2026-11-23T08:00-03:00") == []


@pytest.mark.parametrize(
    ("now", "first"),
    [
        ("2026-11-23T00:00-03:00", 1),
        ("2026-11-23T18:00-03:00", 1),
        ("2026-11-23T18:00:01-03:00", 2),
        ("2026-11-23T23:59-03:00", 2),
        ("2026-11-24T00:00-03:00", 2),
    ],
)
def test_r14_the_day_before_until_six(now, first):
    client = settings(("00:00", "24:00"), day_before_until="18:00")
    found = days_with_room(client, SlotQuery("s"), MONDAY, MONDAY + timedelta(days=5), [], utc(now))
    assert next(found) == MONDAY + timedelta(days=first)
    assert first_day(client, utc(now)) == MONDAY + timedelta(days=first)


def test_r14_together_with_a_notice():
    client = settings(day_before_until="18:00", min_notice_minutes=60 * 20)
    assert on(TUESDAY, client, "2026-11-23T15:00-03:00") == ["11:00", "12:00"]


def test_days_with_room_leaves_out_what_is_full_or_closed():
    client = settings(
        special_days={"2026-11-25": []}, services=[service(max_per_day=1)], horizon_days=4
    )
    rows = [booking("2026-11-24T09:00-03:00")]
    found = days_with_room(client, SlotQuery("s"), date.min, date.max, rows, NOW)
    assert [day.day for day in found] == [23, 26, 27]


@pytest.mark.parametrize(("first", "last"), [(5, 4), (40, 50), (-9, -1)])
def test_days_with_room_of_no_days(first, last):
    days = MONDAY + timedelta(days=first), MONDAY + timedelta(days=last)
    assert list(days_with_room(settings(), SlotQuery("s"), *days, [], NOW)) == []


@pytest.mark.parametrize("hour", ["08:00", "13:30", "09:00", "00:00"])
def test_what_lies_outside_a_span_never_matters(hour):
    """Just before it and just after it, with rests, a long service and a day's maximum."""
    rests = {"buffer_before_minutes": 300, "buffer_after_minutes": 600}
    client = settings(
        ("00:00", "24:00"),
        services=[service(90, max_per_day=3, **rests), service(600, id="t")],
        timezone="Europe/Madrid",
    )
    start, end = span_of(client, TUESDAY, 1)
    outside = [
        booking(start - timedelta(minutes=90), 90, id="a"),
        booking(end, 90, id="b"),
        booking(end + timedelta(hours=int(hour[:2])), 90, id="c"),
    ]
    assert slots_on(client, SlotQuery("s"), TUESDAY, outside, NOW) == slots_on(
        client, SlotQuery("s"), TUESDAY, [], NOW
    )
    assert end - start < timedelta(days=3)


@pytest.mark.parametrize(("day", "days"), [(date.min, 1), (date.max, 1), (MONDAY, 10**9)])
def test_a_span_of_the_ends_of_time_is_no_trouble(day, days):
    start, end = span_of(settings(), day, days)
    assert start < end


def test_first_second_of_a_day():
    client = settings(("00:00", "02:00"))
    assert on(TUESDAY, client, "2026-11-24T00:00-03:00") == ["00:00", "01:00"]
    assert on(TUESDAY, client, "2026-11-24T00:00:01-03:00") == ["01:00"]


def test_services_of_eight_minutes():
    client = settings(("09:00", "10:00"), services=[service(8)])
    assert on(TUESDAY, client, "2026-11-23T09:00-03:00")[-1] == "09:48"


@pytest.mark.parametrize(
    ("status", "start", "expires", "counts"),
    [
        ("confirmed", 10, None, True),
        ("confirmed", -30, None, True),  # under way
        ("confirmed", -60, None, False),  # ended this instant
        ("pending", 10, 1, True),
        ("pending", 10, 0, False),
        ("held", 10, 1, False),
        ("completed", -30, None, False),
        ("cancelled", 10, None, False),
    ],
)
def test_r16_active_bookings(status, start, expires, counts):
    until = None if expires is None else NOW + timedelta(minutes=expires)
    row = booking(
        NOW + timedelta(minutes=start), 60, status=BookingStatus(status), expires_at=until
    )
    assert active([row], NOW) == ([row] if counts else [])
    assert over_limit(settings(max_active_per_contact=1), [row], NOW) is counts
    assert not over_limit(settings(max_active_per_contact=2), [row], NOW)
    assert not over_limit(settings(), [row], NOW)


def test_r12_a_booking_that_is_moved_does_not_count_for_the_limit():
    row = booking(NOW + timedelta(hours=1))
    assert not over_limit(settings(max_active_per_contact=1), [row], NOW, exclude=row.id)


@pytest.mark.parametrize(("start", "expected"), [(600, 60), (60, 60), (59, 59), (0, 0)])
def test_r17_pending_expires_at_its_start_at_the_latest(start, expected):
    client = settings(pending_expires_minutes=60)
    found = pending_expiry(client, NOW + timedelta(minutes=start), NOW)
    assert found == NOW + timedelta(minutes=expected)


LIFE = {
    "held": "cancelled",
    "pending": "confirmed rejected cancelled expired",
    "confirmed": "completed no_show cancelled",
    "completed": "no_show",
    "no_show": "completed",
}


@pytest.mark.parametrize("old", list(BookingStatus))
@pytest.mark.parametrize("new", list(BookingStatus))
def test_the_life_of_a_booking(old, new):
    row = booking(NOW, status=old)
    assert may_become(row, new, NOW) is (str(new) in LIFE.get(str(old), "").split())


@pytest.mark.parametrize("status", [BookingStatus.COMPLETED, BookingStatus.NO_SHOW])
def test_r18_nothing_is_over_before_its_start(status):
    row = booking(NOW)
    assert may_become(row, status, NOW)
    assert not may_become(row, status, NOW - timedelta(seconds=1))


def test_what_waited_and_ran_out_is_not_confirmed():
    row = booking(NOW, status=BookingStatus.PENDING, expires_at=NOW)
    assert not may_become(row, BookingStatus.CONFIRMED, NOW)
    assert may_become(row, BookingStatus.CONFIRMED, NOW - timedelta(seconds=1))


@pytest.mark.parametrize(("minutes", "allowed"), [(121, True), (120, True), (119, False)])
def test_the_notice_for_cancelling_is_inclusive(minutes, allowed):
    client = settings(cancel_notice_minutes=120)
    row = booking(NOW + timedelta(minutes=minutes))
    assert may_cancel(client, row, NOW) is allowed


@pytest.mark.parametrize(("left", "allowed"), [(60, True), (1, True), (0, False), (-1, False)])
def test_r24_what_is_only_asked_for_may_be_withdrawn_until_it_runs_out(left, allowed):
    client = settings(cancel_notice_minutes=2880)
    start = NOW + timedelta(minutes=60)
    row = booking(start, status=BookingStatus.PENDING, expires_at=NOW + timedelta(minutes=left))
    assert may_cancel(client, row, NOW) is allowed


def test_r24_what_asks_for_a_move_is_no_booking_to_cancel():
    row = booking(
        NOW + timedelta(days=1),
        status=BookingStatus.PENDING,
        expires_at=NOW + timedelta(hours=1),
        moves="b",
    )
    assert not may_cancel(settings(), row, NOW)


@pytest.mark.parametrize(("promised", "minutes", "allowed"), [(0, 1, True), (180, 121, False)])
def test_r19_the_notice_is_that_of_the_booking(promised, minutes, allowed):
    client = settings(cancel_notice_minutes=120)
    row = booking(NOW + timedelta(minutes=minutes), cancel_notice_minutes=promised)
    assert may_cancel(client, row, NOW) is allowed


def test_what_is_confirmed_waits_where_the_merchant_wants_it():
    assert not asks_merchant(settings(), 99)
    assert asks_merchant(settings(confirmation="manual"), 0)
    assert [asks_merchant(settings(no_shows_before_manual=2), n) for n in range(4)] == [
        *(False, False, True, True)
    ]


MONDAYS = {"mon": [["09:00", "13:00"], ["16:00", "20:00"]]}


@pytest.mark.parametrize(
    ("now", "start", "expected"),
    [
        ("2026-11-23T10:00-03:00", "2026-11-30T10:00-03:00", "2026-11-23T11:00-03:00"),
        ("2026-11-23T12:30-03:00", "2026-11-30T10:00-03:00", "2026-11-23T16:30-03:00"),
        ("2026-11-23T22:00-03:00", "2026-12-07T10:00-03:00", "2026-11-30T10:00-03:00"),
        ("2026-11-23T22:00-03:00", "2026-11-30T09:30-03:00", "2026-11-30T09:30-03:00"),
    ],
)
def test_r17_the_merchant_has_been_open_for_an_hour(now, start, expected):
    client = settings(pending_expires_minutes=60, hours=MONDAYS)
    assert pending_expiry(client, utc(start), utc(now)) == utc(expected)


def test_r17_closures_are_no_opening():
    away = [{"from": "2026-11-23T10:15", "to": "2026-11-23T12:00"}]
    client = settings(pending_expires_minutes=5, hours=MONDAYS, closures=away)
    found = pending_expiry(client, NOW + timedelta(days=7), utc("2026-11-23T10:00-03:00"))
    assert found == utc("2026-11-23T12:45-03:00")


def test_a_time_beyond_the_horizon_is_not_offered():
    client = settings(horizon_days=1)
    assert offered(client, SlotQuery("s"), date(2026, 11, 24), "12:00", [], NOW)
    assert not offered(client, SlotQuery("s"), date(2026, 11, 25), "09:00", [], NOW)
