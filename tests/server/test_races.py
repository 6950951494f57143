"""Twenty people and one last place, all at one moment.

First they choose it: as many as there are places are asked to confirm, the others are offered
other hours. Then all twenty hold it in turn, each after the hold before was made to run out by an
outside program's UPDATE, and confirm it at one moment: as many bookings as there are places.

On PostgreSQL two servers share them: one alone works most of them one after the other, whatever is
locked.

`MILO_ROUNDS` says how often; each round has a merchant and people of its own.
"""

from __future__ import annotations

import os

import pytest
from support.databases import PAST
from support.house import House
from support.person import Person, Said, tapping
from support.talks import DAY, walk

ROUNDS = int(os.environ.get("MILO_ROUNDS", "1"))
PEOPLE = 20
HOUR = "09:00"


@pytest.fixture
def house(crowded: House) -> House:
    return crowded


@pytest.mark.races
@pytest.mark.parametrize("capacity", [1, 3])
def test_the_last_place_is_sold_once_to_each_that_it_has(house: House, capacity: int) -> None:
    for _ in range(ROUNDS):
        slug, people = house.merchant(capacity=capacity), house.people(PEOPLE)
        bring_to_the_hours(house, slug, people)
        all_choose(house, slug, people, capacity)
        all_confirm(house, slug, people, capacity)


def bring_to_the_hours(house: House, slug: str, people: list[Person]) -> None:
    """Bring everybody to the question at what hour, on the same day."""
    hours = walk(people[0], slug, "eligiendo_horario")
    assert HOUR in hours.titles
    house.greet(slug, *people[1:])
    for text in ("reservar", "corte"):
        for each in people[1:]:
            each.send({"type": "text", "text": text})
        days = [each.next() for each in people[1:]]
    for each, asked in zip(people[1:], days, strict=True):
        each.send(tapping(asked.titles[DAY]))
    assert all(each.next().titles == hours.titles for each in people[1:])


def all_choose(house: House, slug: str, people: list[Person], capacity: int) -> None:
    """Let all choose the same hour at one moment, then each hold it in turn."""
    said = at_one_moment(house, people, HOUR)
    asked = [
        each for each, answer in zip(people, said, strict=True) if "¿Lo confirmo?" in answer.text
    ]
    assert len(asked) == capacity
    refused = [answer for answer in said if "¿Lo confirmo?" not in answer.text]
    assert all(is_offered_others(answer) for answer in refused)
    assert len(house.bookings(slug, "held")) == capacity
    for each in people:
        if each not in asked:
            let_holds_run_out(house, slug)
            assert "¿Lo confirmo?" in each.say(HOUR).text
    let_holds_run_out(house, slug)


def all_confirm(house: House, slug: str, people: list[Person], capacity: int) -> None:
    """Let all confirm what they held, at one moment."""
    said = at_one_moment(house, people, "Confirmar")
    done = [answer for answer in said if answer.text.startswith("✅ ¡Listo!")]
    assert len(done) == capacity
    refused = [answer for answer in said if answer not in done]
    assert all(is_offered_others(answer) for answer in refused)
    booked = house.bookings(slug, "confirmed")
    assert len(booked) == capacity
    assert len({row["contact_id"] for row in booked}) == capacity
    assert house.bookings(slug, "held") == []


def at_one_moment(house: House, people: list[Person], title: str) -> list[Said]:
    """Have everybody's tap posted at one moment; return the answers."""
    posts = [[each.write(tapping(title))] for each in people]
    assert house.post_together(posts) == [200] * len(people)
    return [each.next() for each in people]


def is_offered_others(answer: Said) -> bool:
    """Return whether an answer says that the hour was taken, and offers others."""
    return (
        "se ocupó recién" in answer.text and "09:30" in answer.titles and HOUR not in answer.titles
    )


def let_holds_run_out(house: House, slug: str) -> None:
    """Do as an outside program would: put the end of a merchant's holds into the past."""
    house.database.change(
        "UPDATE bookings SET expires_at = %s WHERE status = 'held' "
        "AND client_id = (SELECT id FROM clients WHERE slug = %s)",
        PAST,
        slug,
    )
