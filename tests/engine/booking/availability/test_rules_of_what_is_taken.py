"""R5, R6, R9, R10, R12 and R15: what other bookings leave."""

from datetime import date, timedelta

import pytest

from milo.engine.booking.availability.availability import (
    SlotQuery,
    has_room,
    offered,
    slots_on,
    still_stands,
)
from milo.engine.model import BookingStatus

from ..booking_samples import NOW, booking, labels, raw, service, settings, utc

FRIDAY = date(2026, 11, 27)
ALL = ["09:00", "10:00", "11:00", "12:00"]


def at(hour, minutes=60, **more):
    """A booking on Friday, by the clock of Buenos Aires."""
    more.setdefault("id", f"b{hour}")
    return booking(f"2026-11-27T{hour}-03:00", minutes, **more)


def left(client, rows, **ask):
    return labels(slots_on(client, SlotQuery("s", **ask), FRIDAY, rows, NOW))


def guests(capacity, **more):
    return settings(services=[service(capacity=capacity, max_party=10, **more)])


def staffed(**more):
    return settings(
        services=[
            service(staff=["ana", "bea"], **more),
            {"id": "t", "name": "T", "minutes": 30, "staff": ["ana"], "buffer_after_minutes": 15},
            {"id": "alone", "name": "A", "minutes": 30},
        ],
        staff=[{"id": "ana", "name": "Ana"}, {"id": "bea", "name": "Bea"}],
    )


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (at("10:00"), ["09:00", "11:00", "12:00"]),
        (at("09:59", 1), ["10:00", "11:00", "12:00"]),
        (at("10:20", 10), ["09:00", "11:00", "12:00"]),  # strictly inside
        (at("10:59", 2), ["09:00", "12:00"]),
        (at("08:00", 360), []),
        (at("08:00", 60), ALL),
        (at("13:00", 60), ALL),
        (at("10:00", 0), ALL),  # nobody is ever there
    ],
)
def test_r5_times_are_half_open(row, expected):
    assert left(settings(), [row]) == expected


def test_r5_to_the_microsecond():
    row = at("10:00")
    late = booking(row.datetime + timedelta(microseconds=-1), id="x")
    assert left(settings(), [late]) == ["11:00", "12:00"]


@pytest.mark.parametrize("staff", [None, "ana"])
@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (0, 0, ["09:00", "09:30", "10:00", "11:30", "12:00"]),
        (30, 0, ["09:00", "09:30", "12:00"]),
        (0, 30, ["09:00", "09:30", "12:00"]),
        (30, 30, ["09:00", "09:30", "12:00"]),  # the longer one, never the sum
        (31, 30, ["09:00"]),
        (60, 15, ["09:00"]),
    ],
)
def test_r6_the_gap_is_the_longer_rest(staff, before, after, expected):
    rests = {"buffer_before_minutes": before, "buffer_after_minutes": after}
    client = staffed(slot_minutes=30, **rests) if staff else one_at_a_time(rests)
    assert left(client, [at("11:00", 30, staff=staff)], staff=staff) == expected


def one_at_a_time(rests):
    return settings(services=[service(slot_minutes=30, **rests)])


def test_r6_two_services_of_one_person():
    """T rests 15 minutes after itself; S rests not at all."""
    client = staffed(slot_minutes=15)
    free = left(client, [at("10:15", 30, service="t", staff="ana")], staff="ana")
    assert free[:3] == ["09:00", "09:15", "11:00"]


STATUSES = [
    ("confirmed", None, True),
    ("pending", None, True),
    ("pending", 1, True),
    ("pending", 0, False),
    ("held", 1, True),
    ("held", 0, False),
    ("held", -1, False),
    ("confirmed", -1, True),
    ("cancelled", None, False),
    ("rejected", None, False),
    ("expired", None, False),
]


@pytest.mark.parametrize(("status", "seconds", "takes"), STATUSES)
def test_r9_what_takes_the_place(status, seconds, takes):
    until = None if seconds is None else NOW + timedelta(seconds=seconds)
    row = at("10:00", status=BookingStatus(status), expires_at=until)
    assert ("10:00" in left(settings(), [row])) is not takes


def test_r9_a_persons_own_hold_does_not_block_that_person():
    held = at("10:00", status=BookingStatus.HELD, contact_id="me", expires_at=None)
    assert left(settings(), [held], contact_id="me") == ALL
    assert left(settings(), [held], contact_id="you") == ["09:00", "11:00", "12:00"]
    assert left(settings(), [held]) == ["09:00", "11:00", "12:00"]


def test_r9_a_persons_own_booking_does():
    mine = at("10:00", contact_id="me")
    assert "10:00" not in left(settings(), [mine], contact_id="me")


def test_r9_a_hold_of_nobody_blocks_everybody():
    held = at("10:00", status=BookingStatus.HELD, contact_id=None)
    assert "10:00" not in left(settings(), [held])


@pytest.mark.parametrize(
    ("rows", "party", "expected"),
    [
        ([], 3, ALL),
        ([], 4, []),
        ([at("10:00")], 2, ALL),
        ([at("10:00")], 3, ["09:00", "11:00", "12:00"]),
        ([at("10:00", party=3)], 1, ["09:00", "11:00", "12:00"]),
        # Three that follow one another within the slot are one guest at a time.
        ([at("10:00", 20), at("10:20", 20), at("10:40", 20)], 2, ALL),
        # Two at once, strictly inside.
        ([at("10:10", 20), at("10:20", 20)], 1, ALL),
        ([at("10:10", 20), at("10:20", 20)], 2, ["09:00", "11:00", "12:00"]),
        # One that covers all and two back to back.
        ([at("09:00", 240), at("10:00", 30), at("10:30", 30)], 1, ALL),
        ([at("09:00", 240), at("10:00", 30), at("10:30", 30)], 2, ["09:00", "11:00", "12:00"]),
        ([at("10:00", party=9)], 1, ["09:00", "11:00", "12:00"]),  # oversold by hand
    ],
)
def test_r10_the_busiest_instant_counts(rows, party, expected):
    rows = [
        booking(r.datetime, id=str(n), ends_at=r.ends_at, party=r.party) for n, r in enumerate(rows)
    ]
    assert left(guests(3), rows, party=party) == expected


def test_r10_other_services_without_staff_do_not_matter():
    assert left(settings(), [at("10:00", service="other")]) == ALL


def test_staff_are_one_resource_for_all_their_services():
    rows = [at("10:00", 30, service="t", staff="ana")]
    free = {
        slot.label: slot.staff for slot in slots_on(staffed(), SlotQuery("s"), FRIDAY, rows, NOW)
    }
    assert free == {
        "09:00": ("ana", "bea"),
        "10:00": ("bea",),
        "11:00": ("ana", "bea"),
        "12:00": ("ana", "bea"),
    }


def test_a_service_without_staff_takes_nobodys_time():
    rows = [at("10:00", 30, service="alone")]
    assert left(staffed(), rows, staff="ana") == ALL


def test_only_the_same_service_at_the_same_start_shares_a_person():
    client = staffed(capacity=3, max_party=3, slot_minutes=30)
    rows = [at("10:00", party=2, staff="ana")]
    assert left(client, rows, staff="ana") == ["09:00", "10:00", "11:00", "11:30", "12:00"]
    assert "10:00" not in left(client, rows, staff="ana", party=2)
    rows.append(at("10:00", 30, id="t", service="t", staff="ana"))
    assert "10:00" not in left(client, rows, staff="ana")


def test_a_row_in_nobody_s_name_takes_one_of_the_staff_and_not_all():
    nobodys = at("10:00", staff=None)
    assert left(staffed(), [nobodys]) == ALL
    assert left(staffed(), [nobodys], staff="ana") == ALL
    assert left(staffed(), [nobodys], staff="bea") == ALL
    for other in ("ana", "bea"):
        rows = [nobodys, at("10:00", id="x", staff=other)]
        assert left(staffed(), rows) == ["09:00", "11:00", "12:00"]
    rows = [nobodys, at("10:00", id="x", staff=None)]
    assert left(staffed(), rows) == ["09:00", "11:00", "12:00"]
    of_ana = [at("10:00", 30, service="t", staff=None)]
    assert left(staffed(), of_ana, staff="bea") == ALL
    assert "10:00" not in left(staffed(), of_ana, staff="ana")


def test_a_row_of_a_service_that_is_gone_blocks_its_staff_member():
    rows = [at("10:00", service="gone", staff="ana")]
    assert left(staffed(), rows, staff="ana") == ["09:00", "11:00", "12:00"]
    assert left(staffed(), rows, staff="bea") == ALL
    assert left(staffed(), [at("10:00", service="gone")]) == ALL


@pytest.mark.parametrize(
    "ask", [{"staff": "zoe"}, {"party": 0}, {"party": -1}, {"party": 2}, {"staff": ""}]
)
def test_what_is_not_offered_has_no_slots(ask):
    assert left(staffed(), [], **ask) == []


def test_an_unknown_service_has_no_slots():
    assert slots_on(settings(), SlotQuery("other"), FRIDAY, [], NOW) == []
    assert has_room(settings(), SlotQuery("other"), utc("2026-11-27T10:00-03:00"), [], NOW) is None


def test_r12_a_booking_that_is_moved_is_left_out_of_every_check():
    rows = [at("10:00"), at("12:00")]
    client = settings(services=[service(max_per_day=2, buffer_after_minutes=15)])
    assert left(client, rows) == []
    assert left(client, rows, exclude="b10:00") == ["09:00", "10:00"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([at("09:00")], ["10:00", "11:00", "12:00"]),
        ([at("09:00"), at("20:00", id="z")], []),
        ([at("09:00"), at("20:00", id="z", status=BookingStatus.PENDING)], []),
        ([at("09:00"), at("20:00", id="z", status=BookingStatus.HELD)], []),
        (
            [at("09:00"), at("20:00", id="z", status=BookingStatus.CANCELLED)],
            ["10:00", "11:00", "12:00"],
        ),
        ([at("09:00"), at("00:00", id="z", status=BookingStatus.COMPLETED)], []),
        ([at("09:00"), at("00:00", id="z", status=BookingStatus.NO_SHOW)], []),
        (
            [at("09:00"), at("20:00", id="z", status=BookingStatus.REJECTED)],
            ["10:00", "11:00", "12:00"],
        ),
        ([at("09:00"), at("20:00", id="z", service="o")], ["10:00", "11:00", "12:00"]),
        ([at("09:00"), at("00:00", id="z")], []),
        ([at("09:00"), at("23:59", id="z")], []),
        (
            [at("09:00"), booking("2026-11-26T23:59-03:00", id="z")],
            ["10:00", "11:00", "12:00"],
        ),
    ],
)
def test_r15_the_days_maximum_counts_by_local_date(rows, expected):
    client = settings(services=[service(max_per_day=2)])
    assert left(client, rows) == expected


def test_r15_counts_bookings_and_not_guests():
    client = guests(9, max_per_day=2)
    assert left(client, [at("10:00", party=5)]) == ALL


def test_the_check_at_commit_is_the_list():
    rows = [at("10:00")]
    found = slots_on(settings(), SlotQuery("s"), FRIDAY, rows, NOW)
    for slot in found:
        assert offered(settings(), SlotQuery("s"), FRIDAY, slot.label, rows, NOW) == slot
    for hour in ("10:00", "09:01", "08:00", "12:30"):
        assert offered(settings(), SlotQuery("s"), FRIDAY, hour, rows, NOW) is None


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_time_are_not_offered(day):
    assert offered(settings(), SlotQuery("s"), day, "10:00", [], NOW) is None


def test_a_held_place_never_stands_in_its_own_way():
    """Even where another program wrote the hold, and nobody knows whose it is."""
    held = at("10:00", status=BookingStatus.HELD)
    assert still_stands(settings(), held, [held], NOW)
    assert not still_stands(settings(), held, [held, at("10:30")], NOW)
    assert still_stands(settings(), held, [held, at("10:30")], NOW, exclude="b10:30")


def test_by_hand_every_rule_but_capacity_is_put_aside():
    client = guests(3, max_per_day=1)
    rows = [at("22:00", party=2)]
    for hour, day in (("22:00", "2026-11-27"), ("03:07", "2031-01-01"), ("09:00", "2020-01-01")):
        moment = utc(f"{day}T{hour}-03:00")
        slot = has_room(client, SlotQuery("s"), moment, rows, NOW)
        assert slot and slot.starts_at == moment and slot.label == hour
    assert has_room(client, SlotQuery("s", party=2), rows[0].datetime, rows, NOW) is None
    assert has_room(client, SlotQuery("s", party=0), rows[0].datetime, [], NOW) is None


def test_by_hand_rests_do_not_count_but_a_persons_time_does():
    client = staffed(buffer_before_minutes=60)
    rows = [at("10:00", staff="ana"), at("11:00", id="x", service="t", staff="bea")]
    touching = has_room(client, SlotQuery("s"), utc("2026-11-27T11:00-03:00"), rows, NOW)
    assert touching and touching.staff == ("ana",)
    overlapping = has_room(
        client, SlotQuery("s", staff="ana"), utc("2026-11-27T10:30-03:00"), rows, NOW
    )
    assert overlapping is None


def test_the_order_of_the_rows_does_not_matter():
    rows = [at("12:00"), at("10:00")]
    assert left(settings(), rows) == left(settings(), rows[::-1]) == ["09:00", "11:00"]


def test_settings_read_twice_answer_alike():
    assert settings() == settings()
    assert raw() == raw()
