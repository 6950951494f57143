"""Timers in dicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from ...engine.model import Timer
from .contacts import MemoryContacts
from .sessions import MemorySessions
from .tables import Group, Ordered, Table, Undo


class MemoryTimers:
    """`Timers` in dicts."""

    def __init__(self, undo: Undo, contacts: MemoryContacts, sessions: MemorySessions) -> None:
        self._session = Group(lambda row: row.session_id)
        self._contact = Group(lambda row: row.contact_id)
        self._due = Ordered(lambda row: row.due_at)
        self.table: Table[str, Timer] = Table(
            "timer", undo, self._session, self._contact, self._due
        )
        self._contacts = contacts.table
        self._sessions = sessions.table

    def replace(self, session_id: str, timers: Sequence[Timer]) -> None:
        for timer_id in self._session.at(session_id):
            self.table.drop(timer_id)
        for timer in timers:
            self._contacts.require(timer.contact_id)
            self._sessions.require(timer.session_id)
            self.table.add(timer.id, timer)

    def drop(self, timer_id: str) -> None:
        self.table.drop(timer_id)

    def postpone(self, timer_id: str, due_at: datetime) -> None:
        row = self.table.get(timer_id)
        if row:
            self.table.put(timer_id, replace(row, due_at=due_at))

    def head(self, contact_id: str, now: datetime) -> Timer | None:
        rows = filter(None, map(self.table.get, self._contact.at(contact_id)))
        due = [row for row in rows if row.due_at <= now]
        return min(due, key=lambda row: (row.due_at, row.id), default=None)

    def due(self, now: datetime, limit: int) -> list[str]:
        rows = filter(None, map(self.table.get, self._due.until(now)))
        return list(islice(dict.fromkeys(row.contact_id for row in rows), limit))
