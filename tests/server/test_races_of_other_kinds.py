"""Other races, each begun at one moment on a real server, on both databases.

`MILO_ROUNDS` says how often; each round has a merchant and people of its own.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from support.databases import PAST, count
from support.house import House, settings
from support.person import Person, tapping
from support.talks import walk

ROUNDS = int(os.environ.get("MILO_ROUNDS", "1"))
HOUR = "09:00"
DONE = "✅ ¡Listo!"

pytestmark = pytest.mark.races
each_round = pytest.mark.parametrize("_round", range(ROUNDS))


@pytest.fixture
def house(crowded: House) -> House:
    return crowded


def at_one_moment(house: House, *changes: dict[str, Any]) -> None:
    assert house.post_together([[change] for change in changes]) == [200] * len(changes)


@each_round
def test_a_hold_that_ran_out_against_others_who_hold_and_confirm(house: House, _round: int) -> None:
    """Half confirm what they held and lost, half choose the same hour: one has it in the end."""
    slug, people = house.merchant(), house.people(8)
    house.greet(slug, *people)
    asked = [walk(each, slug, "eligiendo_horario") for each in people]
    holders, choosers = people[:4], people[4:]
    for each in holders:
        assert "¿Lo confirmo?" in each.tap(HOUR).text
        let_holds_run_out(house, slug)
    those_who_choose = zip(choosers, asked[4:], strict=True)
    at_one_moment(
        house,
        *(each.write(tapping("Confirmar")) for each in holders),
        *(each.write(tapping(HOUR, hours)) for each, hours in those_who_choose),
    )
    said = [each.next() for each in people]
    house.wait_until_quiet()
    told = [answer for answer in said if answer.text.startswith(DONE)]
    held, booked = house.bookings(slug, "held"), house.bookings(slug, "confirmed")
    assert len(held) + len(booked) == 1
    assert len(told) == len(booked)
    asked_to_confirm = [answer for answer in said if "¿Lo confirmo?" in answer.text]
    assert len(asked_to_confirm) == len(held)


def let_holds_run_out(house: House, slug: str) -> None:
    house.database.change(
        "UPDATE bookings SET expires_at = %s WHERE status = 'held' "
        "AND client_id = (SELECT id FROM clients WHERE slug = %s)",
        PAST,
        slug,
    )


@each_round
def test_a_closure_while_people_confirm(house: House, _round: int) -> None:
    """Who was told that it stands has it; who came later is told of the closure."""
    slug, people = house.merchant(capacity=8), house.people(6)
    house.greet(slug, *people)
    for each in people:
        walk(each, slug, "confirmando", HOUR)
    closed = {**settings(capacity=8), "closures": [always()]}
    with ThreadPoolExecutor(1) as pool:
        changed = pool.submit(house.admin, "PATCH", f"/api/clients/{slug}", {"settings": closed})
        at_one_moment(house, *(each.write(tapping("Confirmar")) for each in people))
        changed.result()
    said = [each.next() for each in people]
    house.wait_until_quiet()
    told = {
        each.owner.user_id for each, answer in zip(people, said, strict=True) if DONE in answer.text
    }
    booked = {row["user_id"] for row in house.bookings(slug, "confirmed")}
    assert told == booked
    assert house.bookings(slug, "held") == [] or len(told) < len(people)
    late = house.person()
    assert DONE not in walk(late, slug, "eligiendo_servicio").text
    assert "¿Lo confirmo?" not in late.tap("Corte").text


def always() -> dict[str, str]:
    return {"from": "2026-01-01T00:00", "to": "2036-01-01T00:00", "reason": "Vacaciones"}


@each_round
def test_one_person_on_two_phones(house: House, _round: int) -> None:
    """Both phones tap *Confirmar*, or both choose another hour: one booking, two answers."""
    slug, ana = house.merchant(), house.person()
    walk(ana, slug, "confirmando", HOUR)
    at_one_moment(house, *(ana.write(tapping("Confirmar")) for _ in range(4)))
    said = ana.next_ones(4)
    house.wait_until_quiet()
    assert sum(answer.text.startswith(DONE) for answer in said) == 1
    assert sum("Ya está reservado" in answer.text for answer in said) == 3
    assert len(house.bookings(slug, "confirmed")) == 1
    assert ana.unread() == []


@each_round
def test_two_contacts_become_one_in_the_middle_of_their_turns(house: House, _round: int) -> None:
    """One known by number, one by Meta's id; then a message with both, while both write."""
    one, other, ana = house.merchant("Uno"), house.merchant("Otro"), house.person()
    assert house.post(by_phone(write(ana, one))) == house.post(by_id(write(ana, other))) == 200
    ana.next_ones(2)
    changes = [
        *(by_phone(write(ana, one)) for _ in range(2)),
        *(by_id(write(ana, other)) for _ in range(2)),
        write(ana, one),
    ]
    at_one_moment(house, *changes)
    ana.next_ones(len(changes))
    house.wait_until_quiet()
    names = [change["value"]["messages"][0]["id"] for change in changes]
    ours = f"message_id IN ({', '.join(['%s'] * len(names))})"
    assert count(house.database, "inbox", f"{ours} AND done_at IS NOT NULL", *names) == len(names)
    assert count(house.database, "inbox", f"{ours} AND error IS NOT NULL", *names) == 0
    known = "user_phone = %s OR user_id = %s"
    assert count(house.database, "contacts", known, ana.owner.wa_id, ana.owner.user_id) == 1
    assert {house.session(ana, slug)["client_slug"] for slug in (one, other)} == {one, other}
    assert ana.say("hola").text


def write(person: Person, text: str) -> dict[str, Any]:
    return person.write({"type": "text", "text": text})


def by_phone(change: dict[str, Any]) -> dict[str, Any]:
    """Take Meta's id out of what is told of a message."""
    change["value"]["contacts"][0].pop("user_id")
    change["value"]["messages"][0].pop("from_user_id")
    return change


def by_id(change: dict[str, Any]) -> dict[str, Any]:
    """Take the number out."""
    change["value"]["contacts"][0].pop("wa_id")
    change["value"]["messages"][0].pop("from")
    return change
