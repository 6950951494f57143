"""What is kept for a time only, in dicts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ...engine.model import Expiring, OutboxStatus
from ..rules.traces import NOBODY
from .indexed_dicts import IndexedDict

if TYPE_CHECKING:
    from .store import MemoryTransaction

_Rule = tuple[IndexedDict[Any, Any], Callable[[Any, datetime], bool], dict[str, Any] | None]
"""The table, whether a row is over, and what stays in place of what was there; None: it goes."""


class MemoryRetention:
    """`Retention` in dicts."""

    def __init__(self, rooms: MemoryTransaction) -> None:
        self._rooms = rooms

    def overdue(
        self, what: Expiring, before: datetime, *, after: str, limit: int
    ) -> tuple[list[str], str | None]:
        table, over, _ = self._rule(what)
        keys = sorted((key for key, _ in table.items()), key=_place)
        looked = [key for key in keys if not after or _place(key) > _place(after)][:limit]
        if not looked:
            return [], None
        found = [_text(key) for key in looked if over(table.get(key), before)]
        return found, _text(looked[-1])

    def prune(self, what: Expiring, keys: Sequence[str], before: datetime) -> None:
        table, over, blank = self._rule(what)
        for key, row in table.items():
            if _text(key) not in keys or not over(row, before):
                continue
            if what is Expiring.SESSIONS:
                self._rooms.timers.replace(row.contact_id, row.id, [])
            if what is Expiring.CONTACTS:
                self._rooms.consents.drop(row.id)
                self._rooms.first_contacts.drop(row.id)
            if blank is None:
                table.drop(key)
            elif what is Expiring.EVENT_PAYLOADS:
                table.put(key, (row[0], b"", row[2]))
            else:
                table.put(key, replace(row, **blank))

    def _rule(self, what: Expiring) -> _Rule:
        rooms = self._rooms
        rules: dict[Expiring, _Rule] = {
            Expiring.FIRST_ANSWERS: (
                rooms.first_answers.table,
                lambda row, before: row.created_at < before,
                None,
            ),
            Expiring.PAYLOADS: (rooms.inbox.table, _paid, {"payload": b""}),
            Expiring.EVENT_PAYLOADS: (
                rooms.events.table,
                lambda row, before: row[2] < before and bool(row[1]),
                {},
            ),
            Expiring.MESSAGE_TEXTS: (
                rooms.inbox.table,
                lambda row, before: _worked(row, before) and bool(row.message or row.payload),
                {"message": None, "payload": b"", "error": None},
            ),
            Expiring.MESSAGES: (rooms.inbox.table, _worked, None),
            Expiring.SENT: (rooms.outbox.table, _sent, None),
            Expiring.TURNS: (rooms.turns.table, lambda row, before: row.now < before, None),
            Expiring.ANSWERS: (
                rooms.answers.table,
                lambda row, before: row.created_at < before,
                None,
            ),
            Expiring.OUTSIDE_CALLS: (
                rooms.outside_calls.table,
                lambda row, before: row.asked_at < before,
                None,
            ),
            Expiring.EVENTS: (rooms.events.table, lambda row, before: row[2] < before, None),
            Expiring.BOOKINGS: (rooms.bookings.table, _past, NOBODY),
            Expiring.SESSIONS: (rooms.sessions.table, self._idle, None),
            Expiring.CONTACTS: (rooms.contacts.table, self._unknown, None),
        }
        return rules[what]

    def _idle(self, row: Any, before: datetime) -> bool:
        turns = any(turn.session_id == row.id for turn in self._rooms.turns.table)
        return bool(row.last_message_at < before) and not turns

    def _unknown(self, row: Any, before: datetime) -> bool:
        rooms = self._rooms
        named = (rooms.sessions, rooms.inbox, rooms.outbox, rooms.bookings, rooms.answers)
        tables = [room.table for room in (*named, rooms.opt_outs, rooms.timers)]
        rows = any(one.contact_id == row.id for table in tables for one in table)
        return rooms.contacts.born(row.id) < before and not rows


def _paid(row: Any, before: datetime) -> bool:
    return _worked(row, before) and bool(row.payload)


def _worked(row: Any, before: datetime) -> bool:
    return row.received_at < before and row.done_at is not None


def _sent(row: Any, before: datetime) -> bool:
    return row.created_at < before and row.status is not OutboxStatus.PENDING


def _past(row: Any, before: datetime) -> bool:
    named = any(getattr(row, name) for name in NOBODY)
    return row.ends_at < before and named


def _text(key: Any) -> str:
    return str(key[0] if isinstance(key, tuple) else key)


def _place(key: Any) -> Any:
    text = _text(key)
    return (len(text), text) if text.isdigit() else (0, text)
