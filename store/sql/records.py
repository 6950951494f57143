"""Turns, events, flow versions and the audit in SQL: what is only ever added."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Data
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple

from peewee import JOIN, fn

from ...engine.model import AccountNews, AuditEntry, FlowVersion, TurnRecord, Walk
from .columns import instant_text
from .executor import Hole, SqlExecutor, Statement
from .mapper import RowMapper
from .record_tables import AccountNews as AccountNewsTable
from .record_tables import Audit, Events, FlowVersions, Turns
from .tables import Inbox, Sessions


class _Turn(NamedTuple):
    """A turn's record as it is kept."""

    told: Sequence[Any] | None
    session_id: str
    turn: int
    now: datetime
    flow: str
    flow_version: int
    state_before: str
    state_after: str
    path: tuple[tuple[str, str], ...]
    inbox_id: int | None
    timer_id: str | None
    outbox_id: str | None
    seq: int = 0
    id: str | None = None
    input: Data[str, Any] | None = None
    answers: Sequence[Any] | None = None

    @classmethod
    def of(cls, record: TurnRecord) -> _Turn:
        """Return a record as it is kept."""
        return cls((record.input, record.answers), *_plain(record))

    def record(self) -> TurnRecord:
        """Return the record."""
        heard, answers = self.told or (self.input, self.answers)
        own: dict[str, Any] = {"id": self.id or str(self.seq), "input": heard}
        own |= zip(_PLAIN, self[1:], strict=False)
        return TurnRecord(answers=tuple(answers or ()), **own)


_PLAIN = _Turn._fields[1 : _Turn._fields.index("seq")]
"""The fields that both have."""
_plain: Callable[[TurnRecord], tuple[Any, ...]] = attrgetter(*_PLAIN)
_TURN = RowMapper(Turns, _Turn)
_WALK = RowMapper(Turns, Walk)
_FLOW_VERSION = RowMapper(FlowVersions, FlowVersion)
_ENTRY = RowMapper(Audit, AuditEntry)

_TURNS = Statement(
    lambda hole: (
        _TURN.select(Inbox.message)
        .join(Inbox, JOIN.LEFT_OUTER, on=(Turns.inbox_id == Inbox.id))
        .where(Turns.session == hole())
        .order_by(Turns.seq)
    )
)


def _walks(*, of_client: bool) -> Statement:
    def build(hole: Hole) -> Any:
        found = _WALK.select().where(
            Turns.flow == hole(),
            Turns.now >= hole(),
            Turns.now < hole(),
            Turns.seq > hole(),
        )
        if of_client:
            theirs = Sessions.select(Sessions.id).where(Sessions.client_slug == hole())
            found = found.where(Turns.session.in_(theirs))
        return found.order_by(Turns.seq).limit(hole())

    return Statement(build)


_WALKS, _WALKS_OF_CLIENT = _walks(of_client=False), _walks(of_client=True)


def _recent(*, of_client: bool) -> Statement:
    def build(hole: Hole) -> Any:
        latest = fn.MAX(Turns.seq)
        turns: Any = Turns.select(Turns.session).where(Turns.now >= hole())
        if of_client:
            turns = turns.join(Sessions).where(Sessions.client_slug == hole())
        return turns.group_by(Turns.session).order_by(latest.desc()).limit(hole())

    return Statement(build)


_RECENT, _RECENT_OF_CLIENT = _recent(of_client=False), _recent(of_client=True)
_ADD_EVENT = Statement(
    lambda hole: Events.insert(
        {
            Events.id: hole(),
            Events.kind: hole(),
            Events.payload: hole(),
            Events.received_at: hole(),
        }
    )
)
_KINDS = Statement(
    lambda hole: Events.select(Events.kind, fn.COUNT(Events.kind)).group_by(Events.kind)
)
_FIND = Statement(
    lambda hole: _FLOW_VERSION.select().where(
        FlowVersions.flow == hole(), FlowVersions.version == hole()
    )
)
_LATEST = Statement(
    lambda hole: (
        _FLOW_VERSION.select()
        .where(FlowVersions.flow == hole())
        .order_by(FlowVersions.version.desc())
        .limit(1)
    )
)
_KNOWN = Statement(
    lambda _: FlowVersions.select(FlowVersions.flow, FlowVersions.version).order_by(
        FlowVersions.flow, FlowVersions.version
    )
)
_FOUND_OUT = ("data", "checked")
_KEEP = Statement(
    lambda hole: _FLOW_VERSION.update(hole, _FOUND_OUT).where(
        FlowVersions.flow == hole(), FlowVersions.version == hole()
    )
)
_NEWS = RowMapper(AccountNewsTable, AccountNews)
_SAID = ("said", "alarming", "updated_at")
_SAVE_NEWS = Statement(
    lambda hole: _NEWS.update(hole, _SAID).where(
        AccountNewsTable.subject == hole(), AccountNewsTable.topic == hole()
    )
)
_ALL_NEWS = Statement(
    lambda _: _NEWS.select().order_by(AccountNewsTable.subject, AccountNewsTable.topic)
)
_ABOUT = Statement(lambda hole: _ENTRY.select().where(Audit.subject == hole()).order_by(Audit.seq))
_NEWEST = Statement(lambda hole: _ENTRY.select().order_by(Audit.seq.desc()).limit(hole()))


class SqlTurns:
    """`Turns` in SQL."""

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows

    def add(self, record: TurnRecord) -> None:
        _TURN.add_later(self._rows, [_Turn.of(record)])

    def of_session(self, session_id: str) -> list[TurnRecord]:
        return [
            _TURN.read(row).record().with_heard(Inbox.message.python_value(message))
            for *row, message in self._rows.all(_TURNS, session_id)
        ]

    def walks(
        self,
        flow: str,
        start: datetime,
        end: datetime,
        *,
        slug: str | None = None,
        after: int,
        limit: int,
    ) -> list[Walk]:
        among = (flow, instant_text(start), instant_text(end), after)
        if slug is None:
            return _WALK.read_all(self._rows.all(_WALKS, *among, limit))
        return _WALK.read_all(self._rows.all(_WALKS_OF_CLIENT, *among, slug, limit))

    def sessions(self, *, since: datetime, slug: str | None, limit: int) -> list[str]:
        at = instant_text(since)
        if slug is None:
            rows = self._rows.all(_RECENT, at, limit)
        else:
            rows = self._rows.all(_RECENT_OF_CLIENT, at, slug, limit)
        return [session_id for (session_id,) in rows]


class SqlEvents:
    """`Events` in SQL."""

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows

    def add(self, event_id: str, kind: str, payload: bytes, now: datetime) -> None:
        self._rows.run(_ADD_EVENT, event_id, kind, payload, instant_text(now))

    def kinds(self) -> Data[str, int]:
        return {str(kind): int(count) for kind, count in self._rows.all(_KINDS)}


class SqlFlowVersions:
    """`FlowVersions` in SQL."""

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows

    def find(self, flow: str, version: int) -> FlowVersion | None:
        return _FLOW_VERSION.read_one(self._rows.one(_FIND, flow, version))

    def latest(self, flow: str) -> FlowVersion | None:
        return _FLOW_VERSION.read_one(self._rows.one(_LATEST, flow))

    def known(self) -> list[tuple[str, int]]:
        return [(str(flow), int(version)) for flow, version in self._rows.all(_KNOWN)]

    def add(self, version: FlowVersion) -> None:
        _FLOW_VERSION.add(self._rows, version)

    def keep(self, version: FlowVersion) -> None:
        found_out = _FLOW_VERSION.written(version, _FOUND_OUT)
        self._rows.run(_KEEP, *found_out, version.flow, version.version)


class SqlAudit:
    """`Audit` in SQL."""

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows

    def add(self, entry: AuditEntry) -> None:
        _ENTRY.add(self._rows, entry)

    def of(self, subject: str) -> list[AuditEntry]:
        return _ENTRY.read_all(self._rows.all(_ABOUT, subject))

    def latest(self, limit: int) -> list[AuditEntry]:
        return _ENTRY.read_all(self._rows.all(_NEWEST, limit))


class SqlAccountNews:
    """`AccountNewsKept` in SQL."""

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows

    def save(self, news: AccountNews) -> None:
        values = _NEWS.written(news, _SAID)
        if not self._rows.run(_SAVE_NEWS, *values, news.subject, news.topic):
            _NEWS.add_unless_there(self._rows, news)

    def all(self) -> list[AccountNews]:
        return _NEWS.read_all(self._rows.all(_ALL_NEWS))
