"""R1 to R4, R11 and R13: what is open, and where the slots start."""

from datetime import date, timedelta

import pytest

from milo.engine.booking.availability.availability import SlotQuery, slots_on

from ..booking_samples import ALL_WEEK, labels, service, settings, utc

FRIDAY = date(2026, 11, 27)


def on(day, client, now="2026-11-23T12:00Z", **ask):
    return labels(slots_on(client, SlotQuery("s", **ask), day, [], utc(now)))


def around(zone, day, *ranges, minutes=60, **more):
    """The slots of a day whose weeks are all alike, asked for two days before."""
    day = date.fromisoformat(day)
    client = settings(*ranges, services=[service(minutes)], timezone=zone, **more)
    return on(day, client, now=f"{day - timedelta(days=2)}T12:00Z")


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        ([("09:00", "11:00")], ["09:00", "10:00"]),
        ([("09:00", "10:59")], ["09:00"]),
        ([("09:00", "11:00"), ("16:00", "17:00")], ["09:00", "10:00", "16:00"]),
        ([("16:00", "17:00"), ("09:00", "11:00")], ["09:00", "10:00", "16:00"]),
        ([("09:00", "10:30"), ("10:00", "12:00")], ["09:00", "10:00", "11:00"]),  # overlap
        ([("09:00", "10:30"), ("10:30", "12:00")], ["09:00", "10:00", "11:00"]),  # touch
        ([("09:00", "12:00"), ("10:00", "11:00")], ["09:00", "10:00", "11:00"]),  # inside
        ([("09:15", "11:30")], ["09:15", "10:15"]),
        ([("22:00", "24:00")], ["22:00", "23:00"]),
        ([("22:00", "00:00")], ["22:00", "23:00"]),
        ([("22:30", "01:30")], ["00:30", "22:30", "23:30"]),  # 00:30 of the night before
        ([("22:00", "24:00"), ("00:00", "02:00")], ["00:00", "01:00", "22:00", "23:00"]),
        ([("21:30", "24:00"), ("00:00", "02:00")], ["00:30", "21:30", "22:30", "23:30"]),
        ([("00:00", "24:00")], [f"{hour:02}:00" for hour in range(24)]),
        ([("00:00", "12:00"), ("12:00", "00:00")], [f"{hour:02}:00" for hour in range(24)]),
    ],
)
def test_r1_ranges_of_the_local_clock(ranges, expected):
    assert on(FRIDAY, settings(*ranges)) == expected


def test_r1_a_night_belongs_to_the_weekday_it_starts_on():
    hours = {"fri": [["22:00", "02:00"]]}
    client = settings(hours=hours)
    assert on(FRIDAY, client) == ["22:00", "23:00"]
    assert on(FRIDAY + timedelta(days=1), client) == ["00:00", "01:00"]
    assert on(FRIDAY - timedelta(days=1), client) == []


def test_r1_a_weekday_that_is_not_there_is_closed():
    client = settings(hours={"thu": [["09:00", "13:00"]]})
    assert on(FRIDAY, client) == []


SANTIAGO, MADRID = "America/Santiago", "Europe/Madrid"
DAY = ("12:00", "14:00")
HOWE, KOLKATA = "Australia/Lord_Howe", "Asia/Kolkata"


@pytest.mark.parametrize(
    ("zone", "day", "ranges", "minutes", "expected"),
    [
        # Santiago leaps from 24:00 to 01:00, and goes back from 24:00 to 23:00.
        (SANTIAGO, "2026-09-06", [("00:00", "03:00")], 60, ["01:00", "02:00"]),
        (SANTIAGO, "2026-09-06", [("00:00", "01:00")], 60, []),
        (SANTIAGO, "2026-09-06", [("00:00", "01:30")], 30, ["01:00"]),
        (SANTIAGO, "2026-09-05", [("22:00", "02:00")], 60, ["00:00", "01:00", "22:00", "23:00"]),
        (SANTIAGO, "2026-09-06", [("22:00", "02:00")], 60, ["01:00", "22:00", "23:00"]),
        (SANTIAGO, "2026-09-06", [("09:00", "11:00")], 60, ["09:00", "10:00"]),
        (
            SANTIAGO,
            "2026-04-04",
            [("22:00", "24:00")],
            60,
            ["22:00", "23:00-03:00", "23:00-04:00"],
        ),
        (SANTIAGO, "2026-04-05", [("00:00", "02:00")], 60, ["00:00", "01:00"]),
        # Madrid skips 02:00 to 03:00, and repeats it.
        (MADRID, "2026-03-29", [("01:00", "04:00")], 60, ["01:00", "03:00"]),
        (MADRID, "2026-03-29", [("02:00", "03:00")], 60, []),
        (MADRID, "2026-03-29", [("02:15", "04:15")], 60, ["03:00"]),
        (
            MADRID,
            "2026-03-29",
            [("01:00", "02:00"), ("03:00", "04:00"), DAY],
            90,
            ["01:00", "12:00"],
        ),
        (MADRID, "2026-03-29", [("13:00", "15:00")], 60, ["13:00", "14:00"]),
        (
            MADRID,
            "2026-10-25",
            [("01:30", "03:30")],
            60,
            ["01:30", "02:30+02:00", "02:30+01:00"],
        ),
        (MADRID, "2026-10-25", [("02:00", "02:30")], 30, ["02:00+02:00", "02:00+01:00"]),
        (MADRID, "2026-10-25", [("02:00", "03:00"), DAY], 120, ["02:00+02:00", "12:00"]),
        (MADRID, "2026-10-25", [("13:00", "15:00")], 60, ["13:00", "14:00"]),
        # Lord Howe moves by half an hour: 02:00 to 02:30, and 02:00 back to 01:30.
        (HOWE, "2026-10-04", [("01:00", "04:00")], 60, ["01:00", "02:30"]),
        (
            HOWE,
            "2026-04-05",
            [("01:00", "03:00")],
            30,
            ["01:00", "01:30+11:00", "01:30+10:30", "02:00", "02:30"],
        ),
        # Havana's midnight leaps and comes twice.
        ("America/Havana", "2026-03-08", [("00:00", "02:00")], 60, ["01:00"]),
        (
            "America/Havana",
            "2024-11-03",
            [("00:00", "02:00")],
            60,
            ["00:00-04:00", "00:00-05:00", "01:00"],
        ),
        # St John's went back from a minute past midnight to a minute past eleven of the day before.
        (
            "America/St_Johns",
            "2010-11-06",
            [("23:00", "24:00")],
            30,
            ["23:00", "23:30-02:30", "23:01-03:30"],
        ),
        # None of it where the clocks stay.
        (
            "America/Argentina/Buenos_Aires",
            "2026-10-04",
            [("00:00", "02:00")],
            60,
            ["00:00", "01:00"],
        ),
        (KOLKATA, "2026-03-29", [("09:30", "11:30")], 60, ["09:30", "10:30"]),
        ("America/Asuncion", "2026-10-04", [("00:00", "02:00")], 60, ["00:00", "01:00"]),
    ],
)
def test_r2_hours_that_are_skipped_or_repeated(zone, day, ranges, minutes, expected):
    assert around(zone, day, *ranges, minutes=minutes) == expected


def test_r2_the_slots_of_a_half_hour_zone_are_the_right_instants():
    client = settings(("09:30", "10:30"), timezone=KOLKATA)
    [slot] = slots_on(client, SlotQuery("s"), FRIDAY, [], utc("2026-11-23T12:00Z"))
    assert slot.starts_at == utc("2026-11-27T04:00Z")
    assert slot.ends_at == utc("2026-11-27T05:00Z")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, ["09:00", "10:30"]),
        ({"slot_minutes": 30}, ["09:00", "09:30", "10:00", "10:30"]),
        ({"slot_minutes": 60}, ["09:00", "10:00"]),
        ({"slot_minutes": 120}, ["09:00"]),
    ],
)
def test_r3_a_step_may_be_shorter_or_longer_than_the_service(more, expected):
    client = settings(("09:00", "12:00"), services=[service(90, **more)])
    assert on(FRIDAY, client) == expected


def test_r3_the_step_is_elapsed_time():
    expected = ["01:00", "03:30", "05:00"]
    assert around(MADRID, "2026-03-29", ("01:00", "06:30"), minutes=90) == expected


def test_r3_closures_never_move_the_grid():
    away = [{"from": "2026-11-27T09:15", "to": "2026-11-27T09:20"}]
    assert on(FRIDAY, settings(closures=away)) == ["10:00", "11:00", "12:00"]


def test_r3_a_grid_goes_on_over_midnight():
    client = settings(("23:00", "02:00"), services=[service(50)])
    assert on(FRIDAY, client) == ["00:40", "23:00", "23:50"]


def test_r3_what_never_closes_starts_anew_at_each_midnight():
    client = settings(("00:00", "24:00"), services=[service(50)])
    first, second = on(FRIDAY, client), on(FRIDAY + timedelta(days=1), client)
    assert first == second
    assert first[0] == "00:00"
    assert len(first) == 29


def test_r3_a_stretch_of_days_keeps_its_grid():
    """Closed only early on Monday: the grid starts there, all week."""
    hours = {day: [["00:00", "24:00"]] for day in ALL_WEEK}
    hours["mon"] = [["01:10", "24:00"]]
    client = settings(hours=hours, services=[service(50)])
    elapsed = (FRIDAY - date(2026, 11, 23)) // timedelta(minutes=1) - 70
    assert on(FRIDAY, client)[0] == f"00:{-elapsed % 50:02}" == "00:10"


@pytest.mark.parametrize(
    ("ranges", "minutes", "expected"),
    [
        ([("09:00", "13:00")], 240, ["09:00"]),
        ([("09:00", "12:00"), ("12:00", "13:00")], 240, ["09:00"]),
        ([("09:00", "12:00"), ("12:01", "16:01")], 240, ["12:01"]),
        ([("22:00", "02:00")], 240, ["22:00"]),
        ([("00:00", "24:00")], 2_880, ["00:00"]),
    ],
)
def test_r4_the_whole_service_is_open(ranges, minutes, expected):
    assert on(FRIDAY, settings(*ranges, services=[service(minutes)])) == expected


def test_r4_rests_may_hang_over_the_edges():
    rests = {"buffer_before_minutes": 120, "buffer_after_minutes": 120}
    client = settings(("09:00", "10:00"), services=[service(60, **rests)])
    assert on(FRIDAY, client) == ["09:00"]


@pytest.mark.parametrize(
    ("special", "expected"),
    [
        ({"2026-11-27": []}, []),
        ({"2026-11-27": [["10:30", "12:30"]]}, ["10:30", "11:30"]),
        ({"2026-11-26": []}, ["09:00", "10:00", "11:00", "12:00"]),
        ({"2026-11-27": [["00:00", "02:00"]]}, ["00:00", "01:00"]),
        ({"2026-11-26": [["23:00", "01:00"]]}, ["00:00", "09:00", "10:00", "11:00", "12:00"]),
    ],
)
def test_r11_a_special_day_replaces_its_weekday(special, expected):
    assert on(FRIDAY, settings(special_days=special)) == expected


def test_r11_a_special_day_takes_its_own_night_along_and_leaves_the_one_before():
    client = settings(("22:00", "02:00"), special_days={"2026-11-27": []})
    assert on(FRIDAY, client) == ["00:00", "01:00"]
    assert on(FRIDAY + timedelta(days=1), client) == ["22:00", "23:00"]


def test_r11_a_special_day_that_is_the_next_day_in_utc():
    client = settings(("20:00", "23:00"), special_days={"2026-11-27": [["21:00", "23:00"]]})
    assert on(FRIDAY, client) == ["21:00", "22:00"]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("27T10:00", "27T11:00", ["09:00", "11:00", "12:00"]),
        ("27T09:30", "27T10:30", ["11:00", "12:00"]),
        ("26T00:00", "28T00:00", []),
        ("27T13:00", "27T14:00", ["09:00", "10:00", "11:00", "12:00"]),
        ("27T08:00", "27T09:00", ["09:00", "10:00", "11:00", "12:00"]),
        ("27T12:59", "27T13:00", ["09:00", "10:00", "11:00"]),
    ],
)
def test_r11_closures_take_time_away(start, end, expected):
    away = [{"from": f"2026-11-{start}", "to": f"2026-11-{end}", "reason": "Feria"}]
    assert on(FRIDAY, settings(closures=away)) == expected


def test_r11_a_closure_takes_both_turns_of_a_repeated_hour():
    away = [{"from": "2026-10-25T02:00", "to": "2026-10-25T03:00"}]
    assert around(MADRID, "2026-10-25", ("01:00", "05:00"), closures=away) == [
        "01:00",
        "03:00",
        "04:00",
    ]


def test_r11_a_closure_of_centuries_is_no_trouble():
    away = [{"from": "1900-01-01T00:00", "to": "2999-12-31T00:00"}]
    assert on(FRIDAY, settings(closures=away)) == []


def test_staff_hours_replace_the_weekdays_they_name():
    staff = [
        {"id": "ana", "name": "Ana", "hours": {"fri": [["11:00", "13:00"]], "thu": []}},
        {"id": "bea", "name": "Bea"},
    ]
    client = settings(services=[service(staff=["bea", "ana"])], staff=staff)
    assert on(FRIDAY, client, staff="ana") == ["11:00", "12:00"]
    assert on(FRIDAY - timedelta(days=1), client, staff="ana") == []
    assert on(FRIDAY - timedelta(days=2), client, staff="ana")[0] == "09:00"
    found = slots_on(client, SlotQuery("s"), FRIDAY, [], utc("2026-11-23T12:00Z"))
    assert [slot.staff for slot in found] == [("bea",), ("bea",), ("bea", "ana"), ("bea", "ana")]


def test_special_days_and_closures_apply_to_the_staff():
    staff = [{"id": "ana", "name": "Ana", "hours": {"fri": [["11:00", "15:00"]]}}]
    client = settings(
        services=[service(staff=["ana"])],
        staff=staff,
        special_days={"2026-11-27": [["18:00", "21:00"]]},
        closures=[{"from": "2026-11-27T19:00", "to": "2026-11-27T20:00"}],
    )
    assert on(FRIDAY, client) == ["18:00", "20:00"]


def test_staff_with_grids_of_their_own_are_offered_in_order_of_time():
    staff = [
        {"id": "ana", "name": "Ana", "hours": {"fri": [["09:30", "11:30"]]}},
        {"id": "bea", "name": "Bea", "hours": {"fri": [["09:00", "11:00"]]}},
    ]
    client = settings(services=[service(staff=["ana", "bea"])], staff=staff)
    assert on(FRIDAY, client) == ["09:00", "09:30", "10:00", "10:30"]


def test_r13_a_day_lists_what_starts_on_it():
    client = settings(("23:30", "00:30"))
    assert on(FRIDAY, client) == ["23:30"]
