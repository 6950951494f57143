"""Sessions in SQL."""

from __future__ import annotations

from datetime import datetime

from peewee import SQL, fn

from ...engine.errors import StaleError
from ...engine.fast_dataclass import replace
from ...engine.json_text import from_json, json_text
from ...engine.model import RECEPTION, Session, StateCount
from ..rules.statuses import OF_A_SESSION
from .columns import read_instant
from .executor import SqlExecutor, Statement, touched
from .mapper import RowMapper
from .tables import Sessions

_SESSION = RowMapper(Sessions, Session, told=True)
_CHANGES = _SESSION.names("id", *OF_A_SESSION)
"""What a turn changes. To write the rest again would write its index."""
_HUMAN = SQL("mode = 'human'")
"""Spelled out, not a parameter: only so the partial index serves."""

_BY_ID = Statement(lambda hole: _SESSION.select().where(Sessions.id == hole()))
_FIND = Statement(
    lambda hole: _SESSION.select().where(
        Sessions.contact == hole(), Sessions.client_slug == hole(), Sessions.flow != RECEPTION
    )
)
_FIND_RECEPTION = Statement(
    lambda hole: _SESSION.select().where(
        Sessions.contact == hole(), Sessions.client_slug == hole(), Sessions.flow == RECEPTION
    )
)
SESSIONS_OF_CONTACT = Statement(
    lambda hole: (
        _SESSION.select()
        .where(Sessions.contact == hole())
        .order_by(Sessions.last_message_at.desc(), Sessions.id.desc())
    )
)
_LAST_MESSAGE_AT = Statement(
    lambda hole: Sessions.select(SQL("MAX(last_message_at)")).where(Sessions.contact == hole())
)
_WITH_PEOPLE = Statement(
    lambda hole: (
        _SESSION.select()
        .where(_HUMAN)
        .order_by(Sessions.last_message_at, Sessions.id)
        .limit(hole())
    )
)
_COUNT_WITH_PEOPLE = Statement(lambda _: Sessions.select(fn.COUNT(Sessions.id)).where(_HUMAN))
_PLACE = (Sessions.flow, Sessions.flow_version, Sessions.state)
_PLACES = Statement(
    lambda _: Sessions.select(*_PLACE, fn.COUNT(Sessions.id)).group_by(*_PLACE).order_by(*_PLACE)
)
_STANDING = Statement(
    lambda hole: (
        _SESSION.select()
        .where(*(column == hole() for column in _PLACE), Sessions.id > hole())
        .order_by(Sessions.id)
        .limit(hole())
    )
)
_SAVE = Statement(
    lambda hole: _SESSION.update(hole, _CHANGES).where(
        Sessions.id == hole(), Sessions.version == hole()
    ),
    told=True,
)


class SqlSessions:
    """`Sessions` in SQL."""

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows

    def by_id(self, session_id: str) -> Session | None:
        return _SESSION.read_one(self._rows.one(_BY_ID, session_id))

    def find(self, contact_id: str, client_slug: str) -> Session | None:
        return _SESSION.read_one(self._rows.one(_FIND, contact_id, client_slug))

    def find_reception(self, contact_id: str, client_slug: str) -> Session | None:
        return _SESSION.read_one(self._rows.one(_FIND_RECEPTION, contact_id, client_slug))

    def of_contact(self, contact_id: str) -> list[Session]:
        def read() -> list[Session]:
            return _SESSION.read_all(self._rows.all(SESSIONS_OF_CONTACT, contact_id))

        people = self._rows.people
        return people.sessions(contact_id, read) if people else read()

    def last_message_at(self, contact_id: str) -> datetime:
        row = self._rows.one(_LAST_MESSAGE_AT, contact_id)
        return read_instant(row[0] if row else "")

    def count_with_people(self) -> int:
        return int((self._rows.one(_COUNT_WITH_PEOPLE) or (0,))[0])

    def with_people(self, limit: int) -> list[Session]:
        return _SESSION.read_all(self._rows.all(_WITH_PEOPLE, limit))

    def places(self) -> list[StateCount]:
        return [StateCount(*row) for row in self._rows.all(_PLACES)]

    def standing(self, place: StateCount, *, after: str, limit: int) -> list[Session]:
        at = (place.flow, place.version, place.state)
        return _SESSION.read_all(self._rows.all(_STANDING, *at, after, limit))

    def add(self, session: Session) -> None:
        _SESSION.add(self._rows, session)
        self._tell(session)

    def save(self, session: Session) -> None:
        values = _SESSION.written(session, _CHANGES)
        before = session.version - 1
        stale = StaleError(f"Session {session.id!r} is no longer at {before}.")
        self._rows.later(_SAVE, *values, session.id, before, check=touched(1, stale))
        self._tell(session)

    def _tell(self, session: Session) -> None:
        """Tell of a session that was written; its data is what a reader would make of the row."""
        if self._rows.people:
            data = from_json(json_text(session.data))
            self._rows.people.put(replace(session, data=data))
