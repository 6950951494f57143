"""Programs that send a request again, at one moment and after a crash, on both databases."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from threading import Barrier
from typing import Any

import pytest
import requests
from support.databases import count
from support.house import ADMIN_TOKEN, House

ROUNDS = int(os.environ.get("MILO_ROUNDS", "1"))
TWINS = 12
each_round = pytest.mark.parametrize("_round", range(ROUNDS))
HERE = timezone(timedelta(hours=-3))


def booking(slug: str, days: int = 2) -> dict[str, Any]:
    day = datetime.now(HERE) + timedelta(days=days)
    nine = day.replace(hour=9, minute=0, second=0, microsecond=0)
    return {"client": slug, "service": "corte", "datetime": nine.isoformat(), "name": "Ana"}


def send(house: House, data: Any, key: str) -> requests.Response:
    return requests.post(
        house.server.address + "/api/bookings",
        json=data,
        headers={"Authorization": f"Bearer {ADMIN_TOKEN}", "Idempotency-Key": key},
        timeout=30,
    )


def send_at_once(house: House, bodies: list[Any], key: str) -> list[requests.Response]:
    start = Barrier(len(bodies))

    def one(data: Any) -> requests.Response:
        start.wait(timeout=10)
        return send(house, data, key)

    with ThreadPoolExecutor(len(bodies)) as pool:
        return list(pool.map(one, bodies))


@pytest.mark.races
@each_round
def test_twins_at_one_moment_are_one_booking(house: House, _round: int) -> None:
    """There is room for all of them; one is made, and each is told of that one."""
    slug = house.merchant(capacity=TWINS)
    answers = send_at_once(house, [booking(slug)] * TWINS, f"twins-{slug}")
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert [row["id"] for row in house.bookings(slug, "confirmed")] == [answers[0].json()["id"]]
    told = count(house.database, "audit", "subject = %s", f"booking:{answers[0].json()['id']}")
    assert told == 1


@pytest.mark.races
@each_round
def test_twins_for_the_last_place_are_all_told_of_it(house: House, _round: int) -> None:
    """None is told 409 because its twin took the place."""
    slug = house.merchant()
    answers = send_at_once(house, [booking(slug)] * TWINS, f"last-{slug}")
    assert {(answer.status_code, answer.text) for answer in answers} == {(201, answers[0].text)}
    assert len(house.bookings(slug, "confirmed")) == 1


@pytest.mark.races
@each_round
def test_other_bodies_under_one_key_at_one_moment(house: House, _round: int) -> None:
    slug = house.merchant(capacity=TWINS)
    bodies = [booking(slug, days) for days in range(1, TWINS + 1)]
    answers = send_at_once(house, bodies, f"others-{slug}")
    assert sorted(answer.status_code for answer in answers) == [201] + [422] * (TWINS - 1)
    assert len(house.bookings(slug, "confirmed")) == 1


def test_sent_again_after_a_kill(own_house: House) -> None:
    """The answer was lost with the process; the next one gives it, and books nothing."""
    own_house.open()
    slug = own_house.merchant(capacity=2)
    first = send(own_house, booking(slug), "lost")
    own_house.server.discard()
    own_house.open()
    again = send(own_house, booking(slug), "lost")
    assert (again.status_code, again.text) == (201, first.text)
    assert len(own_house.bookings(slug, "confirmed")) == 1
