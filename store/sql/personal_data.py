"""What is kept of one person, across all tables, in SQL."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from peewee import SQL, Field, Model, TextField, Value, fn

from ...engine.json_text import json_text
from ...engine.model import RECEPTION, Booking, Client, Contact, Traces
from ...engine.model import Answers as AnswersRow
from ..rules.traces import ERASED, traces_of
from .columns import BytesField, JsonField, PackedField, PackedJsonField
from .executor import SqlExecutor
from .mapper import RowMapper
from .packing import packed, unpacked
from .record_tables import (
    TABLES,
    Answers,
    Audit,
    Events,
    FlowVersions,
    OutsideCalls,
    Turns,
)
from .tables import (
    BlockedPeople,
    Bookings,
    Businesses,
    Clients,
    Consents,
    Contacts,
    Forms,
    Inbox,
    OptOuts,
    Outbox,
    Sessions,
    Templates,
    Timers,
    Waits,
    Workers,
)

NOBODY: dict[Any, Any] = {
    Bookings.contact: None,
    Bookings.session_id: None,
    Bookings.user_phone: None,
    Bookings.user_id: None,
    Bookings.name: None,
    Bookings.notes: None,
}
"""A booking without its person."""
NOTHING: dict[Any, Any] = {Inbox.message: None, Inbox.payload: b"", Inbox.error: None}
"""A message of which only the id is left."""
_CONFIGURATION = (Workers, Businesses, Clients, FlowVersions, Templates, Forms)
_FREE_TEXTS = frozenset({"error", "notes", "reason", "name", "said"})
_HANDLED = (Contacts, OptOuts, Sessions, Inbox, Outbox, Bookings, Timers, Answers)
_OF_CONTACTS: list[Any] = [
    table for table in TABLES if table not in _HANDLED and "contact" in table._meta.fields
]
"""Tables of which each row is one contact's, and which need nothing else."""
_AT_ONCE = 1000
"""Rows that are looked into at once."""
_CONTACT = RowMapper(Contacts, Contact)
_BOOKING = RowMapper(Bookings, Booking)
_ANSWERS = RowMapper(Answers, AnswersRow)


class SqlPersonalData:
    """`PersonalData` in SQL. Nothing here is asked often: queries are built each time."""

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows

    def contacts(self, keys: Sequence[str]) -> list[Contact]:
        known = Contacts.user_phone.in_(list(keys)) | Contacts.user_id.in_(list(keys))
        return _CONTACT.read_all(
            self._rows.ask(_CONTACT.select().where(known).order_by(Contacts.id))
        )

    def bookings(self, contact_id: str) -> list[Booking]:
        query = _BOOKING.select().where(Bookings.contact == contact_id).order_by(Bookings.id)
        return _BOOKING.read_all(self._rows.ask(query))

    def strays(self, keys: Sequence[str]) -> list[Booking]:
        known = Bookings.user_phone.in_(list(keys)) | Bookings.user_id.in_(list(keys))
        query = _BOOKING.select().where(known, Bookings.contact.is_null()).order_by(Bookings.id)
        return _BOOKING.read_all(self._rows.ask(query))

    def answers(self, contact_id: str) -> list[AnswersRow]:
        query = _ANSWERS.select().where(Answers.contact == contact_id).order_by(Answers.id)
        return _ANSWERS.read_all(self._rows.ask(query))

    def erase(self, contact_id: str, client: Client | None, now: datetime) -> Traces:
        traces = self._traces(contact_id, client.id if client else None)
        theirs: Any = Sessions.select(Sessions.id).where(Sessions.contact == contact_id)
        if client:
            theirs = theirs.where(Sessions.client_slug == client.slug)
        sessions = [session_id for (session_id,) in self._rows.ask(theirs)]
        self._erase_turns(contact_id, sessions)
        self._erase_told(sessions)
        self._erase_messages(contact_id, None if client is None else sessions, now)
        of_client = [Bookings.client == client.id] if client else []
        mine = Bookings.select(Bookings.id).where(Bookings.contact == contact_id, *of_client)
        self._erase_waits(contact_id, client, sessions, mine)
        held = Bookings.update({Bookings.status: "cancelled"})
        self._run(held.where(Bookings.id.in_(mine), SQL("status = 'held'")))
        self._run(Bookings.update(NOBODY).where(Bookings.contact == contact_id, *of_client))
        self._run(Sessions.delete().where(Sessions.id.in_(sessions)))
        if client is None:
            self._erase_others(contact_id)
            blank: dict[Any, Any] = {Contacts.name: "", Contacts.data: {}}
            self._run(Contacts.update(blank).where(Contacts.id == contact_id))
        if self._rows.agendas:
            self._rows.agendas.forget()
        return traces

    def drop(self, contact_id: str) -> bool:
        naming: list[Any] = [Sessions, Inbox, Bookings]
        for table in naming:
            named = table.select(SQL("1")).where(table.contact == contact_id).limit(1)
            if self._rows.ask(named):
                return False
        for table in (Outbox, Timers, OptOuts, Answers, *_OF_CONTACTS):
            self._run(table.delete().where(table.contact == contact_id))
        self._run(Contacts.delete().where(Contacts.id == contact_id))
        return True

    def scrub(self, traces: Traces, *, whole: bool) -> None:
        every: list[Any] = list(TABLES) if whole else [Events, Audit]
        for table in every:
            if table in _CONFIGURATION:
                continue
            self._replace_all(table, _spelled(traces.keys), [])
        for table, only in self._about(traces):
            self._replace_all(table, _spelled((*traces.keys, *traces.words)), only)
        keys = list(traces.keys)
        by_hand = Bookings.user_phone.in_(keys) | Bookings.user_id.in_(keys)
        self._run(Bookings.update(NOBODY).where(by_hand))
        if whole:
            if self._rows.kept:
                self._rows.kept.forget()
            named = BlockedPeople.user_phone.in_(keys) | BlockedPeople.user_id.in_(keys)
            self._run(BlockedPeople.delete().where(named))

    # -- one person's own rows --------------------------------------------------------------------

    def _traces(self, contact_id: str, client_id: str | None) -> Traces:
        contact = _CONTACT.read_one(
            next(iter(self._rows.ask(_CONTACT.select().where(Contacts.id == contact_id))), None)
        )
        messages = Inbox.select(Inbox.message).where(Inbox.contact == contact_id)
        read = Inbox.message.python_value
        said = [read(message) for (message,) in self._rows.ask(messages) if message]
        mine = [one for one in self.bookings(contact_id) if client_id in (None, one.client_id)]
        return traces_of(contact, said, mine)

    def _erase_turns(self, contact_id: str, sessions: list[str]) -> None:
        heard = Inbox.select(Inbox.message_id).where(
            Inbox.contact == contact_id, Inbox.session_id.in_(sessions)
        )
        waited = Turns.select(Turns.timer_id).where(
            Turns.session.in_(sessions), Turns.timer_id.is_null(False)
        )
        for pieces in (heard, waited):
            self._run(OutsideCalls.delete().where(OutsideCalls.piece.in_(pieces)))
        self._run(Turns.delete().where(Turns.session.in_(sessions)))

    def _erase_told(self, sessions: list[str]) -> None:
        """Erase what merchants' phones were told of these sessions, and what they answered."""
        told = Outbox.select(Outbox.contact, Outbox.wamid).where(Outbox.about.in_(sessions))
        rows = self._rows.ask(told)
        wamids = {wamid for _, wamid in rows if wamid}
        desks = sorted({contact for contact, _ in rows})
        answers = Inbox.select(Inbox.id, Inbox.message).where(Inbox.contact.in_(desks))
        read = Inbox.message.python_value
        quoting = [
            row_id
            for row_id, message in (self._rows.ask(answers) if wamids else ())
            if message and read(message).quoted in wamids
        ]
        self._run(Inbox.update(NOTHING).where(Inbox.id.in_(quoting)))
        self._run(Outbox.delete().where(Outbox.about.in_(sessions)))

    def _erase_messages(self, contact_id: str, sessions: list[str] | None, now: datetime) -> None:
        """Erase what was written by and to a contact: in some sessions, or all (None)."""
        whole = {Inbox.contact: None, Inbox.session_id: None} if sessions is None else {}
        heard = [Inbox.contact == contact_id]
        said = [Outbox.contact == contact_id]
        if sessions is not None:
            heard.append(Inbox.session_id.in_(sessions))
            said.append(Outbox.session_id.in_(sessions))
        self._run(Inbox.update({Inbox.done_at: now}).where(*heard, Inbox.done_at.is_null()))
        self._run(Inbox.update({**NOTHING, **whole}).where(*heard))
        self._run(Outbox.delete().where(*said))

    def _erase_waits(
        self, contact_id: str, client: Client | None, sessions: list[str], bookings: Any
    ) -> None:
        waits: Any = Timers.delete().where(Timers.contact == contact_id)
        answers: Any = Answers.delete().where(Answers.contact == contact_id)
        if client:
            agreed = Consents.delete().where(
                Consents.contact == contact_id, Consents.client_id == client.id
            )
            self._run(agreed)
            waits = waits.where(Timers.session_id.in_(sessions) | Timers.booking_id.in_(bookings))
            answers = answers.where(Answers.client_id == client.id)
            in_line = Waits.delete().where(Waits.contact == contact_id, Waits.client == client.id)
            self._run(in_line)
        self._run(waits)
        self._run(answers)

    def _erase_others(self, contact_id: str) -> None:
        """Erase a contact's rows in tables that nobody named here."""
        for table in _OF_CONTACTS:
            self._run(table.delete().where(table.contact == contact_id))
        self._run(OptOuts.delete().where(OptOuts.contact == contact_id))

    # -- others' rows -----------------------------------------------------------------------------

    def _about(self, traces: Traces) -> Iterator[tuple[type[Model], list[Any]]]:
        """Yield where others' rows may have a person's words: merchants' phones, records."""
        desks: Any = Outbox.select(Outbox.contact).where(Outbox.about.is_null(False)).distinct()
        contacts = {contact for (contact,) in self._rows.ask(desks)}
        receptions = Sessions.select(Sessions.contact).where(Sessions.flow == RECEPTION)
        contacts |= {contact for (contact,) in self._rows.ask(receptions.distinct())}
        mine = sorted(contacts)
        sessions = Sessions.select(Sessions.id).where(Sessions.contact.in_(mine))
        yield Outbox, [Outbox.contact.in_(mine)]
        yield Inbox, [Inbox.contact.in_(mine)]
        yield Sessions, [Sessions.contact.in_(mine)]
        yield Turns, [Turns.session.in_(sessions)]
        subjects = [f"booking:{booking}" for booking in traces.bookings]
        yield Audit, [Audit.subject.in_(subjects)]
        named = {Audit, Turns, OutsideCalls, *_CONFIGURATION}
        for table in TABLES:
            if table not in named and "contact" not in table._meta.fields:
                for booking in traces.bookings:
                    found = [self._has(column, booking) for column in _texts_of(table)]
                    for one in found:
                        yield table, [one]

    def _replace_all(self, table: Any, traces: Sequence[str], only: list[Any]) -> None:
        """Put `ERASED` for each trace wherever people write in a table's rows."""
        for column in _texts_of(table):
            for trace in traces:
                self._replace(table, column, trace, only)
        for column in table._meta.sorted_fields:
            if isinstance(column, PackedField):
                self._replace_packed(table, column, traces, only)

    def _replace_packed(
        self, table: Any, column: PackedField, traces: Sequence[str], only: list[Any]
    ) -> None:
        """Do so in a column that no database can look into, some rows after the others."""
        key: Any = table._meta.primary_key
        kept = table.select(key, column).where(column.is_null(False), *only)
        page = kept.order_by(key).limit(_AT_ONCE)
        while rows := self._rows.ask(page):
            for row_key, found in rows:
                raw = unpacked(found)
                fresh = _scrubbed(raw, traces, bare=not isinstance(column, PackedJsonField))
                if fresh != raw:
                    change: dict[Any, Any] = {column: Value(packed(fresh), False)}
                    self._run(table.update(change).where(key == row_key))
            page = kept.where(key > rows[-1][0]).order_by(key).limit(_AT_ONCE)

    def _replace(self, table: Any, column: Field, trace: str, only: list[Any]) -> None:
        """Put `ERASED` for a trace; bytes that hold it are emptied."""
        found = [self._has(column, trace), *only]
        if isinstance(column, BytesField):
            self._run(table.update({column: b""}).where(*found))
            return
        text: Any = column.cast("TEXT") if self._rows.postgres else column
        fresh: Any = fn.REPLACE(text, Value(trace, False), Value(ERASED, False))
        if self._rows.postgres and isinstance(column, JsonField):
            fresh = fresh.cast("JSON")
        self._run(table.update({column: fresh}).where(*found))

    def _has(self, column: Any, trace: str) -> Any:
        if isinstance(column, BytesField):
            if self._rows.postgres:
                return SQL(f'position(%s in "{column.column_name}") > 0', [trace.encode()])
            return fn.INSTR(column, Value(trace.encode(), False)) > 0
        if self._rows.postgres:
            return fn.STRPOS(column.cast("TEXT"), Value(trace, False)) > 0
        return fn.INSTR(column, Value(trace, False)) > 0

    def _run(self, query: Any) -> None:
        self._rows.sql(*self._rows.database.get_sql_context().sql(query).query())


def _scrubbed(raw: bytes, traces: Sequence[str], *, bare: bool) -> bytes:
    """Return bytes with `ERASED` for each trace; nothing for those that are bare and hold one."""
    for trace in traces:
        if trace.encode() in raw:
            if bare:
                return b""
            raw = raw.replace(trace.encode(), ERASED.encode())
    return raw


def _texts_of(table: Any) -> list[Any]:
    """Return the columns of a table in which people write."""
    return [
        column
        for column in table._meta.sorted_fields
        if isinstance(column, JsonField | BytesField)
        or (type(column) is TextField and column.column_name in _FREE_TEXTS)
    ]


def _spelled(traces: Iterable[str]) -> list[str]:
    """Return traces as they are, and as JSON spells them: here, and as Meta or we once did."""
    return list(
        dict.fromkeys(
            form for one in traces for form in (one, json_text(one)[1:-1], json.dumps(one)[1:-1])
        )
    )
