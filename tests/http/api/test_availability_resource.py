"""Free times over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from milo.engine.model import BookingStatus

from ..conftest import NOW

PATH = "/api/clients/carla/availability"


@pytest.fixture(autouse=True)
def _carla(world):
    world.add_client("carla")


def ask(world, **params):
    params = {"service": "corte", "from": "2026-11-23", **params}
    return world.get(
        PATH, params={key: value for key, value in params.items() if value is not None}
    )


def slots(world, **params):
    answer = ask(world, **params)
    assert answer.status_code == 200
    return [day["slots"] for day in answer.json["days"]]


def test_a_day(world):
    assert ask(world).json == {
        "timezone": "America/Argentina/Buenos_Aires",
        "days": [{"date": "2026-11-23", "slots": ["09:00", "09:30", "10:00", "10:30"]}],
    }


def test_each_asked_day_in_order_closed_ones_too(world):
    answer = ask(world, days="4").json
    assert [day["date"] for day in answer["days"]] == [
        "2026-11-23",
        "2026-11-24",
        "2026-11-25",
        "2026-11-26",
    ]
    assert [len(day["slots"]) for day in answer["days"]] == [4, 4, 0, 0]


def test_sixty_two_days_and_the_horizon(world):
    days = slots(world, days="62")
    assert len(days) == 62
    assert all(not day for day in days[31:])


def test_what_is_taken_is_not_offered_and_exclude_gives_it_back(world):
    nine_thirty = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
    world.add_booking("b1", nine_thirty - timedelta(minutes=30))
    world.add_booking("b2", nine_thirty, status=BookingStatus.PENDING)
    assert slots(world) == [["10:00", "10:30"]]
    assert slots(world, exclude="b1") == [["09:00", "10:00", "10:30"]]
    assert slots(world, exclude="nothing") == [["10:00", "10:30"]]


def test_staff(world):
    assert slots(world, service="color", staff="carla") == [["09:00", "10:00"]]
    assert slots(world, service="corte", staff="carla") == [[]]


def test_a_party_too_large_finds_nothing(world):
    assert slots(world, party="1") != [[]]
    assert slots(world, party="2") == [[]]


@pytest.mark.parametrize(
    ("params", "paths"),
    [
        ({"service": None}, {"service"}),
        ({"service": "nada"}, {"service"}),
        ({"staff": "nadie"}, {"staff"}),
        ({"service": "nada", "staff": "nadie"}, {"service", "staff"}),
        ({"from": None}, {"from"}),
        ({"from": "hoy"}, {"from"}),
        ({"from": "2026-02-30"}, {"from"}),
        ({"from": "2026-2-3"}, {"from"}),
        ({"from": "20261123"}, {"from"}),
        ({"from": "2026-11-23T00:00"}, {"from"}),
        ({"from": "0001-01-01"}, {"from"}),
        ({"from": "9999-12-31"}, {"from"}),
        ({"from": "1764000000"}, {"from"}),
        ({"days": "0"}, {"days"}),
        ({"days": "63"}, {"days"}),
        ({"days": "-1"}, {"days"}),
        ({"days": "1.5"}, {"days"}),
        ({"days": "٣"}, {"days"}),
        ({"party": "0"}, {"party"}),
        ({"party": "x"}, {"party"}),
        ({"colour": "1"}, {"colour"}),
        (
            {"from": "x", "days": "x", "party": "x", "colour": "x"},
            {"from", "days", "party", "colour"},
        ),
    ],
)
def test_senseless_questions(world, params, paths):
    answer = ask(world, **params)
    assert answer.status_code == 422
    assert {error["path"] for error in answer.json["errors"]} == paths


def test_what_is_left_blank_is_not_given(world):
    assert ask(world, days="", party="", staff="", exclude="").status_code == 200


def test_an_unknown_client_is_404(world):
    answer = world.get("/api/clients/nadie/availability?service=corte&from=x")
    assert answer.status_code == 404


def test_past_days_are_empty(world):
    assert slots(world, **{"from": (NOW - timedelta(days=7)).date().isoformat()}) == [[]]
