"""Timers in dicts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from ...engine.model import NEWS, Timer
from .contacts import MemoryContacts
from .indexed_dicts import IndexedDict, KeyGroups, Ordered, Undo


class MemoryTimers:
    """`Timers` in dicts."""

    def __init__(self, undo: Undo, contacts: MemoryContacts) -> None:
        self._contact = KeyGroups(lambda row: row.contact_id)
        self._due = Ordered(lambda row: row.due_at)
        self.table: IndexedDict[str, Timer] = IndexedDict("timer", undo, self._contact, self._due)
        self._contacts = contacts.table

    def replace(self, contact_id: str, session_id: str, timers: Sequence[Timer]) -> None:
        self._replace(
            contact_id,
            lambda row: row.session_id == session_id and row.booking_id is None,
            timers,
        )

    def replace_of_booking(self, contact_id: str, booking_id: str, timers: Sequence[Timer]) -> None:
        self._replace(
            contact_id,
            lambda row: row.booking_id == booking_id and not row.name.startswith(NEWS),
            timers,
        )

    def add(self, timer: Timer) -> None:
        self._contacts.require(timer.contact_id)
        self.table.add(timer.id, timer)

    def _replace(
        self, contact_id: str, is_old: Callable[[Timer], bool], timers: Sequence[Timer]
    ) -> None:
        for row in filter(None, map(self.table.get, self._contact.at(contact_id))):
            if is_old(row):
                self.table.drop(row.id)
        for timer in timers:
            self._contacts.require(timer.contact_id)
            self.table.add(timer.id, timer)

    def drop(self, timer: Timer) -> None:
        self.table.drop(timer.id)

    def postpone(self, timer: Timer, due_at: datetime) -> None:
        row = self.table.get(timer.id)
        if row:
            self.table.put(timer.id, replace(row, due_at=due_at))

    def head(self, contact_id: str, now: datetime) -> Timer | None:
        rows = filter(None, map(self.table.get, self._contact.at(contact_id)))
        due = [row for row in rows if row.due_at <= now]
        return min(due, key=lambda row: (row.due_at, row.id), default=None)

    def due(self, now: datetime, limit: int) -> list[str]:
        rows = filter(None, map(self.table.get, self._due.until(now)))
        return list(islice(dict.fromkeys(row.contact_id for row in rows), limit))
