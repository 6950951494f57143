"""Two contacts become one in dicts: every row that names one of them, or a session of theirs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ...engine.model import BookingStatus, Contact, OutboxStatus
from ..rules.contact_merge import Stood, as_they_stood, united
from .indexed_dicts import IndexedDict

if TYPE_CHECKING:
    from .store import MemoryTransaction


_UNFINISHED = (OutboxStatus.PENDING, OutboxStatus.SENT, OutboxStatus.FAILED)


class MemoryMerging:
    """Makes one contact of two."""

    def __init__(self, rooms: MemoryTransaction) -> None:
        self._rooms = rooms

    def merge(self, older: Contact, younger: Contact, heard: Contact, now: datetime) -> Contact:
        """Let the younger's rows follow the older, forget it; return the older, not yet saved."""
        rooms, data = self._rooms, self._data(younger, older)
        sessions = rooms.sessions
        rows = as_they_stood(self._stood(older), self._stood(younger))
        union = united(older, younger, heard, data, rows, now)
        whose = {row.id: row.contact_id for row in rows}
        for lost, kept in union.lost.items():
            self._lose(whose[lost], lost, kept, now)
        for session in union.kept:
            sessions.table.put(session.id, session)
        for table in (self._rooms.inbox, self._rooms.outbox, self._rooms.timers):
            _move(table.table, "contact_id", younger.id, older.id)
        for found in (
            *(rooms.bookings.table, rooms.answers.table),
            *(rooms.receptions.table, rooms.waits.table),
        ):
            _move(found, "contact_id", younger.id, older.id)
        for opt_out in self._rooms.opt_outs.of(younger.id):
            self._rooms.opt_outs.add(replace(opt_out, contact_id=older.id))
        self._rooms.opt_outs.drop(younger.id)
        for consent in self._rooms.consents.of(younger.id):
            self._rooms.consents.add(replace(consent, contact_id=older.id))
        self._rooms.consents.drop(younger.id)
        self._rooms.first_contacts.drop(younger.id)
        self._rooms.contacts.table.drop(younger.id)
        self._rooms.audit.add(union.entry(now))
        return union.contact

    def rekey(self, contact: Contact, now: datetime, *, sessions: bool = True) -> None:
        """Let the contact's rows go by its keys; its messages that have not arrived go there."""
        rooms = self._rooms
        keys: Any = {"user_id": contact.user_id, "user_phone": contact.user_phone}
        for row in rooms.sessions.of_contact(contact.id) if sessions else ():
            fresh = replace(row, **keys, version=row.version + 1, updated_at=now)
            rooms.sessions.table.put(row.id, fresh)
        for booking in [row for row in rooms.bookings.table if row.contact_id == contact.id]:
            rooms.bookings.table.put(booking.id, replace(booking, **keys))
        for number, message in rooms.outbox.table.items():
            if message.contact_id == contact.id and message.status in _UNFINISHED:
                rooms.outbox.table.put(number, replace(message, **keys))

    def _stood(self, contact: Contact) -> list[Stood]:
        """Return a contact's sessions, the last one last."""
        rooms = self._rooms
        return [
            Stood(
                row,
                _last(rooms.turns.table, row.id, lambda turn: turn.inbox_id or turn.outbox_id),
                _last(rooms.outbox.table, row.id, lambda _: True),
            )
            for row in reversed(rooms.sessions.of_contact(contact.id))
        ]

    def _data(self, *contacts: Contact) -> Mapping[str, Any]:
        """Return what the lobby remembers of the one who wrote last, if it remembers anything."""
        remembered = [contact for contact in contacts if contact.data]
        return max(remembered, key=self._last_wrote).data if remembered else {}

    def _last_wrote(self, contact: Contact) -> int:
        table = self._rooms.inbox.table
        return max((row.id for row in table if row.contact_id == contact.id), default=0)

    def _lose(self, whose: str, lost: str, kept: str, now: datetime) -> None:
        rooms = self._rooms
        hold = rooms.bookings.hold_of(lost)
        if hold:
            rooms.bookings.save(replace(hold, status=BookingStatus.CANCELLED, updated_at=now))
        rooms.timers.replace(whose, lost, [])
        for table in (rooms.inbox.table, rooms.outbox.table, rooms.bookings.table):
            _move(table, "session_id", lost, kept)
        _move(rooms.outbox.table, "about", lost, kept)
        _move(rooms.turns.table, "session_id", lost, kept)
        _move(rooms.answers.table, "session_id", lost, kept)
        rooms.sessions.table.drop(lost)


def _last(table: IndexedDict[int, Any], session_id: str, counts: Callable[[Any], Any]) -> int:
    """Return the number of a session's last row that counts, 0 where there is none."""
    numbers = (key for key, row in table.items() if row.session_id == session_id and counts(row))
    return max(numbers, default=0)


def _move(table: IndexedDict[Any, Any], field: str, old: str, new: str) -> None:
    for key, row in table.items():
        if getattr(row, field) == old:
            table.put(key, replace(row, **{field: new}))
