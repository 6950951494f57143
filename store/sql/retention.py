"""What is kept for a time only, in SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from ...engine.model import Expiring
from .executor import SqlExecutor
from .personal_data import NOBODY, NOTHING
from .record_tables import Answers, Events, FirstAnswers, OutsideCalls, Turns
from .tables import Bookings, Contacts, Inbox, OptOuts, Outbox, Sessions, Timers

Condition = Callable[[datetime], Any]


@dataclass(frozen=True, slots=True)
class _Rule:
    """Which rows are over, by which key they are walked, and what is left of them.

    Attributes:
        blank: what stays in place of what was there; None: the row goes.
    """

    key: Any
    over: Condition
    blank: dict[Any, Any] | None = None


def _nowhere(table: Any, named: Any) -> Any:
    return ~fn.EXISTS(table.select(table.contact).where(table.contact == named))


def _idle(before: datetime) -> Any:
    """Return whether a session was silent since then, and nothing explains it any more."""
    turns: Any = Turns.select(Turns.seq).where(Turns.session == Sessions.id)
    return (Sessions.last_message_at < before) & ~fn.EXISTS(turns)


def _unknown(before: datetime) -> Any:
    """Return whether nothing is left of a contact but its keys."""
    unnamed: Any = Contacts.created_at < before
    for table in (Sessions, Inbox, Outbox, Bookings, Answers, OptOuts, Timers):
        unnamed &= _nowhere(table, Contacts.id)
    return unnamed


def _has_person() -> Any:
    named: Any = Bookings.contact.is_null(False)
    for column in (Bookings.user_phone, Bookings.user_id, Bookings.name, Bookings.notes):
        named |= column.is_null(False) & (column != "")
    return named


_RULES = {
    Expiring.FIRST_ANSWERS: _Rule(FirstAnswers.id, lambda before: FirstAnswers.created_at < before),
    Expiring.PAYLOADS: _Rule(
        Inbox.id,
        lambda before: (
            (Inbox.received_at < before)
            & Inbox.done_at.is_null(False)
            & (fn.LENGTH(Inbox.payload) > 0)
        ),
        {Inbox.payload: b""},
    ),
    Expiring.EVENT_PAYLOADS: _Rule(
        Events.id,
        lambda before: (Events.received_at < before) & (fn.LENGTH(Events.payload) > 0),
        {Events.payload: b""},
    ),
    Expiring.MESSAGE_TEXTS: _Rule(
        Inbox.id,
        lambda before: (
            (Inbox.received_at < before)
            & Inbox.done_at.is_null(False)
            & (Inbox.message.is_null(False) | (fn.LENGTH(Inbox.payload) > 0))
        ),
        NOTHING,
    ),
    Expiring.MESSAGES: _Rule(
        Inbox.id, lambda before: (Inbox.received_at < before) & Inbox.done_at.is_null(False)
    ),
    Expiring.SENT: _Rule(
        Outbox.seq, lambda before: (Outbox.created_at < before) & (Outbox.status != "pending")
    ),
    Expiring.TURNS: _Rule(Turns.seq, lambda before: Turns.now < before),
    Expiring.ANSWERS: _Rule(Answers.id, lambda before: Answers.created_at < before),
    Expiring.OUTSIDE_CALLS: _Rule(
        OutsideCalls.piece, lambda before: OutsideCalls.asked_at < before
    ),
    Expiring.EVENTS: _Rule(Events.id, lambda before: Events.received_at < before),
    Expiring.BOOKINGS: _Rule(
        Bookings.id, lambda before: (Bookings.ends_at < before) & _has_person(), NOBODY
    ),
    Expiring.SESSIONS: _Rule(Sessions.id, _idle),
    Expiring.CONTACTS: _Rule(Contacts.id, _unknown),
}


class SqlRetention:
    """`Retention` in SQL."""

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows

    def overdue(
        self, what: Expiring, before: datetime, *, after: str, limit: int
    ) -> tuple[list[str], str | None]:
        rule = _RULES[what]
        table, key = rule.key.model, rule.key
        looked = table.select(key, rule.over(before)).order_by(key).limit(limit)
        if after:
            looked = looked.where(key > key.adapt(after))
        found = list(self._rows.ask(looked))
        last = str(found[-1][0]) if found else None
        return [str(one) for one, is_over in found if is_over], last

    def prune(self, what: Expiring, keys: Sequence[str], before: datetime) -> None:
        rule = _RULES[what]
        table, key = rule.key.model, rule.key
        these = key.in_([key.adapt(one) for one in keys])
        if what is Expiring.SESSIONS:
            sessions: Any = Sessions.select(Sessions.id).where(these, rule.over(before))
            self._run(Timers.delete().where(Timers.session_id.in_(sessions)))
        query = table.delete() if rule.blank is None else table.update(rule.blank)
        self._run(query.where(these, rule.over(before)))
        if what is Expiring.BOOKINGS and self._rows.agendas:
            self._rows.agendas.forget()

    def _run(self, query: Any) -> None:
        self._rows.sql(*self._rows.database.get_sql_context().sql(query).query())
