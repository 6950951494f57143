"""The inbox in dicts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import count, islice
from typing import Any

from ...engine.errors import StaleError
from ...engine.model import Backlog, InboxRow
from .contacts import MemoryContacts
from .indexed_dicts import IndexedDict, KeyGroups, Undo, Unique


class MemoryInbox:
    """`Inbox` in dicts."""

    def __init__(self, undo: Undo, contacts: MemoryContacts) -> None:
        self._messages = Unique("The message", lambda row: row.message_id)
        self._undone = KeyGroups(lambda row: row.contact_id if row.done_at is None else None)
        self._session = KeyGroups(lambda row: row.session_id if row.done_at else None)
        self.table: IndexedDict[int, InboxRow] = IndexedDict(
            "inbox row", undo, self._messages, self._undone, self._session
        )
        self._contacts = contacts.table
        self._next = count(1)

    def add(self, row: InboxRow) -> bool:
        if self._messages.find(row.message_id) is not None:
            return False
        self._contacts.require(row.contact_id)
        row_id = next(self._next)
        self.table.add(row_id, replace(row, id=row_id))
        return True

    def by_message_id(self, message_id: str) -> InboxRow | None:
        return self.table.get(self._messages.find(message_id))

    def heads(self, contact_id: str, limit: int) -> list[InboxRow]:
        keys = islice(self._undone.at(contact_id), limit)
        return [row for row in map(self.table.get, keys) if row]

    def waiting(self, limit: int) -> list[str]:
        return self._undone.by_first()[:limit]

    def of_session(self, contact_id: str, session_id: str, limit: int) -> list[InboxRow]:
        rows = map(self.table.get, reversed(self._session.at(session_id)))
        theirs = (row for row in rows if row and row.contact_id == contact_id)
        return list(islice(theirs, limit))

    def of_contact(self, contact_id: str, *, until: datetime, limit: int) -> list[InboxRow]:
        rows = [
            row for row in self.table if row.contact_id == contact_id and row.received_at <= until
        ]
        return sorted(rows, key=lambda row: row.id, reverse=True)[:limit]

    def by_id(self, row_id: int) -> InboxRow | None:
        return self.table.get(row_id)

    def done(self, row_id: int, session_id: str | None, now: datetime) -> None:
        self._change(row_id, session_id=session_id, done_at=now)

    def retry(self, row_id: int, attempts: int, retry_at: datetime) -> None:
        self._change(row_id, attempts=attempts, retry_at=retry_at)

    def park(self, row_id: int, error: str, now: datetime) -> None:
        self._change(row_id, error=error, done_at=now)

    def backlog(self) -> Backlog:
        came = [row.received_at for row in self.table if row.done_at is None and row.contact_id]
        return Backlog(len(came), min(came, default=None))

    def parked(self) -> int:
        return sum(row.error is not None for row in self.table)

    def parked_page(self, *, after: int, limit: int) -> list[InboxRow]:
        rows = sorted((row for row in self.table if row.error is not None), key=lambda row: row.id)
        return [row for row in rows if row.id > after][:limit]

    def again(self, row_id: int) -> bool:
        return self._take_back(row_id, done_at=None, attempts=0, retry_at=None)

    def drop(self, row_id: int) -> bool:
        return self._take_back(row_id)

    def _take_back(self, row_id: int, **changes: Any) -> bool:
        row = self.table.get(row_id)
        if row is None or row.error is None:
            return False
        self.table.put(row_id, replace(row, error=None, **changes))
        return True

    def _change(self, row_id: int, **changes: Any) -> None:
        row = self.table.get(row_id)
        if row is None or row.done_at is not None:
            raise StaleError(f"Inbox row {row_id} is done already.")
        self.table.put(row_id, replace(row, **changes))
