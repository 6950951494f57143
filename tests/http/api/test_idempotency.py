"""`Idempotency-Key`: the same request again gets its first answer, and does nothing."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from milo.http.api.idempotency import HEADER

BOOKING = {
    "client": "carla",
    "service": "corte",
    "datetime": "2026-11-23T10:00:00-03:00",
    "name": "Ana",
    "user_phone": "0261 15 517-6403",
}
OTHER = {**BOOKING, "datetime": "2026-11-23T10:30:00-03:00"}
MAKES = {
    "/api/bookings": BOOKING,
    "/api/shortlinks": {"name": "Mon Pâtisserie"},
    "/api/businesses": {"name": "Sur SA"},
    "/api/clients/carla/tokens": {"name": "agenda"},
    "/api/clients/carla/calendar-tokens": {},
    "/api/clients/carla/blocked": {"phone": "+54 9 261 555-1234"},
}


@pytest.fixture(autouse=True)
def carla(world):
    world.add_client("carla")
    world.add_client("mon")


def post(world, path, data, key="k-1", token="s3cret-admin"):
    headers = {"Authorization": f"Bearer {token}", HEADER: key}
    return world.http.simulate_post(path, body=json.dumps(data), headers=headers)


def booked(world):
    return world.read(lambda tx: [row.id for row in tx.bookings.table])


def faults(answer):
    return [(fault["path"], fault["message"]) for fault in answer.json["errors"]]


@pytest.mark.parametrize("path", MAKES)
def test_each_post_of_the_admin_is_worked_once(world, path):
    first = post(world, path, MAKES[path])
    again = post(world, path, MAKES[path])
    assert (first.status_code, again.status_code) == (201, 201), first.text
    assert again.json == first.json
    twice = post(world, path, MAKES[path], "k-2")
    assert twice.status_code == (409 if path == "/api/bookings" else 201)
    stays = path.endswith("/blocked")  # who is blocked already is not blocked twice
    assert (twice.json == first.json) == stays


def test_the_second_books_nothing(world):
    for _ in range(3):
        post(world, "/api/bookings", BOOKING)
    assert len(booked(world)) == 1


def test_the_first_answer_whatever_became_of_it(world):
    first = post(world, "/api/bookings", BOOKING)
    world.patch(f"/api/bookings/{first.json['id']}", {"status": "cancelled"})
    assert post(world, "/api/bookings", BOOKING).json == first.json
    assert len(booked(world)) == 1


def test_the_same_body_is_the_same_data(world):
    first = post(world, "/api/bookings", BOOKING)
    turned = dict(reversed(BOOKING.items()))
    assert post(world, "/api/bookings", turned).json == first.json


@pytest.mark.parametrize(
    ("path", "data"),
    [("/api/bookings", OTHER), ("/api/businesses", {"name": "Ana"}), ("/api/bookings", {})],
    ids=["other body", "other path", "nothing"],
)
def test_another_request_under_the_same_key_is_refused(world, path, data):
    post(world, "/api/bookings", BOOKING)
    refused = post(world, path, data)
    assert refused.status_code == 422
    if data:
        assert faults(refused) == [(HEADER, "was sent with another request before")]
    assert len(booked(world)) == 1


def test_a_clash_is_kept_too(world):
    """Who got 409 is not booked by a retry hours later, when they have gone elsewhere."""
    taken = world.post("/api/bookings", BOOKING)
    clash = post(world, "/api/bookings", BOOKING)
    assert clash.status_code == 409
    world.patch(f"/api/bookings/{taken.json['id']}", {"status": "cancelled"})
    again = post(world, "/api/bookings", BOOKING)
    assert (again.status_code, again.json) == (409, clash.json)
    assert len(booked(world)) == 1
    assert post(world, "/api/bookings", BOOKING, "k-2").status_code == 201


@pytest.mark.parametrize("wrong", [{**BOOKING, "party": 0}, {**BOOKING, "client": "nadie"}])
def test_what_made_no_sense_may_be_mended_under_the_same_key(world, wrong):
    assert post(world, "/api/bookings", wrong).status_code in (404, 422)
    assert post(world, "/api/bookings", BOOKING).status_code == 201


def test_a_day_later_the_key_is_new(world):
    first = post(world, "/api/bookings", BOOKING)
    world.clock.time += timedelta(hours=24, seconds=-1)
    assert post(world, "/api/bookings", BOOKING).json == first.json
    world.clock.time += timedelta(seconds=1)
    late = {**BOOKING, "datetime": "2026-11-24T16:00:00-03:00"}
    assert post(world, "/api/bookings", late).status_code == 201
    assert len(booked(world)) == 2


def test_each_token_has_keys_of_its_own(world):
    own = [world.post(f"/api/clients/{slug}/tokens", {}).json["token"] for slug in ("carla", "mon")]
    here, there = ({**BOOKING, "client": slug} for slug in ("carla", "mon"))
    answers = [
        post(world, "/api/bookings", here, token=own[0]),
        post(world, "/api/bookings", there, token=own[1]),
        post(world, "/api/bookings", {**there, "datetime": OTHER["datetime"]}),
    ]
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert len({answer.json["id"] for answer in answers}) == 3


def test_a_token_that_was_ended_gets_no_first_answer(world):
    token = world.post("/api/clients/carla/tokens", {}).json
    assert post(world, "/api/bookings", BOOKING, token=token["token"]).status_code == 201
    path = f"/api/clients/carla/tokens/{token['id']}"
    world.http.simulate_delete(path, headers=world.admin)
    assert post(world, "/api/bookings", BOOKING, token=token["token"]).status_code == 401


def test_quotes_of_a_structured_field_are_none_of_the_key(world):
    first = post(world, "/api/bookings", BOOKING, '"8e03978e-40d5"')
    assert post(world, "/api/bookings", BOOKING, "8e03978e-40d5").json == first.json


@pytest.mark.parametrize("key", ["", '""', "k" * 256, "ñandú"])
def test_what_is_no_key_is_named(world, key):
    refused = post(world, "/api/bookings", BOOKING, key)
    assert refused.status_code == 422
    told = "must be 1 to 255 printable characters of ASCII"
    assert faults(refused) == [(HEADER, told)]
    assert booked(world) == []


def test_a_secret_that_is_shown_again_is_nowhere_kept(world):
    """It opens what it opened, is the sender's alone, and no row holds it or the key."""
    made = post(world, "/api/clients/carla/tokens", {"name": "x"}, "the-key").json
    feed = post(world, "/api/clients/carla/calendar-tokens", {}, "feed-key").json
    assert post(world, "/api/clients/carla/tokens", {"name": "x"}, "the-key").json == made
    secret, url = made["token"], feed["url"]
    opened = world.http.simulate_get(
        "/api/clients/carla/conflicts", headers={"Authorization": f"Bearer {secret}"}
    )
    assert opened.status_code == 200
    assert world.get(url.removeprefix("https://go.soymilo.com")).status_code == 200
    kept = world.read(lambda tx: str(list(tx.first_answers.table) + list(tx.tokens.table)))
    for hidden in (secret, url[-32:], "the-key", "feed-key", "s3cret-admin"):
        assert hidden not in kept


def test_a_key_used_again_a_day_later_makes_another_secret(world):
    path = "/api/clients/carla/tokens"
    first = post(world, path, {}).json["token"]
    world.clock.time += timedelta(days=2)
    assert post(world, path, {}).json["token"] != first


def test_a_feed_has_nothing_to_say(world):
    path = "/api/clients/carla/calendar-tokens"
    assert world.post(path, {}).status_code == 201
    assert world.http.simulate_post(path, headers=world.admin).status_code == 201
    refused = world.post(path, {"staff": "carla"})
    assert (refused.status_code, faults(refused)) == (422, [("staff", "unknown key")])


def test_a_change_takes_no_key(world):
    made = post(world, "/api/bookings", BOOKING).json
    headers = {**world.admin, HEADER: "k-9"}
    for notes in ("uno", "dos"):
        answer = world.http.simulate_patch(
            f"/api/bookings/{made['id']}", body=json.dumps({"notes": notes}), headers=headers
        )
        assert answer.json["notes"] == notes


def test_who_has_something_to_be_sent_is_named_once(world):
    nudged = []
    world.add_session("carla", phone="5492615176403")
    world.settled.clear()
    post(world, "/api/bookings", BOOKING)
    nudged += world.settled
    post(world, "/api/bookings", BOOKING)
    assert world.settled == nudged
