"""The inbox in SQL."""

from __future__ import annotations

from datetime import datetime

from peewee import fn

from ...engine.errors import StaleError
from ...engine.fast_dataclass import replace
from ...engine.model import Backlog, InboxRow
from .columns import instant_text, read_instant
from .contacts import CONTACT_BY_ID, lock_contact, longest_waiting
from .executor import SqlExecutor, Statement, touched
from .mapper import RowMapper
from .sessions import SESSIONS_OF_CONTACT
from .tables import Inbox

_ROW = RowMapper(Inbox, InboxRow, told=True)


_BY_MESSAGE_ID = Statement(lambda hole: _ROW.select().where(Inbox.message_id == hole()))
_HEADS = Statement(
    lambda hole: (
        _ROW.select()
        .where(Inbox.contact == hole(), Inbox.done_at.is_null())
        .order_by(Inbox.id)
        .limit(hole())
    )
)
_WAITING = Statement(
    lambda hole: (
        Inbox.select(Inbox.contact)
        .where(Inbox.done_at.is_null(), Inbox.contact.is_null(False))
        .group_by(Inbox.contact)
        .order_by(fn.MIN(Inbox.id))
        .limit(hole())
    )
)
_WAITING_OURS = Statement(
    lambda hole: longest_waiting(
        Inbox.select(Inbox.contact.alias("contact"), fn.MIN(Inbox.id).alias("first"))
        .where(Inbox.done_at.is_null(), Inbox.contact.is_null(False))
        .group_by(Inbox.contact),
        hole,
    )
)
_OF_SESSION = Statement(
    lambda hole: (
        _ROW.select()
        .where(Inbox.contact == hole(), Inbox.session_id == hole(), Inbox.done_at.is_null(False))
        .order_by(Inbox.id.desc())
        .limit(hole())
    )
)
_OF_CONTACT = Statement(
    lambda hole: (
        _ROW.select()
        .where(Inbox.contact == hole(), Inbox.received_at <= hole())
        .order_by(Inbox.id.desc())
        .limit(hole())
    )
)
_BY_ID = Statement(lambda hole: _ROW.select().where(Inbox.id == hole()))
_DONE = Statement(
    lambda hole: Inbox.update({Inbox.session_id: hole(), Inbox.done_at: hole()}).where(
        Inbox.id == hole(), Inbox.done_at.is_null()
    ),
    told=True,
)
_RETRY = Statement(
    lambda hole: Inbox.update({Inbox.attempts: hole(), Inbox.retry_at: hole()}).where(
        Inbox.id == hole(), Inbox.done_at.is_null()
    )
)
_PARK = Statement(
    lambda hole: Inbox.update({Inbox.error: hole(), Inbox.done_at: hole()}).where(
        Inbox.id == hole(), Inbox.done_at.is_null()
    )
)
_BACKLOG = Statement(
    lambda _: Inbox.select(fn.COUNT(Inbox.id), fn.MIN(Inbox.received_at)).where(
        Inbox.done_at.is_null(), Inbox.contact.is_null(False)
    )
)
_IS_PARKED = Inbox.error.is_null(False)
_PARKED_PAGE = Statement(
    lambda hole: _ROW.select().where(_IS_PARKED, Inbox.id > hole()).order_by(Inbox.id).limit(hole())
)
_AGAIN = Statement(
    lambda hole: Inbox.update(
        {Inbox.error: None, Inbox.done_at: None, Inbox.attempts: 0, Inbox.retry_at: None}
    ).where(Inbox.id == hole(), _IS_PARKED)
)
_DROP = Statement(
    lambda hole: Inbox.update({Inbox.error: None}).where(Inbox.id == hole(), _IS_PARKED)
)
_PARKED = Statement(lambda _: Inbox.select(fn.COUNT(Inbox.id)).where(_IS_PARKED))


class SqlInbox:
    """`Inbox` in SQL."""

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows

    def add(self, row: InboxRow) -> bool:
        people = self._rows.people
        if people is None:
            self._rows.absent.discard(row.message_id)
            return _ROW.add_unless_there(self._rows, row)
        self._rows.absent.discard(row.message_id)
        number = _ROW.add_numbered(self._rows, row)
        if number is not None:
            people.came(replace(row, id=number))
        return number is not None

    def by_message_id(self, message_id: str) -> InboxRow | None:
        if message_id in self._rows.absent:
            return None
        return _ROW.read_one(self._rows.one(_BY_MESSAGE_ID, message_id))

    def heads(self, contact_id: str, limit: int) -> list[InboxRow]:
        """Return them, and have read with them what tells where they belong: that is next."""
        lock_contact(self._rows, contact_id)
        self._rows.ahead(CONTACT_BY_ID, contact_id)
        self._rows.ahead(SESSIONS_OF_CONTACT, contact_id)

        def read() -> list[InboxRow]:
            return _ROW.read_all(self._rows.all(_HEADS, contact_id, limit))

        people = self._rows.people
        return people.waiting(contact_id, limit, read) if people else read()

    def waiting(self, limit: int) -> list[str]:
        if self._rows.holding is not None:
            found = self._rows.all(_WAITING_OURS, self._rows.holding.epoch, limit)
        else:
            found = self._rows.all(_WAITING, limit)
        return [contact_id for (contact_id,) in found]

    def of_session(self, contact_id: str, session_id: str, limit: int) -> list[InboxRow]:
        return _ROW.read_all(self._rows.all(_OF_SESSION, contact_id, session_id, limit))

    def of_contact(self, contact_id: str, *, until: datetime, limit: int) -> list[InboxRow]:
        rows = self._rows.all(_OF_CONTACT, contact_id, instant_text(until), limit)
        return _ROW.read_all(rows)

    def by_id(self, row_id: int) -> InboxRow | None:
        return _ROW.read_one(self._rows.one(_BY_ID, row_id))

    def done(self, row_id: int, session_id: str | None, now: datetime) -> None:
        self._change(_DONE, session_id, instant_text(now), row_id)
        if self._rows.people:
            self._rows.people.left(row_id)

    def retry(self, row_id: int, attempts: int, retry_at: datetime) -> None:
        self._change(_RETRY, attempts, instant_text(retry_at), row_id)

    def park(self, row_id: int, error: str, now: datetime) -> None:
        self._change(_PARK, error, instant_text(now), row_id)

    def parked(self) -> int:
        return int((self._rows.one(_PARKED) or (0,))[0])

    def backlog(self) -> Backlog:
        count, since = self._rows.one(_BACKLOG) or (0, None)
        return Backlog(count, read_instant(since) if since else None)

    def parked_page(self, *, after: int, limit: int) -> list[InboxRow]:
        return _ROW.read_all(self._rows.all(_PARKED_PAGE, after, limit))

    def again(self, row_id: int) -> bool:
        return self._rows.run(_AGAIN, row_id) == 1

    def drop(self, row_id: int) -> bool:
        return self._rows.run(_DROP, row_id) == 1

    def _change(self, statement: Statement, *values: str | int | None) -> None:
        stale = StaleError(f"Inbox row {values[-1]} is done already.")
        self._rows.later(statement, *values, check=touched(1, stale))
