"""A merchant's feed, fetched from a real server, as the libraries of calendar programs read it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from support.databases import SqliteFile
from support.house import ADMIN_TOKEN, House

HERE = Path(__file__).resolve().parent
PACKAGES = HERE.parents[1] / ".e2e" / "node_modules"
READERS = ("ical.js", "node-ical")
NAME = "Ñusta Ágata de los Ángeles Fernández-Gutiérrez, «la del sábado»; 👩‍👩‍👧‍👦 familia \\ amigos"
NOTES = "Alérgica al níquel 🚫 " * 9


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("feed")
    house = House(SqliteFile(folder / "milo.db"), folder)
    try:
        house.open()
        yield house
    finally:
        house.close()


def feed_of(house: House, slug: str) -> bytes:
    """Return a merchant's feed, by an address that was made for it."""
    url: str = house.admin("POST", f"/api/clients/{slug}/calendar-tokens")["url"]
    path = url[url.index("/api/") :]
    answer = requests.get(house.server.address + path, timeout=15)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return answer.content


def read(feed: bytes, reader: str) -> dict[str, Any]:
    """Return what a library of Node's reads, wherever its machine stands."""
    done = subprocess.run(
        ["node", str(HERE / "read_feed.cjs"), reader],
        input=feed,
        env={**os.environ, "NODE_PATH": str(PACKAGES), "TZ": "Asia/Kolkata"},
        stdout=subprocess.PIPE,
        check=True,
        timeout=60,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def book(house: House, slug: str, starts_at: datetime, **more: Any) -> dict[str, Any]:
    body = {"client": slug, "service": "corte", "datetime": starts_at.isoformat(), **more}
    made: dict[str, Any] = house.admin("POST", "/api/bookings", body)
    return made


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)


def changes_of_clock(year: int) -> list[datetime]:
    """Return hours around Chile's two changes of a year, which Asunción once had nearby."""
    autumn, spring = datetime(year, 4, 1, tzinfo=UTC), datetime(year, 9, 1, tzinfo=UTC)
    firsts = [day + timedelta(days=(5 - day.weekday()) % 7) for day in (autumn, spring)]
    return [first + timedelta(hours=22 + n) for first in firsts for n in range(10)]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("zone", ["America/Santiago", "America/Asuncion"])
def test_the_same_instants_across_the_changes_of_the_clock(
    house: House, zone: str, reader: str
) -> None:
    slug = house.merchant(timezone=zone, capacity=9)
    starts = changes_of_clock(datetime.now(UTC).year + 1)
    made = {book(house, slug, start)["id"]: start for start in starts}
    found = read(feed_of(house, slug), reader)
    assert {uid: instant(one["start"]) for uid, one in found.items()} == made
    ends = {uid: instant(one["end"]) for uid, one in found.items()}
    assert ends == {uid: start + timedelta(minutes=30) for uid, start in made.items()}


@pytest.mark.parametrize("reader", READERS)
def test_long_names_are_folded_and_read_whole(house: House, reader: str) -> None:
    slug = house.merchant()
    day = datetime.now(UTC) + timedelta(days=3)
    made = book(house, slug, day, name=NAME, notes=NOTES.strip())
    feed = feed_of(house, slug)
    assert max(map(len, feed.split(b"\r\n"))) <= 75
    (event,) = read(feed, reader).values()
    assert event["summary"] == f"Corte · {made['name']}"
    assert (made["name"], event["description"]) == (NAME, made["notes"])


@pytest.mark.parametrize("reader", READERS)
def test_the_uid_stays_and_the_sequence_grows(house: House, reader: str) -> None:
    slug = house.merchant()
    start = (datetime.now(UTC) + timedelta(days=3)).replace(microsecond=0)
    made = book(house, slug, start, status="pending")
    seen = [read(feed_of(house, slug), reader)]
    later = start + timedelta(hours=2)
    for change in ({"datetime": later.isoformat()}, {"status": "confirmed"}, {"name": "Ana"}):
        house.admin("PATCH", f"/api/bookings/{made['id']}", change)
        seen.append(read(feed_of(house, slug), reader))
    house.admin("PATCH", f"/api/bookings/{made['id']}", {"status": "cancelled"})
    seen.append(read(feed_of(house, slug), reader))
    assert [list(one) for one in seen] == [[made["id"]]] * 5
    events = [one[made["id"]] for one in seen]
    assert [one["status"] for one in events] == [
        *("TENTATIVE", "TENTATIVE", "CONFIRMED", "CONFIRMED", "CANCELLED")
    ]
    sequence = [one["sequence"] for one in events]
    assert sequence == sorted(set(sequence))
    assert [instant(one["start"]) for one in events] == [start, *[later] * 4]


def test_nobody_reads_it_without_its_token(house: House) -> None:
    slug = house.merchant()
    made = house.admin("POST", f"/api/clients/{slug}/calendar-tokens")
    path = made["url"][made["url"].index("/api/") :]
    address = house.server.address + path
    assert requests.get(address, timeout=15).status_code == 200
    ended = requests.delete(
        f"{house.server.address}/api/clients/{slug}/calendar-tokens/{made['id']}",
        headers={"Authorization": f"Bearer {ADMIN_TOKEN}"},
        timeout=15,
    )
    assert ended.status_code == 204
    assert requests.get(address, timeout=15).status_code == 404
