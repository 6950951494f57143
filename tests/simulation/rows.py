"""The rows as they stand on disk, read without the product: what an onlooker sees."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from milo.store.memory import MemoryStore
from milo.store.sql.packing import read_outgoing

T = TypeVar("T")
Texts = Callable[[int], tuple[str, list[str]]]
"""Gives, by `seq`, the text of a message of ours, and the ids and titles of its options."""


class In(NamedTuple):
    """A message that people sent."""

    id: int
    message_id: str
    contact: str | None
    session: str | None
    done: bool
    error: str | None


class Out(NamedTuple):
    """A message of ours; `claimed` is when a sender last took it up, where to go in its hand."""

    seq: int
    id: str
    contact: str
    session: str | None
    status: str
    created: datetime
    about: str | None
    wamid: str | None
    claimed: datetime | None


class Place(NamedTuple):
    """A row of an agenda."""

    id: str
    client: str
    contact: str | None
    session: str | None
    service: str
    staff: str | None
    party: int
    start: datetime
    end: datetime
    status: str
    expires: datetime | None
    moves: str | None


class Talk(NamedTuple):
    """A session; `asks` is what it asks for, and who answers it.

    `desk` tells whether the contact is the merchant's reception in it.
    """

    id: str
    contact: str
    slug: str
    state: str
    mode: str
    desk: bool = False

    @property
    def asks(self) -> tuple[str, str]:
        return self.state, self.mode


class Shop(NamedTuple):
    """A client."""

    id: str
    slug: str
    status: str
    settings: dict[str, Any]


class Rows(NamedTuple):
    """All of them, at one moment."""

    inbox: list[In]
    outbox: list[Out]
    places: list[Place]
    talks: list[Talk]
    shops: list[Shop]
    contacts: frozenset[str]
    overdue: datetime | None


class Onlooker:
    """Reads rows."""

    def changed(self) -> bool:
        """Return whether there may be something new since the last time this was asked."""
        raise NotImplementedError

    def look(self) -> Rows:
        """Return the rows as they stand."""
        raise NotImplementedError

    def texts(self, seq: int) -> tuple[str, list[str]]:
        """Return the text of a message of ours, and the ids and titles of its options."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go."""


_IN = "SELECT id, message_id, contact_id, session_id, done_at IS NOT NULL, error FROM inbox"
_OUT = (
    "SELECT seq, id, contact_id, session_id, status, created_at, about, wamid, claimed_at "
    "FROM outbox ORDER BY seq"
)
_PLACE = (
    "SELECT id, client_id, contact_id, session_id, service, staff, party, datetime, ends_at, "
    "status, expires_at, moves FROM bookings"
)
_TALK = "SELECT id, contact_id, client_slug, state, mode, flow = 'recepcion' FROM sessions"
_SHOP = "SELECT id, slug, status, settings FROM clients"


class SqliteOnlooker(Onlooker):
    """Reads a file over a connection of its own."""

    def __init__(self, path: str) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._version = -1
        self._seen: dict[str, dict[Any, Any]] = {}

    def changed(self) -> bool:
        (version,) = self._db.execute("PRAGMA data_version").fetchone()
        before, self._version = self._version, version
        return version != before

    def look(self) -> Rows:
        due = self._db.execute("SELECT min(due_at) FROM timers").fetchone()[0]
        return Rows(
            self._all(_IN, _in),
            self._all(_OUT, _out),
            self._all(_PLACE, _place),
            self._all(_TALK, Talk._make),
            self._all(_SHOP, _shop),
            frozenset(row[0] for row in self._db.execute("SELECT id FROM contacts")),
            _instant(due) if due else None,
        )

    def _all(self, sql: str, read: Callable[[Any], T]) -> list[T]:
        """Return all rows of a query; one that was seen before is not read again."""
        seen = self._seen.setdefault(sql, {})
        rows = []
        for row in self._db.execute(sql):
            known = seen.get(row)
            if known is None:
                known = seen[row] = read(row)
            rows.append(known)
        return rows

    def texts(self, seq: int) -> tuple[str, list[str]]:
        (body,) = self._db.execute("SELECT body FROM outbox WHERE seq = ?", (seq,)).fetchone()
        return _texts(read_outgoing(json.loads(body)).to_json())

    def close(self) -> None:
        self._db.close()


def _in(row: Any) -> In:
    return In(*row[:4], bool(row[4]), row[5])


def _out(row: Any) -> Out:
    claimed = _instant(row[8]) if row[8] else None
    return Out(*row[:5], _instant(row[5]), *row[6:8], claimed)


def _place(row: Any) -> Place:
    ends = _instant(row[10]) if row[10] else None
    return Place(*row[:6], row[6] or 1, _instant(row[7]), _instant(row[8]), row[9], ends, row[11])


def _shop(row: Any) -> Shop:
    return Shop(*row[:3], _settings(row[3]))


@lru_cache(10_000)
def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


@lru_cache(100)
def _settings(text: str) -> Any:
    return json.loads(text)


def _texts(body: dict[str, Any]) -> tuple[str, list[str]]:
    options = [*body.get("buttons", ()), *body.get("rows", ())]
    named = [option.get(key, "") for option in options for key in ("id", "title", "description")]
    told = (body.get("form") or {}).get("data", {})
    return body.get("text", ""), [
        *named,
        *(json.dumps(one, ensure_ascii=False) for one in told.values()),
    ]


class MemoryOnlooker(Onlooker):
    """Reads the dicts of the store in memory."""

    def __init__(self, store: MemoryStore) -> None:
        self._rooms = store._rooms
        self.dirty = True

    def changed(self) -> bool:
        before, self.dirty = self.dirty, False
        return before

    def look(self) -> Rows:
        rooms = self._rooms
        return Rows(
            [
                In(
                    row.id,
                    row.message_id,
                    row.contact_id,
                    row.session_id,
                    row.done_at is not None,
                    row.error,
                )
                for row in rooms.inbox.table
            ],
            [
                Out(
                    seq,
                    row.id,
                    row.contact_id,
                    row.session_id,
                    row.status.value,
                    row.created_at,
                    row.about,
                    row.wamid,
                    row.claimed_at,
                )
                for seq, row in sorted(rooms.outbox.table.items())
            ],
            [
                Place(
                    row.id,
                    row.client_id,
                    row.contact_id,
                    row.session_id,
                    row.service,
                    row.staff,
                    row.party or 1,
                    row.datetime,
                    row.ends_at,
                    row.status.value,
                    row.expires_at,
                    row.moves,
                )
                for row in rooms.bookings.table
            ],
            [
                Talk(
                    *(row.id, row.contact_id, row.client_slug, row.state, row.mode.value),
                    desk=row.flow == "recepcion",
                )
                for row in rooms.sessions.table
            ],
            [
                Shop(row.id, row.slug, row.status.value, dict(row.settings))
                for row in rooms.clients.table
            ],
            frozenset(row.id for row in rooms.contacts.table),
            min((row.due_at for row in rooms.timers.table), default=None),
        )

    def texts(self, seq: int) -> tuple[str, list[str]]:
        row = self._rooms.outbox.table.get(seq)
        assert row
        return _texts(row.body.to_json())
