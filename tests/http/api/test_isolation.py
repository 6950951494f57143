"""One client's request never reaches another's data."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

import pytest

from milo.engine.model import BookingStatus, Contact

from ..conftest import SETTINGS

NINE = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PHONE = "5492610000000"


@pytest.fixture(autouse=True)
def _two(world):
    world.add_client("carla")
    world.add_client(
        "otra",
        settings={
            **SETTINGS,
            "services": [
                {"id": "unas", "name": "Uñas", "minutes": 30},
                SETTINGS["services"][0],
            ],
        },
    )
    world.add_booking("b1", NINE, user_phone=PHONE, name="Ana", notes="alergia")


def slots(world, slug, **params):
    given = {"service": "corte", "from": "2026-11-23", **params}
    return world.get(f"/api/clients/{slug}/availability", params=given)


def listed(world, slug, query=""):
    answer = world.get("/api/bookings", admin=True, query_string=f"client={slug}&{query}")
    return [each["id"] for each in answer.json["bookings"]]


def test_a_booking_takes_no_place_at_another_s(world):
    assert "09:00" not in slots(world, "carla").json["days"][0]["slots"]
    assert "09:00" in slots(world, "otra").json["days"][0]["slots"]


def test_another_s_booking_excluded_gives_nothing_back(world):
    world.add_booking("b2", NINE, client_id="c-otra")
    day = slots(world, "otra", exclude="b1").json["days"][0]
    assert "09:00" not in day["slots"]


def test_another_s_service_and_staff_are_unknown(world):
    for params in ({"service": "unas"}, {"service": "corte", "staff": "unas"}):
        answer = slots(world, "carla", **params)
        assert answer.status_code == 422
        assert "Uñas" not in answer.text


def test_lists_hold_to_their_client_whatever_else_is_asked(world):
    for query in ("", f"phone={PHONE}", "after=a", "status=confirmed", "from=2026-11-23"):
        assert listed(world, "carla", query) == ["b1"]
        assert listed(world, "otra", query) == []


def test_the_public_sees_nothing_of_bookings(world):
    for path in ("/api/clients/carla", "/carla", "/metrics", "/readyz"):
        text = world.get(path).text
        assert not [word for word in (PHONE, "Ana", "alergia", "b1") if word in text]
    assert PHONE not in slots(world, "carla").text


def test_a_booking_by_hand_stays_where_it_was_made(world):
    data = {"client": "otra", "service": "corte", "datetime": "2026-11-23T09:00:00-03:00"}
    made = world.post("/api/bookings", data).json
    assert made["client"] == "otra"
    assert listed(world, "carla") == ["b1"]
    assert (
        world.post("/api/bookings", {**data, "service": "color", "staff": "unas"}).status_code
        == 422
    )


class TestPeople:
    """Linking a booking by hand to the person who wrote, on the client's number."""

    DATA: ClassVar = {
        "client": "carla",
        "service": "corte",
        "datetime": "2026-11-25T21:00:00-03:00",
        "user_phone": PHONE,
    }

    def booked(self, world, **more):
        answer = world.post("/api/bookings", {**self.DATA, **more})
        assert answer.status_code == 201, answer.text
        return world.read(lambda tx: tx.bookings.by_id(answer.json["id"])), answer.json

    def wrote(self, world, number="1060000000", user_id="AR.1", name="Ana de WhatsApp"):
        fresh = Contact(f"k-{number}", number, user_id, PHONE, name)
        return world.write(lambda tx: tx.contacts.upsert(fresh, NINE))

    def test_who_wrote_before_finds_it_among_theirs(self, world):
        ana = self.wrote(world)
        row, shown = self.booked(world, name="Anita")
        assert (row.contact_id, row.user_id) == (ana.id, "AR.1")
        assert (shown["user_id"], shown["name"]) == ("AR.1", "Anita")
        mine = world.read(lambda tx: tx.bookings.of_contact("c-carla", ana.id, NINE))
        assert [each.id for each in mine] == [row.id]
        assert world.read(lambda tx: tx.contacts.by_id(ana.id)).name == "Ana de WhatsApp"

    def test_who_writes_later_finds_it_too(self, world):
        row, shown = self.booked(world)
        assert shown["user_id"] is None
        assert self.wrote(world).id == row.contact_id

    def test_without_a_phone_it_is_nobody_s(self, world):
        row, _ = self.booked(world, user_phone=None)
        assert row.contact_id is None
        assert world.contacts() == []

    def test_no_room_leaves_no_contact(self, world):
        data = {**self.DATA, "datetime": "2026-11-23T09:00:00-03:00"}
        assert world.post("/api/bookings", data).status_code == 409
        assert world.contacts() == []

    def test_on_the_number_of_the_client_s_business(self, world):
        common = self.wrote(world)
        own = self.wrote(world, "1060000999", user_id="AR.2")
        numbers = {"phone_number_id": "1060000999", "whatsapp_number": "5492615550000"}
        world.add_business("norte", **numbers)
        world.patch("/api/clients/carla", {"business_id": "norte"})
        row, _ = self.booked(world)
        assert row.contact_id == own.id != common.id
        assert row.business_id == "norte"
        row, _ = self.booked(world, client="otra")
        assert row.contact_id == common.id


def test_a_status_is_not_told_to_another_s_booking(world):
    world.add_booking("b2", NINE, client_id="c-otra", status=BookingStatus.PENDING)
    world.patch("/api/bookings/b2", {"status": "rejected"})
    assert world.read(lambda tx: tx.bookings.by_id("b1")).status is BookingStatus.CONFIRMED
