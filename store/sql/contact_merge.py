"""Two contacts become one in SQL: every row that names one of them, or a session of theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from peewee import SQL, fn

from ...engine.model import Contact
from ..rules.contact_merge import Stood, as_they_stood, united
from .columns import instant_text
from .consents import SqlConsents
from .executor import SqlExecutor, Statement
from .opt_outs import SqlOptOuts
from .record_tables import Answers, Turns
from .records import SqlAudit
from .sessions import SqlSessions
from .tables import (
    Bookings,
    Contacts,
    Inbox,
    Outbox,
    Receptions,
    Sessions,
    Timers,
    Waits,
)


def _moves(column: Any) -> Statement:
    return Statement(lambda hole: column.model.update({column: hole()}).where(column == hole()))


def _moves_of_contact(table: Any) -> Statement:
    """Return how rows that are found by their contact follow a session."""
    return Statement(
        lambda hole: table.update({table.session_id: hole()}).where(
            table.contact == hole(), table.session_id == hole()
        )
    )


_OF_CONTACT = [
    _moves(table.contact) for table in (Inbox, Outbox, Timers, Bookings, Answers, Receptions, Waits)
]
_OF_SESSION = [
    _moves(column)
    for column in (Outbox.about, Bookings.session_id, Turns.session, Answers.session_id)
]
_OF_CONTACTS_SESSION = [_moves_of_contact(table) for table in (Inbox, Outbox)]
_OLDER = Statement(
    lambda hole: (
        Contacts.select(Contacts.id)
        .where(Contacts.id.in_([hole(), hole()]))
        .order_by(Contacts.created_at, Contacts.id)
        .limit(1)
    )
)
_LAST_TURN = Statement(
    lambda hole: Turns.select(fn.MAX(Turns.seq)).where(
        Turns.session == hole(), Turns.inbox_id.is_null(False) | Turns.outbox_id.is_null(False)
    )
)
_LAST_SAID = Statement(
    lambda hole: Outbox.select(fn.MAX(Outbox.seq)).where(
        Outbox.contact == hole(), Outbox.session_id == hole()
    )
)
_LAST_WROTE = Statement(lambda hole: Inbox.select(fn.MAX(Inbox.id)).where(Inbox.contact == hole()))
_RELEASE = Statement(
    lambda hole: Bookings.update({Bookings.status: "cancelled", Bookings.updated_at: hole()}).where(
        Bookings.session_id == hole(), SQL("status = 'held'")
    )
)
_FORGET_TIMERS = Statement(
    lambda hole: Timers.delete().where(Timers.contact == hole(), Timers.session_id == hole())
)
_DROP_SESSION = Statement(lambda hole: Sessions.delete().where(Sessions.id == hole()))
_KEEP_SESSION = Statement(
    lambda hole: Sessions.update(
        {
            Sessions.contact: hole(),
            Sessions.user_id: hole(),
            Sessions.user_phone: hole(),
            Sessions.last_message_at: hole(),
            Sessions.version: Sessions.version + 1,
            Sessions.updated_at: hole(),
        }
    ).where(Sessions.id == hole())
)
_DROP_CONTACT = Statement(lambda hole: Contacts.delete().where(Contacts.id == hole()))


class SqlMerging:
    """Makes one contact of two that nobody else touches until the transaction ends."""

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows
        self._sessions = SqlSessions(rows)
        self._opt_outs = SqlOptOuts(rows)
        self._consents = SqlConsents(rows)
        self._audit = SqlAudit(rows)

    def merge(self, one: Contact, two: Contact, heard: Contact, now: datetime) -> Contact:
        """Let the younger's rows follow the older, forget it; return the older, not yet saved."""
        older, younger = self._by_age(one, two)
        data = self._data(younger, older)
        sessions = as_they_stood(self._stood(older), self._stood(younger))
        union = united(older, younger, heard, data, sessions, now)
        at = instant_text(now)
        whose = {row.id: row.contact_id for row in sessions}
        for lost, kept in union.lost.items():
            self._lose(whose[lost], lost, kept, at)
        for row in union.kept:
            who = (row.contact_id, row.user_id, row.user_phone)
            self._rows.run(_KEEP_SESSION, *who, instant_text(row.last_message_at), at, row.id)
        for statement in _OF_CONTACT:
            self._rows.run(statement, older.id, younger.id)
        for opt_out in self._opt_outs.of(younger.id):
            self._opt_outs.add(replace(opt_out, contact_id=older.id))
        self._opt_outs.drop(younger.id)
        for consent in self._consents.of(younger.id):  # the younger's go with its row
            self._consents.add(replace(consent, contact_id=older.id))
        self._rows.run(_DROP_CONTACT, younger.id)
        if self._rows.agendas:
            self._rows.agendas.forget()
        self._audit.add(union.entry(now))
        return union.contact

    def _by_age(self, one: Contact, two: Contact) -> tuple[Contact, Contact]:
        oldest = self._rows.one(_OLDER, one.id, two.id)
        return (one, two) if oldest == (one.id,) else (two, one)

    def _stood(self, contact: Contact) -> list[Stood]:
        """Return a contact's sessions, the last one last."""
        return [
            Stood(row, self._last(_LAST_TURN, row.id), self._last(_LAST_SAID, contact.id, row.id))
            for row in reversed(self._sessions.of_contact(contact.id))
        ]

    def _data(self, *contacts: Contact) -> Any:
        """Return what the lobby remembers of the one who wrote last, if it remembers anything."""
        remembered = [contact for contact in contacts if contact.data]
        return max(remembered, key=self._last_wrote).data if remembered else {}

    def _last_wrote(self, contact: Contact) -> int:
        return self._last(_LAST_WROTE, contact.id)

    def _last(self, statement: Statement, *whose: str) -> int:
        """Return the number of the last row that is theirs, 0 where there is none."""
        row = self._rows.one(statement, *whose)
        return int(row[0] or 0) if row else 0

    def _lose(self, whose: str, lost: str, kept: str, at: str) -> None:
        self._rows.run(_RELEASE, at, lost)
        self._rows.run(_FORGET_TIMERS, whose, lost)
        for statement in _OF_CONTACTS_SESSION:
            self._rows.run(statement, kept, whose, lost)
        for statement in _OF_SESSION:
            self._rows.run(statement, kept, lost)
        self._rows.run(_DROP_SESSION, lost)
