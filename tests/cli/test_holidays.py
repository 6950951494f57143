"""`milo clients holidays`: proposals, to take or leave."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest


@pytest.fixture
def carla(milo):
    milo.apply(
        """\
name: Carla
settings:
  province: M
  services: [{id: corte, name: Corte, minutes: 30}]
  hours: {mon: [["09:00", "13:00"]], tue: [["09:00", "13:00"]], wed: [["09:00", "13:00"]],
    thu: [["09:00", "13:00"]], fri: [["09:00", "13:00"]], sat: [["09:00", "13:00"]],
    sun: [["09:00", "13:00"]]}
  special_days: {"2020-01-02": []}
"""
    )
    return milo


def holidays(milo, *more):
    return milo.json("clients", "holidays", "carla", *more)


def christmas():
    today = datetime.now(UTC).date()
    return f"{today.year + ((today.month, today.day) >= (12, 24))}-12-25"


def test_a_year_of_them_and_nothing_is_changed(carla):
    before = carla.json("clients", "show", "carla")
    told = holidays(carla)
    assert (told["country"], told["province"]) == ("AR", "M")
    named = {one["name"] for one in told["holidays"]}
    assert {"Navidad", "Día del Apóstol Santiago"} <= named
    assert {one["standing"] for one in told["holidays"]} == {"open"}
    assert (told["closed"], told["bookings"]) == ([], [])
    assert carla.json("clients", "show", "carla") == before
    shown = carla.good("clients", "holidays", "carla")
    assert "Navidad" in shown and "To close: milo clients holidays carla --close" in shown


def test_one_is_taken_and_the_rest_left(carla):
    told = holidays(carla, "--close", christmas())
    assert told["closed"] == [christmas()]
    special = carla.json("clients", "show", "carla")["special_days"]
    assert special == {"2020-01-02": [], christmas(): []}
    standing = {one["date"]: one["standing"] for one in holidays(carla)["holidays"]}
    assert standing.pop(christmas()) == "closed"
    assert set(standing.values()) == {"open"}
    assert f"Closed on {christmas()}" not in carla.good(
        "clients", "holidays", "carla", "--close", christmas()
    )


def test_all_that_it_is_open_on(carla):
    told = holidays(carla, "--close-all")
    assert len(told["closed"]) == len(told["holidays"]) > 10
    assert holidays(carla, "--close-all")["closed"] == []


def test_bookings_on_a_day_that_is_closed_stand_and_are_listed(carla):
    first = holidays(carla)["holidays"][-1]["date"]
    booking = carla.json("bookings", "add", "carla", "corte", f"{first}T10:00", "--name", "Ana")
    told = holidays(carla, "--close", first)
    assert told["bookings"] == [booking["id"]]


def test_what_is_no_holiday_is_not_closed(carla):
    ordinary = datetime.now(UTC).date() + timedelta(days=400)
    said = carla.wrong("clients", "holidays", "carla", "--close", str(ordinary))
    assert said == f"No holiday in the next 365 days: {ordinary}."
    assert carla.json("clients", "show", "carla")["special_days"] == {"2020-01-02": []}


def test_used_wrongly_and_nobody_there(carla):
    assert "25/12" in carla.misused("clients", "holidays", "carla", "--close", "25/12")
    assert "--days" in carla.misused("clients", "holidays", "carla", "--days", "0")
    assert carla.wrong("clients", "holidays", "nadie") == "There is no such client."


def test_a_merchant_that_is_never_open_has_nothing_to_close(milo):
    milo.apply("name: Kiosco\n")
    told = milo.json("clients", "holidays", "kiosco", "--close-all")
    assert (told["closed"], {one["standing"] for one in told["holidays"]}) == ([], {"closed"})
    assert milo.json("clients", "show", "kiosco")["special_days"] == {}
