"""Races around bookings that stand, each begun at one moment on a real server, on both databases.

A place that is freed with people in line, moves, cancels, the merchant's word, and staff who leave.
On PostgreSQL there are two servers, each with half of the people: what one process works for those
who come together it mostly works one after the other, so that only another is in its way.
`MILO_ROUNDS` says how often; each round has a merchant and people of its own.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import requests
from support.databases import PAST, count
from support.house import ADMIN_TOKEN, WEEK, House, OpenHouse
from support.person import Person, Said, tapping
from support.polling import until
from support.process import ServerProcess

ROUNDS = int(os.environ.get("MILO_ROUNDS", "1"))
HERE = timezone(timedelta(hours=-3))
HOUR = "09:00"
CARD, DONE, TAKEN = "¿Lo confirmo?", "✅ ¡Listo!", "se ocupó recién"
FULL, OFFER = "todo tomado", "¡Se liberó un lugar"
CORTE = {"id": "corte", "name": "Corte", "minutes": 30, "price": "8000"}

pytestmark = pytest.mark.races
each_round = pytest.mark.parametrize("_round", range(ROUNDS))


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def house(request: pytest.FixtureRequest, open_house: OpenHouse) -> Iterator[House]:
    with open_house(request.param) as shared:
        shared.open()
        if request.param == "postgres":
            shared.open_another()
        yield shared


# -- the waitlist ----------------------------------------------------------------------------------


@each_round
def test_a_freed_place_against_newcomers_while_people_wait(house: House, _round: int) -> None:
    """It is offered to the first in line, then the next, to one at a time, and to nobody else.

    Some newcomers tap *Confirmar* for what they once held, some name the day.
    """
    one_place = {day: [["09:00", "09:30"]] for day in WEEK}
    slug = house.merchant(services=[CORTE], hours=one_place)
    ana, bruno, carmen = house.people(3)
    holders, askers = house.people(6), house.people(6)
    for each in holders:
        hold(house, slug, each)
    let_holds_run_out(house, slug)
    by_hand(house, slug, ana, HOUR)
    greet(house, slug, bruno, carmen, *askers)
    for each in (bruno, carmen):
        assert FULL in say_all([each], "reservar", "corte", the_day())[0].text
        assert "te escribo por acá" in each.tap("Avisame si se libera").text
    say_all(askers, "reservar", "corte")
    to_cancel(ana, slug)

    meet(house, [ana.write(tapping("Sí, cancelarlo"))], holders[:2], askers[:2])
    assert "Listo, cancelé" in ana.next().text
    assert bruno.next().text.startswith(OFFER)
    assert_offered(house, slug, bruno)
    assert offers(carmen) == 0

    let_offer_run_out(house, slug)
    meet(house, [bruno.write(tapping("Sí, lo quiero"))], holders[2:4], askers[2:4])
    assert "ya se ocupó" in bruno.next().text
    assert carmen.next().text.startswith(OFFER)
    assert_offered(house, slug, carmen)

    late = [carmen.write(tapping("Sí, lo quiero")), bruno.write(tapping("Sí, lo quiero"))]
    meet(house, late, holders[4:], askers[4:])
    assert carmen.next().text.startswith(DONE)
    house.wait_until_quiet()
    assert owners(house.bookings(slug, "confirmed")) == [carmen.owner.user_id]
    assert house.bookings(slug, "held") == []
    assert (offers(bruno), offers(carmen)) == (1, 1)


def meet(
    house: House, first: list[dict[str, Any]], holders: Sequence[Person], askers: Sequence[Person]
) -> None:
    """Let these come together with newcomers; each newcomer is told that somebody has the place.

    Who looks between the end of an offer and the next write still sees the hour, and is told then.
    """
    acts = [each.write(tapping("Confirmar")) for each in holders]
    acts += [each.write({"type": "text", "text": the_day()}) for each in askers]
    at_one_moment(house, *first, *acts)
    for each in holders:
        assert TAKEN in each.next().text
    for each in askers:
        said = each.next()
        assert FULL in (each.tap(HOUR) if HOUR in said.titles else said).text


def assert_offered(house: House, slug: str, person: Person) -> None:
    """One place is held, for that person, as one offer."""
    house.wait_until_quiet()
    held = house.bookings(slug, "held")
    assert owners(held) == [person.owner.user_id]
    assert house.bookings(slug, "confirmed") == []
    assert count(house.database, "waits", "booking_id = %s", held[0]["id"]) == 1
    in_line = f"booking_id IS NOT NULL AND {OF_CLIENT}"
    assert count(house.database, "waits", in_line, slug) == 1


def offers(person: Person) -> int:
    return sum(said.text.startswith(OFFER) for said in person.history())


def let_offer_run_out(house: House, slug: str) -> None:
    """Put when an offer went out, and until when it is kept, into the past."""
    house.database.change(
        "UPDATE outbox SET claimed_at = %s WHERE id IN "
        f"(SELECT message_id FROM waits WHERE booking_id IS NOT NULL AND {OF_CLIENT})",
        PAST,
        slug,
    )
    let_holds_run_out(house, slug)


# -- moves -----------------------------------------------------------------------------------------


@each_round
def test_a_move_against_a_cancel(house: House, _round: int) -> None:
    """A place is moved into while its owner gives it up; a booking moves while it is cancelled."""
    slug = house.merchant()
    ana, bruno, carmen = house.people(3)
    rows = {
        each: by_hand(house, slug, each, at) for each, at in ((bruno, "10:00"), (carmen, "11:00"))
    }
    for each in rows:
        to_move(each, slug, HOUR)
    by_hand(house, slug, ana, HOUR)
    to_cancel(ana, slug)
    with ThreadPoolExecutor(1) as pool:
        cancelled = answer(pool, house, rows[carmen], "cancelled")
        at_one_moment(
            house,
            ana.write(tapping("Sí, cancelarlo")),
            *(each.write(tapping("Sí, cambiarlo")) for each in rows),
        )
        assert cancelled.result() == 200
    assert "Listo, cancelé" in ana.next().text
    told = bruno.next().text
    carmens = [said.text for said in carmen.next_ones(2)]
    house.wait_until_quiet()
    (booking,) = house.bookings(slug, "confirmed")
    assert (booking["id"], booking["sequence"]) in ((rows[bruno], 1), (rows[bruno], 2))
    assert ("te esperamos" in told) == (local(booking) == HOUR)
    assert local(booking) == HOUR or (TAKEN in told and local(booking) == "10:00")
    assert sum("canceló tu turno" in text for text in carmens) == 1
    assert sum("te esperamos" in t or TAKEN in t or "ya no está" in t for t in carmens) == 1
    assert house.bookings(slug, "held") == []
    assert len(house.bookings(slug, "cancelled")) >= 2


@each_round
@pytest.mark.parametrize("confirmation", ["auto", "manual"])
def test_moves_into_one_place(house: House, confirmation: str, _round: int) -> None:
    """One of them has it, or has asked for it; the others stay where they are."""
    slug = house.merchant(hours={day: [["09:00", "18:00"]] for day in WEEK})
    hours = [f"{n}:{minutes}" for n in range(10, 16) for minutes in ("00", "30")]
    people = house.people(len(hours))
    rows = {by_hand(house, slug, each, at): at for each, at in zip(people, hours, strict=True)}
    if confirmation == "manual":
        set_up(house, slug, confirmation="manual")
    for each in people:
        to_move(each, slug, HOUR)
    at_one_moment(house, *(each.write(tapping("Sí, cambiarlo")) for each in people))
    said = [each.next().text for each in people]
    house.wait_until_quiet()
    assert sum(TAKEN in text for text in said) == len(people) - 1
    there = house.bookings(slug, "pending")
    if confirmation == "manual":
        assert sum("Le pedí el cambio" in text for text in said) == 1
        assert {row["id"]: local(row) for row in house.bookings(slug, "confirmed")} == rows
        assert [local(row) for row in there] == [HOUR]
        with ThreadPoolExecutor(1) as pool:
            assert answer(pool, house, there[0]["id"], "confirmed").result() == 200
    else:
        assert sum("te esperamos" in text for text in said) == 1
        assert there == []
    moved = {row["id"]: local(row) for row in house.bookings(slug, "confirmed")}
    assert moved.keys() == rows.keys()
    assert sum(moved[one] != at for one, at in rows.items()) == 1
    assert Counter(moved.values())[HOUR] == 1
    assert house.bookings(slug, "held") == []


# -- the merchant's word ---------------------------------------------------------------------------


@each_round
def test_the_merchants_confirm_against_expiry(house: House, _round: int) -> None:
    """What the merchant confirms stands; what ran out before is its next one's, and both hear."""
    slug = house.merchant(confirmation="manual")
    hours = ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]
    first, next_ones = house.people(len(hours)), house.people(len(hours))
    for each, at in zip(next_ones, hours, strict=True):
        hold(house, slug, each, at)
    let_holds_run_out(house, slug)
    for each, at in zip(first, hours, strict=True):
        hold(house, slug, each, at)
        assert "lo tiene que confirmar" in each.tap("Confirmar").text
    asked = {local(row): row["id"] for row in house.bookings(slug, "pending")}
    ends = datetime.now(UTC) + timedelta(milliseconds=400)
    house.database.change(
        f"UPDATE bookings SET expires_at = %s WHERE status = 'pending' AND {OF_CLIENT}",
        ends.strftime("%Y-%m-%d %H:%M:%S.%f+00:00"),
        slug,
    )
    with ThreadPoolExecutor(len(hours)) as pool:
        # Some a little before its end, some a little after: what is decided by then is seen.
        answers = {
            at: answer(pool, house, asked[at], "confirmed", ends + n * timedelta(milliseconds=15))
            for n, at in enumerate(hours, start=-3)
        }
        time.sleep(max(0.0, (ends - datetime.now(UTC)).total_seconds()))
        at_one_moment(house, *(each.write(tapping("Confirmar")) for each in next_ones))
        confirmed = [at for at, answered in answers.items() if answered.result() == 200]
    told = [each.next().text for each in next_ones]
    until(lambda: lapsed(house, asked) == len(hours) - len(confirmed), "the rest to expire", 15)
    house.wait_until_quiet()
    news = {at: each.next().text for at, each in zip(hours, first, strict=True)}
    assert [at for at in hours if "confirmó tu turno" in news[at]] == confirmed
    assert all("no llegó a confirmar" in news[at] for at in hours if at not in confirmed)
    assert all(each.unread() == [] for each in first)
    standing = [*house.bookings(slug, "confirmed"), *house.bookings(slug, "pending")]
    assert max(Counter(local(row) for row in standing).values(), default=0) <= 1
    assert sorted(local(row) for row in house.bookings(slug, "confirmed")) == confirmed
    got = [at for at, text in zip(hours, told, strict=True) if "lo tiene que confirmar" in text]
    assert sorted(local(row) for row in house.bookings(slug, "pending")) == got
    assert not set(got) & set(confirmed)
    assert all(TAKEN in text for at, text in zip(hours, told, strict=True) if at not in got)


def lapsed(house: House, asked: dict[str, str]) -> int:
    ours = f"id IN ({', '.join(['%s'] * len(asked))}) AND status = 'expired'"
    return count(house.database, "bookings", ours, *asked.values())


# -- staff who leave -------------------------------------------------------------------------------


@each_round
def test_staff_removed_while_people_confirm(house: House, _round: int) -> None:
    """Nobody has two at once; who was told has it; who asked for the one who left is told so."""
    names = ("Pedro", "Lucia", "Sol")
    staff = [{"id": name.lower(), "name": name} for name in names]
    corte = {**CORTE, "staff": [one["id"] for one in staff]}
    slug = house.merchant(services=[corte], staff=staff)
    people, late = house.people(9), house.person()
    for number, each in enumerate(people):
        with_whom = names[number // 2] if number < 6 else "Cualquiera"
        hold(house, slug, each, HOUR, with_whom)
        let_holds_run_out(house, slug)
    hold(house, slug, late, "11:00", "Pedro")
    with ThreadPoolExecutor(1) as pool:
        left = {"services": [{**corte, "staff": ["lucia", "sol"]}], "staff": staff[1:]}
        removed = pool.submit(set_up, house, slug, **left)
        at_one_moment(house, *(each.write(tapping("Confirmar")) for each in people))
        removed.result()
    said = [each.next().text for each in people]
    house.wait_until_quiet()
    booked = [row for row in house.bookings(slug, "confirmed") if local(row) == HOUR]
    assert max(Counter(row["staff"] for row in booked).values()) == 1
    assert {row["staff"] for row in booked} >= {"lucia", "sol"}
    told = {each.owner.user_id for each, text in zip(people, said, strict=True) if DONE in text}
    assert told == set(owners(booked))
    assert len(booked) == len(told)
    assert "ya no" in late.tap("Confirmar").text
    assert [row for row in house.bookings(slug, "confirmed") if local(row) == "11:00"] == []


# -- what people do --------------------------------------------------------------------------------

OF_CLIENT = "client_id = (SELECT id FROM clients WHERE slug = %s)"


def at_one_moment(house: House, *changes: dict[str, Any]) -> None:
    """Post these together, each to the server that its person's first message came to."""
    servers = [serves(house, change) for change in changes]
    posts = [[change] for change in changes]
    assert house.post_together(posts, servers) == [200] * len(changes)


def serves(house: House, change: dict[str, Any]) -> ServerProcess:
    """Return whose a person is: every second one belongs to the other server, if there is one."""
    odd = int(change["value"]["messages"][0]["from"]) % 2
    return house.another if house.another and odd else house.server


def greet(house: House, slug: str, *people: Person) -> None:
    """Let people begin with a merchant."""
    at_one_moment(house, *(each.write({"type": "text", "text": slug}) for each in people))
    for each in people:
        assert "¿Qué querés hacer?" in each.next().text


def say_all(people: Sequence[Person], *texts: str) -> list[Said]:
    """Let all write the same, text by text; return the last answers."""
    said: list[Said] = []
    for text in texts:
        for each in people:
            each.send({"type": "text", "text": text})
        said = [each.next() for each in people]
    return said


def hold(house: House, slug: str, person: Person, at: str = HOUR, whom: str = "") -> None:
    """Bring somebody to the card of a place on that day, which no live hold has."""
    let_holds_run_out(house, slug)
    greet(house, slug, person)
    texts = ["reservar", "corte", *([whom] if whom else []), the_day(), at]
    assert CARD in (said := say_all([person], *texts)[0].text), said


def by_hand(house: House, slug: str, person: Person, at: str) -> str:
    """Book for somebody who has a chat with the merchant; return the booking's id."""
    greet(house, slug, person)
    day = datetime.now(HERE) + timedelta(days=3)
    starts_at = f"{day:%Y-%m-%d}T{at}:00-03:00"
    wanted = {"client": slug, "service": "corte", "datetime": starts_at}
    made = house.admin("POST", "/api/bookings", {**wanted, "user_phone": person.owner.wa_id})
    assert made["told"] == "sent", made
    person.next()
    return str(made["id"])


def to_move(person: Person, slug: str, at: str) -> None:
    """Bring somebody to the question whether their booking goes to an hour of its day."""
    own(person)
    person.tap("Cambiar")
    said = say_all([person], the_day(), at)[0]
    assert "Sí, cambiarlo" in said.titles, said.text


def to_cancel(person: Person, slug: str) -> None:
    own(person)
    assert "Sí, cancelarlo" in person.tap("Cancelar turno").titles


def own(person: Person) -> None:
    shown = person.say("mis turnos")
    person.tap(shown.titles[0])


def the_day() -> str:
    return f"{datetime.now(HERE) + timedelta(days=3):%d/%m}"


# -- what the merchant does, and what stands -------------------------------------------------------


def set_up(house: House, slug: str, **changes: Any) -> None:
    """Change some of a merchant's settings."""
    path = f"/api/clients/{slug}"
    now = house.admin("GET", path)["settings"]
    house.admin("PATCH", path, {"settings": {**now, **changes}})


def answer(
    pool: ThreadPoolExecutor,
    house: House,
    booking_id: str,
    status: str,
    moment: datetime | None = None,
) -> Future[int]:
    """Have the merchant give a booking a status, at a moment; the HTTP status comes later."""

    def ask() -> int:
        if moment:
            time.sleep(max(0.0, (moment - datetime.now(UTC)).total_seconds()))
        return requests.patch(
            f"{house.server.address}/api/bookings/{booking_id}",
            json={"status": status},
            headers={"Authorization": f"Bearer {ADMIN_TOKEN}"},
            timeout=30,
        ).status_code

    return pool.submit(ask)


def owners(rows: list[dict[str, Any]]) -> list[str]:
    return [row["user_id"] for row in rows]


def local(row: dict[str, Any]) -> str:
    """Return the merchant's hour of a row, whichever database it comes from."""
    at = row["datetime"]
    read = at if isinstance(at, datetime) else datetime.fromisoformat(at)
    return f"{read.astimezone(HERE):%H:%M}"


def let_holds_run_out(house: House, slug: str) -> None:
    house.database.change(
        f"UPDATE bookings SET expires_at = %s WHERE status = 'held' AND {OF_CLIENT}", PAST, slug
    )
