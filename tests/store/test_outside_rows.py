"""Rows that other programs write, and the shapes in which they write instants."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from milo.store import open_store
from milo.store.sql.columns import read_instant

START = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
CONTRACT = (
    "id, client_id, business_id, contact_id, user_phone, user_id, service, staff, party, "
    "datetime, ends_at, status, expires_at, notes, created_at, updated_at"
)
SHAPES = [
    "2026-11-24 01:30:00.000000+00:00",
    "2026-11-24T01:30:00Z",
    "2026-11-24T01:30:00+00:00",
    "2026-11-23T22:30:00-03:00",
    "2026-11-24 15:30:00.000+14:00",
    "2026-11-23 13:30-12:00",
    "2026-11-24 01:30:00",
]


def connect(url):
    if url.startswith("sqlite"):
        return sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    return psycopg.connect(url, autocommit=True)


@pytest.fixture
def opened(sql_url, given):
    store = open_store(sql_url, migrate=False)
    store.transact(given.people())
    yield store
    store.close()


def test_an_insert_of_the_contracts_columns_takes_its_place(sql_url, opened, given):
    values = "('x', 'c1', NULL, NULL, '549', NULL, 'corte', NULL, NULL, '2026-11-24 01:30:00+00:00'"
    rest = ", '2026-11-24 02:00:00+00:00', 'pending', NULL, NULL, '2026-11-01', '2026-11-01')"
    with closing(connect(sql_url)) as other:
        other.execute(f"INSERT INTO bookings ({CONTRACT}) VALUES {values + rest}")
    end = START + timedelta(minutes=1)
    (row,) = opened.read(lambda tx: tx.bookings.between("c1", START, end))
    assert (row.party, row.datetime, row.ends_at) == (1, START, START + timedelta(minutes=30))
    row = opened.read(lambda tx: tx.bookings.by_id(row.id))
    assert (row.id, row.party, row.name, row.notes, row.session_id) == ("x", 1, "", "", None)


def test_the_least_that_an_insert_can_say(sql_url, opened):
    """What is left out has a default, `created_at` too."""
    begun = datetime.now(UTC) - timedelta(seconds=5)
    with closing(connect(sql_url)) as other:
        other.execute(
            "INSERT INTO bookings (id, client_id, service, datetime, ends_at) VALUES "
            "('x', 'c1', 'corte', '2026-11-24 01:30:00+00:00', '2026-11-24 02:00:00+00:00')"
        )
    row = opened.read(lambda tx: tx.bookings.by_id("x"))
    assert (row.status, row.party) == ("confirmed", 1)
    assert begun < row.created_at == row.updated_at < datetime.now(UTC) + timedelta(seconds=5)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_an_instant_is_found_where_it_is(sqlite_url, sqlite_store, given, shape):
    sqlite_store.transact(given.people())
    with closing(connect(sqlite_url)) as other:
        other.execute(
            "INSERT INTO bookings (id, client_id, service, datetime, ends_at, status, expires_at)"
            " VALUES ('x', 'c1', 'corte', ?, '2026-11-24T02:00:00Z', 'held', ?)",
            (shape, shape),
        )

    def between(start, end):
        start, end = START + timedelta(minutes=start), START + timedelta(minutes=end)
        return [
            row.id for row in sqlite_store.read(lambda tx: tx.bookings.between("c1", start, end))
        ]

    assert between(-60, 0) == between(30, 90) == []
    assert between(-60, 1) == between(29, 90) == ["x"]
    page = sqlite_store.read(
        lambda tx: tx.bookings.page("c1", start=START, end=START + timedelta(minutes=1))
    )
    assert [row.datetime for row in page] == [START]
    second = timedelta(seconds=1)
    assert sqlite_store.transact(lambda tx: tx.bookings.expire("c1", START - second)) == []
    assert len(sqlite_store.transact(lambda tx: tx.bookings.expire("c1", START))) == 1


def test_an_instant_is_kept_as_text_that_sorts(sqlite_url, sqlite_store, given):
    sqlite_store.transact(lambda tx: tx.businesses.add(given.business(created_at=START)))
    with closing(connect(sqlite_url)) as other:
        kept = other.execute("SELECT created_at FROM businesses").fetchone()[0]
    assert kept == "2026-11-24 01:30:00.000000+00:00"
    assert read_instant(kept) == START
