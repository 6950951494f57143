"""A write-through cache of contacts, their sessions and what waits, for who alone writes.

Each message asks who wrote it, twice, for all sessions of that contact, and for what they wrote
that waits. What was read stays in memory, and what is written is told here by whoever writes it.
A write that nobody tells of (a merge, an erasure) empties the cache, as do another process's write
(`PRAGMA data_version`) and a unit of work that is rolled back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from ...engine.model import Contact, InboxRow, Session
from ..rules.identity import spellings

LIMIT = 16_384
"""Contacts at most, some 50 MB with their sessions; beyond that the cache is emptied."""
_CHANGES_PEOPLE = re.compile(
    r"\s*(?:UPDATE|DELETE\s+FROM|INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO)"
    r'\s+"?(?:contacts|sessions|inbox)\b',
    re.IGNORECASE,
)


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
        kept = (self._by_id, self._sessions, self._waiting)
        if version != self._version or max(map(len, kept)) > LIMIT:
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
