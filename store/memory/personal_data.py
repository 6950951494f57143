"""What is kept of one person, across all tables, in dicts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ...engine.model import Answers, Booking, BookingStatus, Client, Contact, Traces
from ..rules.traces import ERASED, NOBODY, traces_of

if TYPE_CHECKING:
    from .store import MemoryTransaction

Where = Callable[[Any], bool]


class MemoryPersonalData:
    """`PersonalData` in dicts."""

    def __init__(self, rooms: MemoryTransaction) -> None:
        self._rooms = rooms

    def contacts(self, keys: Sequence[str]) -> list[Contact]:
        rows = [
            row
            for row in self._rooms.contacts.table
            if row.user_phone in keys or row.user_id in keys
        ]
        return sorted(rows, key=lambda row: row.id)

    def bookings(self, contact_id: str) -> list[Booking]:
        rows = [row for row in self._rooms.bookings.table if row.contact_id == contact_id]
        return sorted(rows, key=lambda row: row.id)

    def strays(self, keys: Sequence[str]) -> list[Booking]:
        rows = [
            row
            for row in self._rooms.bookings.table
            if row.contact_id is None and (row.user_phone in keys or row.user_id in keys)
        ]
        return sorted(rows, key=lambda row: row.id)

    def answers(self, contact_id: str) -> list[Answers]:
        rows = [row for row in self._rooms.answers.table if row.contact_id == contact_id]
        return sorted(rows, key=lambda row: row.id)

    def erase(self, contact_id: str, client: Client | None, now: datetime) -> Traces:
        rooms = self._rooms
        bookings = [
            row for row in self.bookings(contact_id) if client is None or row.client_id == client.id
        ]
        contact = rooms.contacts.by_id(contact_id)
        heard = [row for row in rooms.inbox.table if row.contact_id == contact_id]
        traces = traces_of(contact, [row.message for row in heard if row.message], bookings)
        sessions = {
            row.id
            for row in rooms.sessions.of_contact(contact_id)
            if client is None or row.client_slug == client.slug
        }
        self._erase_turns(heard, sessions)
        self._erase_told(sessions)
        self._erase_messages(contact_id, None if client is None else sessions, now)
        self._erase_waits(contact_id, client, sessions, {row.id for row in bookings})
        for row in bookings:
            held = row.status is BookingStatus.HELD
            status = BookingStatus.CANCELLED if held else row.status
            rooms.bookings.table.put(row.id, replace(row, status=status, **NOBODY))
        for session_id in sessions:
            rooms.sessions.table.drop(session_id)
        rooms.consents.drop(contact_id, client.id if client else None)
        if client is None:
            rooms.first_contacts.drop(contact_id)
        if client is None and contact:
            rooms.opt_outs.drop(contact_id)
            _drop(rooms.receptions.table, lambda row: row.contact_id == contact_id)
            rooms.contacts.table.put(contact_id, replace(contact, name="", data={}))
        return traces

    def drop(self, contact_id: str) -> bool:
        rooms = self._rooms
        named: tuple[Any, ...] = (rooms.sessions, rooms.inbox, rooms.bookings)
        if any(row.contact_id == contact_id for room in named for row in room.table):
            return False
        rooms.first_contacts.drop(contact_id)
        said = (rooms.opt_outs, rooms.consents, rooms.answers)
        for room in (rooms.outbox, rooms.timers, rooms.waits, *said):
            _drop(room.table, lambda row: row.contact_id == contact_id)
        rooms.contacts.table.drop(contact_id)
        return True

    def scrub(self, traces: Traces, *, whole: bool) -> None:
        rooms = self._rooms
        desks = {row.contact_id for row in rooms.outbox.table if row.about}
        desks |= {row.contact_id for row in rooms.sessions.table if row.is_reception}
        sessions = {row.id for row in rooms.sessions.table if row.contact_id in desks}
        subjects = {f"booking:{booking}" for booking in traces.bookings}
        where: list[tuple[Any, Where]] = [
            (rooms.outbox.table, lambda row: row.contact_id in desks),
            (rooms.inbox.table, lambda row: row.contact_id in desks),
            (rooms.sessions.table, lambda row: row.contact_id in desks),
            (rooms.turns.table, lambda row: row.session_id in sessions),
            (rooms.audit.table, lambda row: row.subject in subjects),
            (rooms.answers.table, lambda row: False),
            (rooms.outside_calls.table, lambda row: False),
            (rooms.events.table, lambda row: False),
            (
                rooms.first_answers.table,
                lambda row: any(one in str(row.body) for one in traces.bookings),
            ),
        ]
        for table, tells in where:
            for key, row in table.items():
                words = traces.words if tells(row) else ()
                fresh = _scrubbed(row, (*traces.keys, *words))
                if fresh != row:
                    table.put(key, fresh)
        for row in list(rooms.bookings.table):
            if row.user_phone in traces.keys or row.user_id in traces.keys:
                rooms.bookings.table.put(row.id, replace(row, **NOBODY))
        if whole:
            _drop(
                rooms.blocked.table,
                lambda row: row.user_phone in traces.keys or row.user_id in traces.keys,
            )

    def _erase_turns(self, heard: Sequence[Any], sessions: set[str]) -> None:
        rooms = self._rooms
        pieces = {row.message_id for row in heard if row.session_id in sessions}
        pieces |= {row.timer_id for row in rooms.turns.table if row.session_id in sessions}
        _drop(rooms.outside_calls.table, lambda row: row.piece in pieces)
        _drop(rooms.turns.table, lambda row: row.session_id in sessions)

    def _erase_told(self, sessions: set[str]) -> None:
        rooms = self._rooms
        told = [row for row in rooms.outbox.table if row.about in sessions]
        wamids = {row.wamid for row in told if row.wamid}
        desks = {row.contact_id for row in told}
        for key, row in rooms.inbox.table.items():
            quoted = row.message.quoted if row.message else None
            if row.contact_id in desks and quoted in wamids:
                rooms.inbox.table.put(key, replace(row, message=None, payload=b"", error=None))
        _drop(rooms.outbox.table, lambda row: row.about in sessions)

    def _erase_messages(self, contact_id: str, sessions: set[str] | None, now: datetime) -> None:
        rooms = self._rooms
        for key, row in rooms.inbox.table.items():
            if row.contact_id == contact_id and (sessions is None or row.session_id in sessions):
                blank = replace(row, message=None, payload=b"", error=None)
                fresh = replace(blank, done_at=row.done_at or now)
                if sessions is None:
                    fresh = replace(fresh, contact_id=None, session_id=None)
                rooms.inbox.table.put(key, fresh)

        def said(row: Any) -> bool:
            mine: bool = row.contact_id == contact_id
            return mine and (sessions is None or row.session_id in sessions)

        _drop(rooms.outbox.table, said)

    def _erase_waits(
        self, contact_id: str, client: Client | None, sessions: set[str], bookings: set[str]
    ) -> None:
        def waits(row: Any) -> bool:
            of_client = row.session_id in sessions or row.booking_id in bookings
            return row.contact_id == contact_id and (client is None or of_client)

        def answered(row: Any) -> bool:
            of_client = client is None or row.client_id == client.id
            return row.contact_id == contact_id and of_client

        _drop(self._rooms.timers.table, waits)
        _drop(self._rooms.answers.table, answered)
        _drop(self._rooms.waits.table, answered)


def _drop(table: Any, where: Where) -> None:
    for key, row in table.items():
        if where(row):
            table.drop(key)


def _scrubbed(value: Any, traces: Sequence[str]) -> Any:
    """Return a value with `ERASED` for each trace; bytes that hold one are emptied."""
    if isinstance(value, bytes):
        return b"" if any(trace.encode() in value for trace in traces) else value
    if type(value) is str:
        for trace in traces:
            value = value.replace(trace, ERASED)
        return value
    if is_dataclass(value) and not isinstance(value, type):
        fresh = {one.name: _scrubbed(getattr(value, one.name), traces) for one in fields(value)}
        return replace(value, **fresh)
    if isinstance(value, Mapping):
        return {key: _scrubbed(each, traces) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(_scrubbed(each, traces) for each in value)
    return value
