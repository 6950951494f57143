"""What the long runs look for is found where it is: rows and chats are spoilt by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from reliability.crowd import Seen
from reliability.promises import Findings, look
from support.house import House, OpenHouse
from support.talks import book

Spoil = Callable[[House], object]


def rows(sql: str) -> Spoil:
    return lambda house: house.database.change(sql)


def taken_again(house: House) -> None:
    sent = house.standin.exchange.chats.sent
    sent.append(sent[0])


def overtaken(house: House) -> None:
    house.standin.exchange.chats.sent.reverse()


LAST = "(SELECT max(id) FROM inbox)"
SPOILT: dict[str, tuple[Spoil, str]] = {
    "lost": (rows(f"UPDATE inbox SET message_id = 'x' WHERE id = {LAST}"), "never came"),
    "undone": (rows(f"UPDATE inbox SET done_at = NULL WHERE id = {LAST}"), "1 messages not worked"),
    "parked": (rows(f"UPDATE inbox SET error = 'x' WHERE id = {LAST}"), "1 parked"),
    "worked twice": (
        rows("UPDATE turns SET inbox_id = inbox_id - 1 WHERE inbox_id = (SELECT 5)"),
        "1 messages worked twice",
    ),
    "out of order": (rows("UPDATE turns SET inbox_id = 100 - inbox_id"), "turn of"),
    "unsent": (rows("UPDATE outbox SET status = 'failed' WHERE seq = 3"), "1 answers unsent"),
    "sent twice": (taken_again, "came twice, and nobody had died"),
    "overtaken": (overtaken, "overtook another"),
    "oversold": (
        rows("UPDATE bookings SET datetime = (SELECT min(datetime) FROM bookings)"),
        "2 bookings at",
    ),
    "not as told": (rows("UPDATE bookings SET status = 'cancelled'"), "2 people were told"),
}


@pytest.fixture(scope="module")
def booked(open_house: OpenHouse) -> Iterator[tuple[House, Seen]]:
    """A house in which two people have booked, and whose server has ended."""
    with open_house("sqlite") as house:
        house.open()
        slug, seen = house.merchant(), Seen()
        for person, hour in zip(house.people(2), ("09:00", "10:00"), strict=True):
            book(person, slug, hour)
        house.wait_until_quiet()
        house.server.terminate()
        found = house.database.rows("SELECT message_id FROM inbox")
        seen.wrote.update({row["message_id"]: "" for row in found})
        yield house, seen


def wrong(house: House, seen: Seen) -> str:
    found: Findings = look(house, seen, [])
    return "; ".join(found.wrong)


def test_where_all_is_well_nothing_is_found(booked: tuple[House, Seen]) -> None:
    assert wrong(*booked) == ""


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_spoilt_is_found(booked: tuple[House, Seen], name: str) -> None:
    house, seen = booked
    spoil, told = SPOILT[name]
    file = house.database.path
    kept, sent = file.read_bytes(), list(house.standin.exchange.chats.sent)
    try:
        spoil(house)
        assert told in wrong(house, seen)
    finally:
        house.standin.exchange.chats.sent[:] = sent
        file.with_name(f"{file.name}-wal").unlink(missing_ok=True)
        file.with_name(f"{file.name}-shm").unlink(missing_ok=True)
        file.write_bytes(kept)
