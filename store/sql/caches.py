"""What is kept between transactions: rows that rarely change, and merchants' agendas.

*Reference values* (clients, businesses, numbers) are read by every turn. On SQLite one is valid
until something is written: by this process, which invalidates it (`forget`), or by another one,
which SQLite reports (`PRAGMA data_version`). On PostgreSQL it lives for the transaction of one
group, some dozens of milliseconds, and no longer than until another thread of this process commits
a change (`Changes`); a change by another process is seen by the next group.

*Agendas* are a write-through cache for the one connection that writes. Nearly every conversation
asks for days with room, and reading some hundred places takes longer than the rest of its turn. So
agendas that were read stay in memory, and every write updates them. They are dropped when another
process has written, and when a unit of work is rolled back, since its writes are gone.

*People* are one, too: contacts, their sessions and what they wrote that waits. Each message asks
who wrote it, twice, and for both others. Who writes them tells; a write that nobody tells of (a
merge, an erasure) drops all.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import count
from typing import Any, TypeVar

from ...engine.model import TAKING, Contact, InboxRow, Session, Taking, Takings
from ..rules.identity import spellings

T = TypeVar("T")

VALUES = 4096
"""Reference values at most; beyond that all are dropped."""

PLACES = 32_768
"""Places of agendas at most, over all merchants: some 28 MB. The agendas used last stay."""

PEOPLE = 16_384
"""Contacts at most, some 50 MB with their sessions; beyond that all are dropped."""

_CHANGES_PEOPLE = re.compile(
    r"\s*(?:UPDATE|DELETE\s+FROM|INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO)"
    r'\s+"?(?:contacts|sessions|inbox)\b',
    re.IGNORECASE,
)
_EARLIEST = datetime.min.replace(tzinfo=UTC)


class Changes:
    """Counts the commits of this process that changed cached rows.

    Attributes:
        number: of the last such commit.
    """

    def __init__(self) -> None:
        self._numbers = count(1)
        self.number = 0

    def stand(self, kept: ReferenceCache) -> None:
        """Note that a transaction was committed, with the cache that it used."""
        if kept.forgotten:
            self.number = next(self._numbers)


class ReferenceCache:
    """Values by key, valid within the running transaction.

    Attributes:
        forgotten: whether it was ever invalidated.
    """

    def __init__(self) -> None:
        self._values: dict[Hashable, Any] = {}
        self._version: int | None = None
        self._changed = False
        self.forgotten = False

    def begin(self, version: int) -> None:
        """Begin a unit of work that sees the state after that change."""
        if self._changed or version != self._version or len(self._values) > VALUES:
            self._values.clear()
        self._version, self._changed = version, False

    def forget(self) -> None:
        """Invalidate, and cache nothing until the transaction ends: it may be rolled back."""
        self._changed = self.forgotten = True

    def get(self, key: Hashable, read: Callable[[], T]) -> T:
        """Return the cached value, or read and cache it; None is not cached."""
        if self._changed:
            return read()
        value = self._values.get(key)
        if value is None:
            value = read()
            if value is not None:
                self._values[key] = value
        result: T = value
        return result


class CachedAgenda:
    """The places taken in one agenda, of all bookings that end after `since`."""

    def __init__(self, since: datetime, taken: Iterable[Taking]) -> None:
        self.since = since
        self._taken = sorted(taken, key=lambda place: place.datetime)
        self._starts = [place.datetime for place in self._taken]
        self._by_id = {place.id: place for place in self._taken}
        self._state = object()
        self._last: tuple[tuple[int, int, datetime], Takings] | None = None
        lengths = (place.ends_at - place.datetime for place in self._taken)
        self._longest = max(lengths, default=timedelta())

    def __len__(self) -> int:
        return len(self._taken)

    def between(self, start: datetime, end: datetime) -> Takings:
        """Return what is taken of `[start, end)`."""
        low = bisect_right(self._starts, start - min(self._longest, start - _EARLIEST))
        high = bisect_left(self._starts, end)
        if self._last is None or self._last[0] != (low, high, start):
            found = (place for place in self._taken[low:high] if place.ends_at > start)
            self._last = (low, high, start), Takings(found, state=self._state)
        return self._last[1]

    def put(self, place: Taking) -> None:
        """Insert or replace a place; one that takes nothing any more is removed."""
        self._state, self._last = object(), None
        if known := self._by_id.pop(place.id, None):
            at = self._taken.index(known, bisect_left(self._starts, known.datetime))
            del self._taken[at], self._starts[at]
        if place.status in TAKING and place.ends_at > self.since:
            at = bisect_left(self._starts, place.datetime)
            self._taken.insert(at, place)
            self._starts.insert(at, place.datetime)
            self._by_id[place.id] = place
            self._longest = max(self._longest, place.ends_at - place.datetime)


class AgendaCache:
    """The agendas used last, as the running transaction sees them.

    Args:
        limit: how many places are kept.
        least: the shortest span for which a whole agenda is read.
    """

    def __init__(self, limit: int = PLACES, least: timedelta = timedelta()) -> None:
        self._limit = limit
        self._least = least
        self._known: OrderedDict[str, CachedAgenda] = OrderedDict()
        self._version: int | None = None
        self._touched: set[str] = set()
        self._doubtful = False

    def begin(self, version: int) -> None:
        """Begin a transaction that sees the state with this number; the one before it stands."""
        if version != self._version:
            self._known.clear()
        self._version, self._doubtful = version, False
        self._touched.clear()

    def undone(self) -> None:
        """Forget what may hold something that was undone."""
        for client_id in list(self._known) if self._doubtful else self._touched:
            self._known.pop(client_id, None)

    def forget(self) -> None:
        """Forget all: the transaction changed places that nobody names."""
        self._known.clear()
        self._doubtful = True

    def put(self, client_id: str, place: Taking) -> None:
        """Have a place of a client's agenda as the transaction has written it."""
        self._touched.add(client_id)
        if client_id in self._known:
            self._known[client_id].put(place)

    def serves(self, client_id: str, start: datetime, end: datetime) -> bool:
        """Return whether to ask here: it is known already, or worth to be read as a whole."""
        known = self._known.get(client_id)
        return (known is not None and start >= known.since) or end - start >= self._least

    def between(
        self,
        client_id: str,
        start: datetime,
        end: datetime,
        read: Callable[[datetime], Iterable[Taking]],
    ) -> list[Taking]:
        """Return what is taken of `[start, end)`; `read` gives all that ends after an instant."""
        known = self._known.get(client_id)
        if known is None or start < known.since:
            self._known.pop(client_id, None)
            known = self._known[client_id] = CachedAgenda(start, read(start))
            self._make_room()
        self._known.move_to_end(client_id)
        return known.between(start, end)

    def _make_room(self) -> None:
        held = sum(map(len, self._known.values()))
        while held > self._limit and len(self._known) > 1:
            _, least = self._known.popitem(last=False)
            held -= len(least)


class PeopleCache:
    """Contacts by id and by what they are known by; sessions and what waits, by contact."""

    def __init__(self) -> None:
        self._by_id: dict[str, Contact] = {}
        self._by_key: dict[tuple[str, str], Contact] = {}
        self._sessions: dict[str, list[Session]] = {}
        self._waiting: dict[str, list[InboxRow]] = {}
        self._writers: dict[int, str] = {}
        self._version: int | None = None

    def begin(self, version: int) -> None:
        """Begin a transaction that sees the state with this number; the one before it stands."""
        most = max(len(self._by_id), len(self._sessions), len(self._waiting))
        if version != self._version or most > PEOPLE:
            self.forget()
        self._version = version

    def forget(self) -> None:
        """Forget all: nobody knows what is true of it."""
        self._by_id.clear()
        self._by_key.clear()
        self._sessions.clear()
        self._waiting.clear()
        self._writers.clear()

    def untold(self, sql: str) -> None:
        """Learn what is run without word of what it changes: forget all if it changes people."""
        if _changes_people(sql):
            self.forget()

    def contact(self, contact_id: str, read: Callable[[], Contact | None]) -> Contact | None:
        """Return a contact; `read` gives the row."""
        known = self._by_id.get(contact_id)
        if known is None and (known := read()):
            self._by_id[contact_id] = known
        return known

    def found(self, heard: Contact, read: Callable[[], list[Contact]]) -> list[Contact]:
        """Return who has a person's user id or phone, in any spelling; `read` gives the rows."""
        keys = _keys_of(heard)
        known = self._by_key.get(keys[0])
        if known and all(self._by_key.get(key) is known for key in keys):
            return [known]
        found = read()
        if len(found) == 1 and set(keys) <= set(_keys_of(found[0])):
            self._by_id[found[0].id] = found[0]
            self._by_key.update(dict.fromkeys(keys, found[0]))
        return found

    def changed(self, contact: Contact) -> None:
        """Forget a contact that is written, by all that it and others go by, before and now."""
        before = self._by_id.pop(contact.id, contact)
        for key in (*_keys_of(before), *_keys_of(contact)):
            self._by_key.pop(key, None)

    def changed_id(self, contact_id: str) -> None:
        """Forget a contact of which something was written that it does not go by."""
        if known := self._by_id.get(contact_id):
            self.changed(known)

    def sessions(self, contact_id: str, read: Callable[[], list[Session]]) -> list[Session]:
        """Return a contact's sessions, the most recent first; `read` gives the rows."""
        known = self._sessions.get(contact_id)
        if known is None:
            known = self._sessions[contact_id] = read()
        return list(known)

    def put(self, session: Session) -> None:
        """Have a session as it was written."""
        known = self._sessions.get(session.contact_id)
        if known is not None:
            others = (each for each in known if each.id != session.id)
            self._sessions[session.contact_id] = sorted(
                (session, *others), key=_recent, reverse=True
            )

    def waiting(
        self, contact_id: str, limit: int, read: Callable[[], list[InboxRow]]
    ) -> list[InboxRow]:
        """Return what waits of a contact, the first first; `read` gives so many rows at most."""
        known = self._waiting.get(contact_id)
        if known is not None:
            return known[:limit]
        found = read()
        if len(found) < limit:  # so these are all
            self._waiting[contact_id] = list(found)
            self._writers.update((row.id, contact_id) for row in found)
        return found

    def came(self, row: InboxRow) -> None:
        """Have a row that was added, behind those of its contact that wait."""
        known = self._waiting.get(row.contact_id or "")
        if known is not None and row.done_at is None:
            known.append(row)
            self._writers[row.id] = row.contact_id or ""

    def left(self, row_id: int) -> None:
        """Drop a row that waits no more."""
        contact_id = self._writers.pop(row_id, "")
        if known := self._waiting.get(contact_id):
            self._waiting[contact_id] = [row for row in known if row.id != row_id]


@lru_cache(1024)
def _changes_people(sql: str) -> bool:
    return _CHANGES_PEOPLE.match(sql) is not None


def _keys_of(contact: Contact) -> list[tuple[str, str]]:
    """Return what a contact goes by, each key on its number."""
    keys: Iterable[str | None] = (contact.user_id, *spellings(contact.user_phone))
    return [(contact.phone_number_id, key) for key in keys if key]


def _recent(session: Session) -> tuple[object, str]:
    return session.last_message_at, session.id
