"""Two contacts become one in SQL: every row that names one of them, or a session of theirs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from peewee import SQL, fn

from ..engine.model import Contact, Session
from .fields import instant_text
from .people import united
from .records import SqlAudit
from .rows import Rows
from .sessions import SqlSessions
from .statements import Statement
from .tables import Answers, Bookings, Contacts, Inbox, Outbox, Sessions, Timers, Turns


def _moves(column: Any) -> Statement:
    return Statement(lambda hole: column.model.update({column: hole()}).where(column == hole()))


_OF_CONTACT = [_moves(table.contact) for table in (Inbox, Outbox, Timers, Bookings, Answers)]
_OF_SESSION = [
    _moves(column)
    for column in (
        Inbox.session_id,
        Outbox.session_id,
        Outbox.about,
        Bookings.session_id,
        Turns.session,
        Answers.session_id,
    )
]
_OLDER = Statement(
    lambda hole: (
        Contacts.select(Contacts.id)
        .where(Contacts.id.in_([hole(), hole()]))
        .order_by(Contacts.created_at, Contacts.id)
        .limit(1)
    )
)
_LAST_WROTE = Statement(lambda hole: Inbox.select(fn.MAX(Inbox.id)).where(Inbox.contact == hole()))
_RELEASE = Statement(
    lambda hole: Bookings.update({Bookings.status: "cancelled", Bookings.updated_at: hole()}).where(
        Bookings.session_id == hole(), SQL("status = 'held'")
    )
)
_FORGET_TIMERS = Statement(lambda hole: Timers.delete().where(Timers.session == hole()))
_DROP_SESSION = Statement(lambda hole: Sessions.delete().where(Sessions.id == hole()))
_KEEP_SESSION = Statement(
    lambda hole: Sessions.update(
        {
            Sessions.contact: hole(),
            Sessions.user_id: hole(),
            Sessions.user_phone: hole(),
            Sessions.version: Sessions.version + 1,
            Sessions.updated_at: hole(),
        }
    ).where(Sessions.id == hole())
)
_DROP_CONTACT = Statement(lambda hole: Contacts.delete().where(Contacts.id == hole()))


class SqlMerging:
    """Makes one contact of two that nobody else touches until the transaction ends."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._sessions = SqlSessions(rows)
        self._audit = SqlAudit(rows)

    def merge(self, one: Contact, two: Contact, heard: Contact, now: datetime) -> Contact:
        """Let the younger's rows follow the older, forget it; return the older, not yet saved."""
        older, younger = self._by_age(one, two)
        data = self._data(younger, older)
        union = united(older, younger, heard, data, self._of(older, younger), now)
        at = instant_text(now)
        for lost, kept in union.lost.items():
            self._lose(lost, kept, at)
        for row in union.kept:
            self._rows.run(_KEEP_SESSION, row.contact_id, row.user_id, row.user_phone, at, row.id)
        for statement in _OF_CONTACT:
            self._rows.run(statement, older.id, younger.id)
        self._rows.run(_DROP_CONTACT, younger.id)
        self._audit.add(union.entry(now))
        return union.contact

    def _by_age(self, one: Contact, two: Contact) -> tuple[Contact, Contact]:
        oldest = self._rows.one(_OLDER, one.id, two.id)
        return (one, two) if oldest == (one.id,) else (two, one)

    def _of(self, *contacts: Contact) -> list[Session]:
        return [row for contact in contacts for row in self._sessions.of_contact(contact.id)]

    def _data(self, *contacts: Contact) -> Any:
        """Return what the lobby remembers of the one who wrote last, if it remembers anything."""
        remembered = [contact for contact in contacts if contact.data]
        return max(remembered, key=self._last_wrote).data if remembered else {}

    def _last_wrote(self, contact: Contact) -> int:
        row = self._rows.one(_LAST_WROTE, contact.id)
        return int(row[0] or 0) if row else 0

    def _lose(self, lost: str, kept: str, at: str) -> None:
        self._rows.run(_RELEASE, at, lost)
        self._rows.run(_FORGET_TIMERS, lost)
        for statement in _OF_SESSION:
            self._rows.run(statement, kept, lost)
        self._rows.run(_DROP_SESSION, lost)
