"""The three stores, and rows to put into them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from milo.cli.system_world import ThreadExecutor
from milo.engine.messages import Incoming, Kind, Outgoing
from milo.engine.model import (
    Booking,
    BookingStatus,
    Business,
    Client,
    ClientStatus,
    Contact,
    InboxRow,
    Mode,
    OutboxRow,
    Session,
    Timer,
    TurnRecord,
)
from milo.engine.ports import Store, Transaction
from milo.store import open_store
from milo.store.memory import MemoryStore
from milo.store.sql.record_tables import TABLES

NOW = datetime(2026, 11, 23, 12, 30, 0, 123456, tzinfo=UTC)
EMPTY = ";".join(f"DELETE FROM {table._meta.table_name}" for table in reversed(TABLES))
"""Six times as fast as TRUNCATE, which makes new files."""


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Each of the three, empty."""
    if request.param == "memory":
        yield MemoryStore()
    else:
        yield request.getfixturevalue(f"{request.param}_store")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/milo.db"


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    opened = open_store(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str) -> str:
    open_store(postgres_url).close()
    return postgres_url


@pytest.fixture
def postgres_store(migrated_postgres: str) -> Iterator[Store]:
    with psycopg.connect(migrated_postgres, autocommit=True) as admin:
        admin.execute("SET synchronous_commit = off")
        admin.execute(EMPTY)
    opened = open_store(migrated_postgres, migrate=False)
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", "postgres"])
def sql_url(request: pytest.FixtureRequest) -> str:
    """The URL of each of the two that are databases, empty and open."""
    request.getfixturevalue(f"{request.param}_store")
    name = "sqlite_url" if request.param == "sqlite" else "migrated_postgres"
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture
def given() -> Given:
    return Given()


class Given:
    """Makes rows with what a test does not care about filled in."""

    now = NOW

    def at(self, minutes: float) -> datetime:
        return NOW + timedelta(minutes=minutes)

    def business(self, key: str = "b1", **changes: Any) -> Business:
        return replace(Business(key, "Mon SA", None, None, None, NOW, NOW), **changes)

    def client(self, key: str = "c1", **changes: Any) -> Client:
        made = Client(key, "Mon", key + "-slug", None, {}, ClientStatus.ACTIVE, NOW, NOW)
        return replace(made, **changes)

    def contact(self, key: str = "p1", **changes: Any) -> Contact:
        return replace(Contact(key, "n1", f"AR.{key}", None, "Ana"), **changes)

    def session(self, key: str = "s1", contact: str = "p1", **changes: Any) -> Session:
        made = Session(
            *(key, contact, "n1", "549", "AR.p1", "c1-slug", "dia", {"slots": {"ñ": [1, None]}}),
            *("reservas", 3, 1, Mode.BOT, NOW, NOW, NOW),
        )
        return replace(made, **changes)

    def inbox(self, key: str = "m1", contact: str | None = "p1", **changes: Any) -> InboxRow:
        said = Incoming(Kind.TEXT, text="hola 🍰")
        return replace(InboxRow(key, "n1", contact, said, b'{"a":"\x00"}', NOW), **changes)

    def outbox(self, key: str = "o1", contact: str = "p1", **changes: Any) -> OutboxRow:
        return replace(OutboxRow(key, contact, "n1", Outgoing("¡Hola!"), NOW), **changes)

    def timer(self, key: str = "t1", minutes: float = 10, **changes: Any) -> Timer:
        return replace(Timer(key, "p1", "s1", 1, "timeout:0", self.at(minutes)), **changes)

    def booking(self, key: str = "k1", minutes: float = 60, **changes: Any) -> Booking:
        made = Booking(
            *(key, "c1", "corte", self.at(minutes), self.at(minutes + 30)),
            *(BookingStatus.CONFIRMED, NOW, NOW),
        )
        return replace(made, **changes)

    def turn(self, key: str = "r1", **changes: Any) -> TurnRecord:
        made = TurnRecord(
            *(key, "s1", 1, NOW, "reservas", 3, "dia", "hora", {"event": "said", "text": "hola"}),
            *(({"slots": ["09:00"]}, {"ok": True}), (("entendido", "hora"), ("listo", "fin"))),
        )
        return replace(made, **{"inbox_id": 7, **changes})

    def people(self, *contacts: str) -> Any:
        """Return a work that adds client c1 and contacts, each with a session s<n>."""

        def work(tx: Transaction) -> None:
            tx.clients.add(self.client())
            for contact in contacts or ("p1",):
                tx.contacts.upsert(self.contact(contact), NOW)
                tx.sessions.add(self.session("s" + contact[1:], contact))

        return work


@pytest.fixture
def lanes(postgres_store: Any, given: Given) -> Iterator[Any]:
    """A merchant and two people on PostgreSQL, and threads that lead what is written."""
    postgres_store.transact(given.people("p1", "p2"))
    executors = [ThreadExecutor(f"leads-{n}", 1) for n in range(postgres_store.writers)]
    postgres_store.run_on(*executors)
    yield postgres_store
    for executor in executors:
        executor.stop()
