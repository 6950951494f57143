"""A database that has seen much: so many sessions, and as much history as they left."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime

import psycopg

from milo.cli.libraries import load_flows
from milo.store import open_store

from .merchants import SERVICES, settings
from .names import NUMBER_ID

MERCHANTS = 100
AHEAD = 1_000
"""Bookings of the next thirty days, over all merchants: the same however long the history is."""
DAYS_AHEAD = 30
_FIRST = 10**9
"""Ids are counted from here, so that all are of one length."""
_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {last})"
_STIRRED = "(i % 20011) * 104729"
"""Spreads numbers as by chance, and stays below what a column of 32 bits holds."""
Columns = Mapping[str, str]
"""What each column of a row holds, in SQL, by the number `i` of the row."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a database writes what the two write differently.

    Attributes:
        braces: the bytes `{}`.
        moment: an instant so many minutes after another; takes SQL for both.
    """

    braces: str
    moment: Callable[[str, str], str]


SQLITE = Dialect(
    "x'7b7d'",
    lambda at, minutes: (
        f"strftime('%Y-%m-%d %H:%M:%S.000000+00:00', {at}, ({minutes}) || ' minutes')"
    ),
)
POSTGRES = Dialect(
    r"'\x7b7d'", lambda at, minutes: f"{at}::timestamptz + ({minutes}) * interval '1 minute'"
)


def fill(url: str, count: int) -> None:
    """Make a database with so many contacts, sessions, messages each way, and bookings.

    Written past the store: it would take an hour turn by turn, and what is measured is reading.
    """
    open_store(url).close()
    now = datetime.now(UTC).replace(microsecond=0)
    if url.startswith("sqlite:///"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as db:
            db.execute("PRAGMA synchronous = OFF")
            for statement in _statements(count, now, SQLITE):
                db.execute(statement)
                db.commit()
            db.execute("ANALYZE")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    with psycopg.connect(url, autocommit=True) as to:
        for statement in _statements(count, now, POSTGRES):
            to.execute(statement.encode())
        to.execute("VACUUM ANALYZE")  # as autovacuum would have done by then
        to.execute("CHECKPOINT")


def contact_id(number: int) -> str:
    """Return the id of the contact with this number."""
    return f"c{_FIRST + number}"


def _statements(count: int, now: datetime, dialect: Dialect) -> Iterator[str]:
    for table, rows, columns in _tables(count, now, dialect):
        numbers = _NUMBERS.format(last=rows - 1)
        names, values = ", ".join(columns), ", ".join(columns.values())
        yield f"{numbers} INSERT INTO {table} ({names}) SELECT {values} FROM n"


def _tables(count: int, now: datetime, dialect: Dialect) -> Iterator[tuple[str, int, Columns]]:
    at = _text(f"{now:%Y-%m-%d %H:%M:%S.%f}+00:00")
    number, contact, session = _text(NUMBER_ID), _id("c"), _id("s")
    yield (
        "clients",
        MERCHANTS,
        {
            **{"id": "'m' || i", "name": "'Comercio ' || i", "slug": "'comercio-' || i"},
            **{"settings": _json(settings()), "status": "'active'"},
        },
    )
    yield (
        "contacts",
        count,
        {
            **{"id": contact, "phone_number_id": number, "user_id": "'AR.' || i"},
            **{"user_phone": f"'549' || ({_FIRST} + i)", "name": "'Persona ' || i"},
        },
    )
    version = load_flows().newest("reservas").flow.version
    yield (
        "sessions",
        count,
        {
            **{"id": session, "contact_id": contact, "phone_number_id": number},
            "client_slug": f"'comercio-' || (i % {MERCHANTS})",
            **{
                "state": "'inicio'",
                "data": _json({"slots": {}, "turn": 1, "asked": 1, "armed": 1}),
            },
            **{"flow": "'reservas'", "flow_version": str(version), "version": "2"},
            **{"mode": "'bot'", "last_message_at": at},
        },
    )
    of = {"phone_number_id": number, "contact_id": contact, "session_id": session}
    yield (
        "inbox",
        count,
        {
            **{"message_id": "'wamid.old.' || i", **of, "payload": dialect.braces},
            "message": _json({"kind": "text", "type": "text", "text": "hola"}),
            **{"received_at": at, "done_at": at},
        },
    )
    yield (
        "outbox",
        count,
        {
            **{"id": _id("o"), **of, "body": _json({"text": "¡Hola! ¿Qué querés hacer?"})},
            **{"created_at": at, "wamid": "'wamid.o.' || i", "status": "'delivered'"},
        },
    )
    begins = dialect.moment(f"'{now:%Y-%m-%d} 12:00:00+00:00'", _minutes())
    ends = dialect.moment(f"'{now:%Y-%m-%d} 12:00:00+00:00'", f"{_minutes()} + {_cases(2)}")
    yield (
        "bookings",
        count,
        {
            **{"id": _id("b"), "client_id": f"'m' || (i % {MERCHANTS})", "contact_id": contact},
            **{"session_id": session, "service": _cases(0), "datetime": begins, "ends_at": ends},
            "status": f"CASE WHEN i < {AHEAD} THEN 'confirmed' ELSE 'completed' END",
        },
    )


def _minutes() -> str:
    """Return when a booking begins, in minutes from today's noon: spread as by chance."""
    ahead, ago = f"({_STIRRED}) % {DAYS_AHEAD}", f"-1 - ({_STIRRED}) % 699"
    days = f"CASE WHEN i < {AHEAD} THEN {ahead} ELSE {ago} END"
    return f"({days}) * 1440 + 30 * (({_STIRRED}) / 13 % 8)"


def _cases(part: int) -> str:
    """Return a part of each booking's service: its id, or how many minutes it takes."""
    whens = (
        f"WHEN {number} THEN {_text(one[part]) if isinstance(one[part], str) else one[part]}"
        for number, one in enumerate(SERVICES)
    )
    return f"CASE (i / 7) % {len(SERVICES)} {' '.join(whens)} END"


def _id(letter: str) -> str:
    return f"'{letter}' || ({_FIRST} + i)"


def _json(value: object) -> str:
    return _text(json.dumps(value))


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"
