"""The admin's bookings over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest

from milo.engine.model import BookingStatus

PATH = "/api/bookings"
NINE = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SHOWN = {
    "id": "b1",
    "client": "carla",
    "service": "corte",
    "staff": None,
    "party": 1,
    "name": "Ana",
    "user_phone": "5492610000000",
    "user_id": "AR.123",
    "datetime": "2026-11-23T09:00:00-03:00",
    "ends_at": "2026-11-23T09:30:00-03:00",
    "status": "confirmed",
    "notes": "sin apuro",
    "price": None,
    "currency": None,
    "cancel_notice_minutes": None,
    "moves": None,
    "attendance": None,
    "no_shows": 0,
}
NOT_TOLD = {"told": "no", "told_why": "nothing"}
PROMISED = {"price": "8000", "currency": "ARS", "cancel_notice_minutes": 0}


@pytest.fixture(autouse=True)
def _carla(world):
    world.add_client("carla")


def add(world, id, starts_at=NINE, **more):
    return world.add_booking(id, starts_at, **more)


def ana(world):
    more = {"name": "Ana", "user_phone": "5492610000000", "user_id": "AR.123"}
    return add(world, "b1", notes="sin apuro", **more)


def ids(world, query):
    answer = world.get(PATH, admin=True, query_string="client=carla&" + query)
    assert answer.status_code == 200, answer.text
    return [booking["id"] for booking in answer.json["bookings"]], answer.json["next"]


def faults(answer):
    assert answer.status_code == 422
    return {error["path"] for error in answer.json["errors"]}


def stored(world, booking_id):
    return world.read(lambda tx: tx.bookings.by_id(booking_id))


class TestList:
    def test_as_the_contract_shows_them(self, world):
        ana(world)
        answer = world.get(PATH, admin=True, query_string="client=carla")
        assert answer.json == {"bookings": [SHOWN], "next": None}

    def test_only_that_client_s(self, world):
        world.add_client("otra")
        add(world, "b1")
        add(world, "b2", client_id="c-otra")
        assert ids(world, "") == (["b1"], None)

    def test_in_pages_by_id(self, world):
        for number in (3, 1, 2):
            add(world, f"b{number}", NINE + timedelta(days=number))
        assert ids(world, "limit=2") == (["b1", "b2"], "b2")
        assert ids(world, "limit=2&after=b2") == (["b3"], None)

    def test_days_of_the_client_s_calendar_both_included(self, world):
        midnight = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
        add(world, "b1", midnight - timedelta(minutes=1))
        add(world, "b2", midnight)
        add(world, "b3", midnight + timedelta(hours=23, minutes=59))
        add(world, "b4", midnight + timedelta(hours=24))
        assert ids(world, "from=2026-11-24&to=2026-11-24")[0] == ["b2", "b3"]
        assert ids(world, "from=2026-11-24")[0] == ["b2", "b3", "b4"]
        assert ids(world, "to=2026-11-23")[0] == ["b1"]

    def test_by_status_held_ones_only_when_asked_for(self, world):
        for status in BookingStatus:
            add(world, status.value, status=status, session_id=None)
        every = sorted(BookingStatus)
        assert ids(world, "")[0] == [status for status in every if status != "held"]
        assert ids(world, "status=held")[0] == ["held"]
        assert ids(world, "status=held,pending")[0] == ["held", "pending"]
        assert ids(world, "status=no_show&status=expired")[0] == ["expired", "no_show"]
        assert ids(world, "status=")[0] == ids(world, "")[0]

    def test_by_person(self, world):
        ana(world)
        add(world, "b2", user_phone="5492619999999")
        assert ids(world, "phone=5492610000000")[0] == ["b1"]
        add(world, "b3", user_phone="5492615551234")
        for spelling in ("542615551234", "%2B54 9 261 555-1234", "0261 15 555 1234"):
            assert ids(world, f"phone={spelling}")[0] == ["b3"], spelling
        assert ids(world, "user_id=AR.123")[0] == ["b1"]
        assert ids(world, "user_id=AR.123&phone=5492619999999")[0] == []
        assert ids(world, "from=&to=&status=&phone=&user_id=")[0] == ["b1", "b2", "b3"]

    @pytest.mark.parametrize(
        ("query", "paths"),
        [
            ("", {"client"}),
            ("client=carla&from=x&to=y&limit=z&status=w&colour=1", None),
            ("client=carla&from=2026-11-24&to=2026-11-23", {"to"}),
            ("client=carla&status=sold", {"status[0]"}),
        ],
    )
    def test_senseless_questions(self, world, query, paths):
        expected = paths or {"from", "to", "limit", "status[0]", "colour"}
        assert faults(world.get(PATH, admin=True, query_string=query)) == expected

    def test_an_unknown_client_is_404(self, world):
        answer = world.get(PATH, admin=True, query_string="client=nadie")
        assert answer.status_code == 404


class TestPatch:
    def test_a_status(self, world):
        add(world, "b1", status=BookingStatus.PENDING)
        answer = world.patch(f"{PATH}/b1", {"status": "confirmed"})
        assert answer.status_code == 200
        assert answer.json["status"] == "confirmed"
        assert stored(world, "b1").status is BookingStatus.CONFIRMED
        (entry,) = world.read(lambda tx: tx.audit.of("booking:b1"))
        assert entry.changes == {"status": ["pending", "confirmed"]}

    def test_a_time(self, world):
        ana(world)
        answer = world.patch(f"{PATH}/b1", {"datetime": "2026-11-24T21:15:00Z"})
        assert answer.json == {
            **SHOWN,
            **NOT_TOLD,
            "datetime": "2026-11-24T18:15:00-03:00",
            "ends_at": "2026-11-24T18:45:00-03:00",
        }
        (entry,) = world.read(lambda tx: tx.audit.of("booking:b1"))
        assert set(entry.changes) == {"datetime", "ends_at"}

    def test_a_time_that_is_taken_is_409(self, world):
        ana(world)
        add(world, "b2", NINE + timedelta(hours=1))
        answer = world.patch(f"{PATH}/b1", {"datetime": "2026-11-23T10:15:00-03:00"})
        assert answer.status_code == 409
        assert answer.json["errors"] == []
        assert stored(world, "b1").datetime == NINE

    @pytest.mark.parametrize(
        ("before", "after"),
        [("cancelled", "confirmed"), ("completed", "pending"), ("confirmed", "held")],
    )
    def test_what_its_life_does_not_allow_is_409(self, world, before, after):
        add(world, "b1", status=BookingStatus(before))
        assert world.patch(f"{PATH}/b1", {"status": after}).status_code == 409
        assert stored(world, "b1").status == before

    def test_a_cancelled_one_is_not_moved(self, world):
        add(world, "b1", status=BookingStatus.CANCELLED)
        data = {"datetime": "2026-11-24T10:00:00-03:00"}
        assert world.patch(f"{PATH}/b1", data).status_code == 409

    def test_the_same_again_changes_nothing(self, world):
        ana(world)
        assert world.patch(f"{PATH}/b1", {"status": "confirmed"}).status_code == 200
        assert world.read(lambda tx: tx.audit.of("booking:b1")) == []

    @pytest.mark.parametrize(
        ("data", "paths"),
        [
            ({"status": "confirmed", "datetime": "2026-11-24T10:00:00-03:00"}, {""}),
            ({"status": None}, {"status"}),
            ({"status": "sold"}, {"status"}),
            ({"datetime": None}, {"datetime"}),
            ({"datetime": "2026-11-24T10:00:00"}, {"datetime"}),
            ({"datetime": "2026-11-24"}, {"datetime"}),
            ({"datetime": "mañana"}, {"datetime"}),
            ({"datetime": 1764000000}, {"datetime"}),
            ({"datetime": "0001-01-01T00:00:00+14:00"}, {"datetime"}),
            ({"starts_at": "2026-11-24T10:00:00-03:00"}, {"starts_at"}),
            ({"status": "cancelled", "notes": "x"}, {""}),
            ({"notes": 3}, {"notes"}),
            ({"party": 0}, {"party"}),
            ({"staff": "zoe"}, {"staff"}),
        ],
    )
    def test_senseless_changes(self, world, data, paths):
        before = ana(world)
        assert faults(world.patch(f"{PATH}/b1", data)) == paths
        assert stored(world, "b1") == before

    def test_nothing_changes_nothing(self, world):
        before = ana(world)
        answer = world.patch(f"{PATH}/b1", {})
        assert (answer.status_code, answer.json) == (200, {**SHOWN, **NOT_TOLD})
        assert stored(world, "b1") == before

    def test_words_party_and_staff(self, world):
        add(world, "b1", service="color", staff="carla")
        changes = {"name": "Eva", "notes": "con flequillo", "party": 1, "staff": None}
        answer = world.patch(f"{PATH}/b1", changes).json
        assert (answer["name"], answer["notes"], answer["staff"]) == (
            *("Eva", "con flequillo", "carla"),
        )
        assert world.patch(f"{PATH}/b1", {"party": 9}).status_code == 409

    @pytest.mark.parametrize("status", ["completed", "no_show"])
    def test_nothing_is_over_before_its_start(self, world, status):
        add(world, "b1", NINE + timedelta(days=1))
        assert world.patch(f"{PATH}/b1", {"status": status}).status_code == 409
        assert stored(world, "b1").status is BookingStatus.CONFIRMED

    def test_a_held_one_is_not_confirmed(self, world):
        add(world, "b1", status=BookingStatus.HELD)
        assert world.patch(f"{PATH}/b1", {"status": "confirmed"}).status_code == 409

    def test_its_history_tells_who_changed_what(self, world):
        ana(world)
        world.patch(f"{PATH}/b1", {"notes": "llega tarde"})
        answer = world.get(f"{PATH}/b1", admin=True)
        assert answer.json == {
            **SHOWN,
            "notes": "llega tarde",
            "history": [
                {
                    "at": answer.json["history"][0]["at"],
                    "actor": "admin",
                    "action": "booking.change",
                    "changes": {"notes": ["sin apuro", "llega tarde"]},
                }
            ],
        }
        assert world.get(f"{PATH}/nothing", admin=True).status_code == 404
        assert world.get(f"{PATH}/b1").status_code == 401

    def test_an_unknown_booking_is_404(self, world):
        assert world.patch(f"{PATH}/nothing", {"status": "cancelled"}).status_code == 404


class TestByHand:
    DATA: ClassVar = {
        "client": "carla",
        "service": "corte",
        "datetime": "2026-11-25T21:00:00-03:00",
    }

    def test_a_booking_outside_the_hours(self, world):
        more = {"name": "Eva", "user_phone": "5492611111111", "notes": "por teléfono"}
        answer = world.post(PATH, {**self.DATA, **more})
        assert answer.status_code == 201
        assert answer.json == {
            **SHOWN,
            **PROMISED,
            **NOT_TOLD,
            **more,
            "id": answer.json["id"],
            "user_id": None,
            "datetime": "2026-11-25T21:00:00-03:00",
            "ends_at": "2026-11-25T21:30:00-03:00",
        }
        (entry,) = world.read(lambda tx: tx.audit.of(f"booking:{answer.json['id']}"))
        assert entry.action == "booking.create"

    def test_staff_and_status(self, world):
        more = {"service": "color", "staff": "carla", "status": "pending", "party": 1}
        answer = world.post(PATH, {**self.DATA, **more}).json
        assert (answer["staff"], answer["status"]) == ("carla", "pending")

    def test_no_room_is_409(self, world):
        assert world.post(PATH, self.DATA).status_code == 201
        assert world.post(PATH, self.DATA).status_code == 409

    @pytest.mark.parametrize(
        ("more", "paths"),
        [
            ({"service": "nada"}, {"service"}),
            ({"staff": "nadie"}, {"staff"}),
            ({"party": 0}, {"party"}),
            ({"party": "1"}, {"party"}),
            ({"party": True}, {"party"}),
            ({"status": "completed"}, {"status"}),
            ({"user_phone": "+54 261"}, {"user_phone"}),
            ({"name": "a\nb"}, {"name"}),
            ({"notes": "x" * 1001}, {"notes"}),
            ({"datetime": "2026-11-25T21:00:00"}, {"datetime"}),
            ({"id": "mine", "client": 5, "service": None}, {"id", "client", "service"}),
        ],
    )
    def test_senseless_bookings(self, world, more, paths):
        assert faults(world.post(PATH, {**self.DATA, **more})) == paths

    def test_an_unknown_client_is_404(self, world):
        assert world.post(PATH, {**self.DATA, "client": "nadie"}).status_code == 404
