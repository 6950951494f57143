"""A SQLite database that has seen much: so many sessions, and as much history as they left."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from milo.cli.libraries import load_flows
from milo.store import open_store

from .merchants import SERVICES, settings
from .names import NUMBER_ID, slug_of

MERCHANTS = 100
AHEAD = 1_000
"""Bookings of the next thirty days, over all merchants: the same however long the history is."""
DAYS_AHEAD = 30
_INSTANT = "%Y-%m-%d %H:%M:%S.%f+00:00"
_BATCH = 20_000
Row = tuple[Any, ...]


def fill(path: Path, count: int) -> None:
    """Make a database with so many contacts, sessions, messages each way, and bookings.

    Written past the store: it would take an hour turn by turn, and what is measured is reading.
    """
    open_store(f"sqlite:///{path}").close()
    now = datetime.now(UTC).replace(microsecond=0)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA synchronous = OFF")
        for table, columns, rows in _tables(count, now):
            marks = ", ".join("?" * len(columns.split(",")))
            db.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)
            db.commit()
        db.execute("ANALYZE")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def contact_id(number: int) -> str:
    """Return the id of the contact with this number."""
    return f"c{number:025}"


def _tables(count: int, now: datetime) -> Iterator[tuple[str, str, Iterable[Row]]]:
    at = now.strftime(_INSTANT)
    flow = ("reservas", load_flows().newest("reservas").flow.version, 2, "bot", at)
    config = json.dumps(settings())
    yield (
        "clients",
        "id, name, slug, settings, status",
        ((f"m{n}", f"Comercio {n}", slug_of(n), config, "active") for n in range(MERCHANTS)),
    )
    yield (
        "contacts",
        "id, phone_number_id, user_id, user_phone, name",
        ((contact_id(n), NUMBER_ID, f"AR.{n}", f"549261{n:07}", f"Persona {n}") for n in _n(count)),
    )
    state = json.dumps({"slots": {}, "turn": 1, "asked": 1, "armed": 1})
    yield (
        "sessions",
        "id, contact_id, phone_number_id, client_slug, state, data, flow, flow_version, version, "
        "mode, last_message_at",
        (
            (f"s{n:025}", contact_id(n), NUMBER_ID, slug_of(n % MERCHANTS), "inicio", state, *flow)
            for n in _n(count)
        ),
    )
    message = json.dumps({"kind": "text", "type": "text", "text": "hola"})
    yield (
        "inbox",
        "message_id, phone_number_id, contact_id, session_id, message, payload, received_at, "
        "done_at",
        (
            (f"wamid.old.{n}", NUMBER_ID, contact_id(n), f"s{n:025}", message, b"{}", at, at)
            for n in _n(count)
        ),
    )
    body = json.dumps({"text": "¡Hola! ¿Qué querés hacer?"})
    yield (
        "outbox",
        "id, contact_id, phone_number_id, session_id, body, created_at, wamid, status",
        (
            (f"o{n:025}", contact_id(n), NUMBER_ID, f"s{n:025}", body, at, f"wamid.o.{n}", "read")
            for n in _n(count)
        ),
    )
    yield (
        "bookings",
        "id, client_id, contact_id, session_id, service, datetime, ends_at, status",
        _bookings(count, now),
    )


def _bookings(count: int, now: datetime) -> Iterator[Row]:
    dice = Random(1)
    midnight = now.replace(hour=0, minute=0, second=0)
    for n in _n(count):
        ahead = n < AHEAD
        days = dice.randrange(DAYS_AHEAD) if ahead else -dice.randrange(1, 700)
        service, _name, minutes = dice.choice(SERVICES)
        start = midnight + timedelta(days=days, hours=12, minutes=30 * dice.randrange(8))
        yield (
            *(f"b{n:025}", f"m{n % MERCHANTS}", contact_id(n), f"s{n:025}", service),
            *(start.strftime(_INSTANT), (start + timedelta(minutes=minutes)).strftime(_INSTANT)),
            "confirmed" if ahead else "completed",
        )


def _n(count: int) -> Iterator[int]:
    return iter(range(count))
