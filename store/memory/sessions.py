"""Sessions in dicts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime

from ...engine.errors import StaleError
from ...engine.model import Mode, Session, StateCount
from ..rules.statuses import OF_A_SESSION
from .clients import MemoryClients
from .contacts import MemoryContacts
from .indexed_dicts import IndexedDict, KeyGroups, Undo, Unique
from .json_copies import copied


def _pair_of(row: Session) -> tuple[str, str, bool]:
    return row.contact_id, row.client_slug, row.is_reception


class MemorySessions:
    """`Sessions` in dicts."""

    def __init__(self, undo: Undo, contacts: MemoryContacts, clients: MemoryClients) -> None:
        self._pairs = Unique("The session", _pair_of)
        self._contact = KeyGroups(lambda row: row.contact_id)
        self._human = KeyGroups(lambda row: True if row.mode is Mode.HUMAN else None)
        self.table: IndexedDict[str, Session] = IndexedDict(
            "session", undo, self._pairs, self._contact, self._human
        )
        self._contacts = contacts.table
        self._slugs = clients

    def by_id(self, session_id: str) -> Session | None:
        row = self.table.get(session_id)
        return copied(row) if row else None

    def find(self, contact_id: str, client_slug: str) -> Session | None:
        return self.by_id(self._pairs.find((contact_id, client_slug, False)))

    def find_reception(self, contact_id: str, client_slug: str) -> Session | None:
        return self.by_id(self._pairs.find((contact_id, client_slug, True)))

    def of_contact(self, contact_id: str) -> list[Session]:
        rows = filter(None, map(self.by_id, self._contact.at(contact_id)))
        return sorted(rows, key=lambda row: (row.last_message_at, row.id), reverse=True)

    def last_message_at(self, contact_id: str) -> datetime:
        return self.of_contact(contact_id)[0].last_message_at

    def count_with_people(self) -> int:
        return len(self._human.at(True))

    def with_people(self, limit: int) -> list[Session]:
        rows = filter(None, map(self.by_id, self._human.at(True)))
        return sorted(rows, key=lambda row: (row.last_message_at, row.id))[:limit]

    def places(self) -> list[StateCount]:
        counted = Counter((row.flow, row.flow_version, row.state) for row in self.table)
        return [StateCount(*at, count) for at, count in sorted(counted.items())]

    def standing(self, place: StateCount, *, after: str, limit: int) -> list[Session]:
        at = (place.flow, place.version, place.state)
        found = [row for row in self.table if (row.flow, row.flow_version, row.state) == at]
        rows = sorted(found, key=lambda row: row.id)
        return [copied(row) for row in rows if row.id > after][:limit]

    def add(self, session: Session) -> None:
        self._contacts.require(session.contact_id)
        self._slugs.require_slug(session.client_slug)
        self.table.add(session.id, copied(session))

    def save(self, session: Session) -> None:
        old = self.table.get(session.id)
        if old is None or old.version != session.version - 1:
            raise StaleError(f"Session {session.id!r} is no longer at {session.version - 1}.")
        stays = {name: getattr(old, name) for name in OF_A_SESSION}
        self.table.put(session.id, copied(replace(session, **stays)))
