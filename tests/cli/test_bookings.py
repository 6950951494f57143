from __future__ import annotations

import pytest

DAY = "2035-11-27"
"""A Tuesday far away."""
PAST = "2025-11-25"
"""One that is over."""


@pytest.fixture(autouse=True)
def carla(milo):
    milo.apply()


def book(milo, when=f"{DAY}T09:00", *options):
    return milo.json("bookings", "add", "carla", "corte", when, *options)


def test_none_yet(milo):
    assert milo.good("bookings", "carla").startswith("No bookings with Peluquería Carla from 2")
    assert milo.json("bookings", "carla") == {"bookings": [], "next": None}


def test_one_is_booked_by_hand(milo):
    made = book(milo, f"{DAY}T09:00", "--name", "Ana", "--phone", "5492615551234")
    assert made == {
        "id": made["id"],
        "client": "carla",
        "service": "corte",
        "staff": None,
        "party": 1,
        "name": "Ana",
        "user_phone": "5492615551234",
        "user_id": None,
        "datetime": "2035-11-27T09:00:00-03:00",
        "ends_at": "2035-11-27T09:30:00-03:00",
        "status": "confirmed",
        "notes": "",
        "price": made["price"],
        "currency": "ARS",
        "cancel_notice_minutes": 0,
        "moves": None,
        "attendance": None,
        "no_shows": 0,
    }
    assert milo.json("bookings", "carla")["bookings"] == [made]


@pytest.mark.parametrize(
    "when", [f"{DAY}T09:00", f"{DAY} 09:00", f"{DAY}T12:00+00:00", f"{DAY}T09:00-03:00"]
)
def test_times_are_by_the_merchants_clock_unless_they_have_an_offset(milo, when):
    assert book(milo, when)["datetime"] == "2035-11-27T09:00:00-03:00"


def test_an_agenda_is_in_the_order_of_days_and_hours_and_masks_phones(milo):
    late = book(milo, f"{DAY}T11:00", "--name", "[red]Ana[/]", "--phone", "5492615551234")
    early = book(milo, f"{DAY}T09:00")
    other = book(milo, "2035-11-28T09:00", "--status", "pending")
    lines = milo.good("bookings", "carla").splitlines()
    assert [line.split()[-1] for line in lines] == ["id", early["id"], late["id"], other["id"]]
    assert lines[1].startswith("Tue 2035-11-27  09:00–09:30  Corte ")
    assert lines[2].startswith("                11:00–11:30  Corte    [red]Ana[/] ")
    assert lines[3].startswith("Wed 2035-11-28  09:00–09:30  Corte ")
    assert "…1234" in lines[2]
    assert "5492615551234" not in "".join(lines)


def test_a_narrow_agenda_goes_day_by_day(milo):
    one = book(milo, f"{DAY}T09:00", "--name", "Ana", "--phone", "5492615551234")
    told = milo.good("bookings", "carla", COLUMNS="60")
    assert told == (
        "\nTue 2035-11-27\n"
        "  09:00–09:30  Corte, Ana\n"
        f"               confirmed  …1234  {one['id']}\n"
    )


def test_days_and_statuses_choose(milo):
    first, second = book(milo), book(milo, "2035-11-28T09:00", "--status", "pending")
    gone = book(milo, "2035-11-29T09:00")
    milo.good("bookings", "cancel", gone["id"])

    def ids(*options):
        return [one["id"] for one in milo.json("bookings", "carla", *options)["bookings"]]

    assert ids() == [first["id"], second["id"]]
    assert ids("--from", "2035-11-28") == [second["id"]]
    assert ids("--to", DAY) == [first["id"]]
    assert ids("--status", "cancelled", "--status", "pending") == [second["id"], gone["id"]]
    assert "before --from" in milo.misused("bookings", "carla", "--to", "2020-01-01")
    assert "does not match" in milo.misused("bookings", "carla", "--from", "27/11")


@pytest.mark.parametrize(
    ("command", "status", "becomes"),
    [
        ("confirm", "pending", "confirmed"),
        ("reject", "pending", "rejected"),
        ("cancel", "pending", "cancelled"),
        ("cancel", "confirmed", "cancelled"),
        ("done", "confirmed", "completed"),
        ("no-show", "confirmed", "no_show"),
    ],
)
def test_a_bookings_life(milo, command, status, becomes):
    day = PAST if becomes in ("completed", "no_show") else DAY
    made = book(milo, f"{day}T09:00", "--status", status, "--name", "Ana")
    told = milo.good("bookings", command, made["id"])
    assert told == f"Corte, Tue {day} 09:00, Ana: {becomes} ({made['id']})\n"
    assert milo.json("bookings", command, made["id"])["status"] == becomes
    entries = milo.transact(lambda tx: tx.audit.of(f"booking:{made['id']}"))
    assert [(one.actor, one.action) for one in entries] == [
        ("operator", "booking.create"),
        ("operator", "booking.change"),
    ]


def test_what_its_life_does_not_allow(milo):
    made = book(milo)
    milo.good("bookings", "cancel", made["id"])
    said = milo.wrong("bookings", "confirm", made["id"])
    assert said == "A booking that is cancelled cannot become confirmed."
    said = milo.wrong("bookings", "move", made["id"], f"{DAY}T10:00")
    assert said == "A booking that is cancelled cannot be moved."


def test_one_is_moved(milo):
    made = book(milo)
    moved = milo.json("bookings", "move", made["id"], f"{DAY}T10:00")
    assert moved == {
        **made,
        "datetime": "2035-11-27T10:00:00-03:00",
        "ends_at": "2035-11-27T10:30:00-03:00",
    }


def test_no_room_is_a_conflict(milo):
    book(milo)
    arguments = ("bookings", "add", "carla", "corte", f"{DAY}T09:00")
    assert milo.wrong(*arguments) == "There is no room at that time."
    other = book(milo, f"{DAY}T10:00")
    assert "no room" in milo.wrong("bookings", "move", other["id"], f"{DAY}T09:00")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("corte", "mañana"), "WHEN: must be like"),
        (("corte", "1999-01-01T10:00"), "WHEN: must be an ISO 8601 time"),
        (("corte", f"{DAY}T09:00", "--party", "0"), "--party: must be from 1"),
        (("corte", f"{DAY}T09:00", "--party", "x"), "not a valid integer"),
        (("corte", f"{DAY}T09:00", "--phone", "+54 9"), "--phone: must be a phone"),
        (("corte", f"{DAY}T09:00", "--name", "a\nb"), "--name: must be one line"),
        (("corte", f"{DAY}T09:00", "--name", "\udcff"), "--name: holds characters"),
        (("corte", f"{DAY}T09:00", "--status", "held"), "'held' is not one of"),
    ],
)
def test_what_was_typed_makes_no_sense(milo, arguments, said):
    assert said in milo.misused("bookings", "add", "carla", *arguments)


def test_an_hour_that_comes_twice_or_never_needs_its_offset(milo):
    milo.apply(
        "name: Madrid\nsettings:\n  timezone: Europe/Madrid\n"
        "  services: [{id: corte, name: Corte, minutes: 30}]\n"
        '  hours: {sun: [["00:00", "24:00"]]}\n'
    )
    for when in ("2035-10-28T02:30", "2035-03-25T02:30"):
        said = milo.misused("bookings", "add", "madrid", "corte", when)
        assert "shown twice, or never" in said
    milo.good("bookings", "add", "madrid", "corte", "2035-10-28T02:30+01:00")


def test_services_and_staff_that_are_not_there(milo):
    said = milo.wrong("bookings", "add", "carla", "tinte", f"{DAY}T09:00")
    assert said == "service: is not one of the client's services"


def test_a_phone_needs_the_number_that_it_wrote_to(milo):
    milo.env["MILO_META_PHONE_NUMBER_ID"] = None
    said = milo.wrong(
        *("bookings", "add", "carla", "corte", f"{DAY}T09:00", "--phone", "5492615551234")
    )
    assert said.startswith("MILO_META_PHONE_NUMBER_ID is missing")


@pytest.mark.parametrize("booking_id", ["nobody", "", "\udcff", "x" * 5000])
def test_an_unknown_one(milo, booking_id):
    assert milo.wrong("bookings", "done", booking_id) == "There is no such booking."
    assert milo.wrong("bookings", "list", booking_id) == "There is no such client."
