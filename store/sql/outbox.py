"""The outbox in SQL."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Data
from datetime import datetime
from functools import partial
from typing import Any

from peewee import SQL, fn

from ...engine.json_text import json_text
from ...engine.model import SERVICE, Backlog, Origin, OutboxRow, OutboxStatus, Settlement
from ...engine.sending.other_form import other_form
from ...engine.sending.retry import FailureKind
from ..rules.statuses import Copies, arrives, copies, moves, sent_again
from .columns import instant_text, read_instant
from .contacts import keep_ours, longest_waiting, reachable
from .executor import Hole, Row, SqlExecutor, Statement
from .foreseen import WAY_COLUMNS, members
from .mapper import RowMapper
from .tables import Outbox

_ROW = RowMapper(Outbox, OutboxRow)
# Spelled out, not parameters: only so the partial indexes serve.
_PENDING = SQL("status = 'pending'")
_FAILED = SQL("status = 'failed'")
_FIRST = SQL("seq + 0")
"""The order as an expression: by the bare column, PostgreSQL, before it has counted a young table,
walks all rows in their order in search of a message that one index knows."""
_SORTED = SQL("id || ''")
"""The id as an expression: by the bare column, SQLite would walk all rows in its order in search of
the few that are pending."""


def _heads(contact_is_one: Any) -> Any:
    firsts = (
        Outbox.select(fn.MIN(Outbox.seq)).where(_PENDING, contact_is_one).group_by(Outbox.contact)
    )
    return _ROW.select().where(Outbox.seq.in_(firsts)).order_by(Outbox.seq)


def _awaited(contact_is_one: Any) -> Any:
    return Outbox.select(Outbox.contact).where(_PENDING, SQL("awaited"), contact_is_one).distinct()


def _page(status: OutboxStatus | None) -> Statement:
    only = [SQL(f"status = '{status}'")] if status else []
    by = _SORTED if status is OutboxStatus.PENDING else Outbox.id
    return Statement(
        lambda hole: _ROW.select().where(*only, by > hole()).order_by(by).limit(hole())
    )


_BACKLOG = Statement(
    lambda _: Outbox.select(fn.COUNT(Outbox.id), fn.MIN(Outbox.created_at)).where(_PENDING)
)
_BY_ID = Statement(lambda hole: _ROW.select().where(Outbox.id == hole()))
_BY_WAMID = Statement(
    lambda hole: _ROW.select().where(Outbox.wamid == hole()).order_by(_FIRST).limit(1)
)
_ORIGIN = Statement(
    lambda hole: (
        Outbox.select(Outbox.contact, Outbox.session_id, Outbox.about)
        .where(Outbox.wamid == hole())
        .order_by(_FIRST)
        .limit(1)
    )
)
_HEADS_SQLITE = Statement(lambda hole: _heads(Outbox.contact.in_(members(hole))))
_HEADS_POSTGRES = Statement(lambda hole: _heads(Outbox.contact == fn.ANY(hole())))
_WAITING = Statement(
    lambda hole: (
        Outbox.select(Outbox.contact)
        .where(_PENDING)
        .group_by(Outbox.contact)
        .order_by(fn.MIN(Outbox.seq))
        .limit(hole())
    )
)
_AWAITED_SQLITE = Statement(lambda hole: _awaited(Outbox.contact.in_(members(hole))))
_AWAITED_POSTGRES = Statement(lambda hole: _awaited(Outbox.contact == fn.ANY(hole())))
_WAITING_OURS = Statement(
    lambda hole: longest_waiting(
        Outbox.select(Outbox.contact.alias("contact"), fn.MIN(Outbox.seq).alias("first"))
        .where(_PENDING)
        .group_by(Outbox.contact),
        hole,
    )
)


def _written(whose: Any) -> Statement:
    return Statement(
        lambda hole: (
            _ROW.select()
            .where(whose == hole(), Outbox.created_at >= hole(), Outbox.created_at <= hole())
            .order_by(Outbox.seq)
        )
    )


_OF_CONTACT = _written(Outbox.contact)
_ABOUT = _written(Outbox.about)
_PAGES = {status: _page(status) for status in (None, *OutboxStatus)}
_CLAIM_SQLITE = Statement(
    lambda hole: Outbox.update({Outbox.claimed_at: hole()}).where(
        _PENDING, Outbox.id.in_(members(hole))
    )
)
_CLAIM_POSTGRES = Statement(
    lambda hole: Outbox.update({Outbox.claimed_at: hole()}).where(
        _PENDING, Outbox.id == fn.ANY(hole())
    )
)


def _retry(more: dict[Any, Any], *, ours: bool) -> Statement:
    """Return how to leave a row pending; with `ours`, unless another may be sending it by now."""
    return Statement(
        lambda hole: Outbox.update(
            {Outbox.attempts: hole(), Outbox.retry_at: hole(), Outbox.error: hole(), **more}
        ).where(Outbox.id == hole(), _PENDING, *([reachable(Outbox.contact, hole)] if ours else []))
    )


_RETRY = {ours: _retry({Outbox.claimed_at: None}, ours=ours) for ours in (False, True)}
_RETRY_IN_DOUBT = {ours: _retry({}, ours=ours) for ours in (False, True)}
_COUNT_FAILED = Statement(lambda _: Outbox.select(fn.COUNT(Outbox.id)).where(_FAILED))
_AGAIN = Statement(
    lambda hole: Outbox.update(
        {
            Outbox.status: str(OutboxStatus.PENDING),
            Outbox.attempts: 0,
            Outbox.retry_at: None,
            Outbox.error: None,
            Outbox.claimed_at: None,
        }
    ).where(Outbox.id == hole(), _FAILED)
)
_FAIL = Statement(
    lambda hole: Outbox.update(
        {Outbox.status: str(OutboxStatus.FAILED), Outbox.error: hole()}
    ).where(Outbox.id == hole(), _PENDING)
)


def _way(column: Any) -> tuple[Statement, Statement]:
    """Return how to see how far a message is, and how to see it and keep others from moving it."""

    def query(hole: Hole) -> Any:
        found = Outbox.select(*WAY_COLUMNS).where(column == hole())
        return found.order_by(_FIRST).limit(1)

    return Statement(query), Statement(lambda hole: query(hole).for_update())


_WAY = _way(Outbox.id)
_WAY_OF_WAMID = _way(Outbox.wamid)
_MOVE = Statement(
    lambda hole: Outbox.update(
        {
            Outbox.wamid: hole(),
            Outbox.status: hole(),
            Outbox.error: hole(),
            Outbox.category: fn.COALESCE(hole(), Outbox.category),
        }
    ).where(Outbox.id == hole()),
    told=True,
)


def _again_later(more: dict[Any, Any]) -> Statement:
    """Return how to send once more what Meta failed after it had taken it."""
    return Statement(
        lambda hole: Outbox.update(
            {
                Outbox.wamid: hole(),
                Outbox.status: str(OutboxStatus.PENDING),
                Outbox.error: hole(),
                Outbox.retry_at: hole(),
                Outbox.resends: hole(),
                **more,
            }
        ).where(Outbox.id == hole())
    )


_AGAIN_LATER = _again_later({Outbox.claimed_at: None})
_AGAIN_IN_DOUBT = _again_later({})
_SENT = Statement(
    lambda hole: Outbox.update(
        {
            Outbox.wamid: hole(),
            Outbox.status: str(OutboxStatus.SENT),
            Outbox.error: None,
        }
    ).where(Outbox.id == hole(), _PENDING, Outbox.wamid.is_null())
)
_LEARN = Statement(
    lambda hole: Outbox.update({Outbox.wamid: hole(), Outbox.beside: hole()}).where(
        Outbox.id == hole()
    )
)


_OTHER_FORM = Statement(
    lambda hole: Outbox.update({Outbox.body: hole(), Outbox.user_phone: hole()}).where(
        Outbox.id == hole()
    )
)
_CATEGORY: Any = fn.COALESCE(Outbox.category, SERVICE)
_BILLED = Statement(
    lambda hole: (
        Outbox.select(Outbox.phone_number_id, _CATEGORY, fn.COUNT(Outbox.id))
        .where(Outbox.created_at >= hole(), SQL("status IN ('delivered', 'read')"))
        .group_by(SQL("1"), SQL("2"))
    )
)
_HAS_OTHER_FORM = frozenset({FailureKind.WINDOW, FailureKind.UNLISTED, FailureKind.FINAL})


def _form(row: OutboxRow) -> tuple[str | None, str | None, str]:
    return Outbox.body.db_value(row.body), row.user_phone, row.id


class SqlOutbox:
    """`Outbox` in SQL."""

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows

    def add(self, row: OutboxRow) -> None:
        _ROW.add_later(self._rows, [row])

    def by_id(self, row_id: str) -> OutboxRow | None:
        return _ROW.read_one(self._rows.one(_BY_ID, row_id))

    def by_wamid(self, wamid: str) -> OutboxRow | None:
        return _ROW.read_one(self._rows.one(_BY_WAMID, wamid))

    def origin(self, wamid: str) -> Origin | None:
        row = self._rows.one(_ORIGIN, wamid)
        return Origin(*row) if row else None

    def heads(self, contact_ids: Iterable[str]) -> list[OutboxRow]:
        statement = _HEADS_POSTGRES if self._rows.postgres else _HEADS_SQLITE
        ours = keep_ours(self._rows, list(contact_ids))
        return _ROW.read_all(self._rows.all(statement, self._list(ours)))

    def waiting(self, limit: int) -> list[str]:
        if self._rows.holding is not None:
            found = self._rows.all(_WAITING_OURS, self._rows.holding.epoch, limit)
        else:
            found = self._rows.all(_WAITING, limit)
        return [contact_id for (contact_id,) in found]

    def page(
        self, *, status: OutboxStatus | None, after: str | None, limit: int
    ) -> list[OutboxRow]:
        return _ROW.read_all(self._rows.all(_PAGES[status], after or "", limit))

    def of_contact(self, contact_id: str, *, since: datetime, until: datetime) -> list[OutboxRow]:
        span = (instant_text(since), instant_text(until))
        return _ROW.read_all(self._rows.all(_OF_CONTACT, contact_id, *span))

    def about(self, session_id: str, *, since: datetime, until: datetime) -> list[OutboxRow]:
        span = (instant_text(since), instant_text(until))
        return _ROW.read_all(self._rows.all(_ABOUT, session_id, *span))

    def claim(self, row_ids: Iterable[str], now: datetime) -> None:
        statement = _CLAIM_POSTGRES if self._rows.postgres else _CLAIM_SQLITE
        self._rows.later(statement, instant_text(now), self._list(row_ids))

    def sent(self, wamids: Data[str, str]) -> None:
        missed: list[str] = []

        def check(row_id: str, answer: Any) -> None:
            if not answer.rowcount:
                missed.append(row_id)

        for row_id, wamid in wamids.items():
            self._rows.later(_SENT, wamid, row_id, check=partial(check, row_id))
        self._rows.settle()
        for row_id in missed:
            wamid = wamids[row_id]
            self.settle(row_id=row_id, wamid=wamid, status=OutboxStatus.SENT)

    def awaited(self, contact_ids: Iterable[str]) -> list[str]:
        statement = _AWAITED_POSTGRES if self._rows.postgres else _AWAITED_SQLITE
        return [found for (found,) in self._rows.all(statement, self._list(contact_ids))]

    def retry(
        self,
        row_id: str,
        *,
        attempts: int,
        retry_at: datetime,
        error: str,
        in_doubt: bool = False,
        form: OutboxRow | None = None,
    ) -> None:
        if form is not None:
            self._rows.later(_OTHER_FORM, *_form(form))
        holding = self._rows.holding
        statement = (_RETRY_IN_DOUBT if in_doubt else _RETRY)[holding is not None]
        ours = [] if holding is None else [holding.epoch]
        self._rows.later(statement, attempts, instant_text(retry_at), error, row_id, *ours)

    def fail(self, row_id: str, error: str) -> bool:
        return self._rows.run(_FAIL, error, row_id) == 1

    def backlog(self) -> Backlog:
        count, since = self._rows.one(_BACKLOG) or (0, None)
        return Backlog(count, read_instant(since) if since else None)

    def failed(self) -> int:
        return int((self._rows.one(_COUNT_FAILED) or (0,))[0])

    def again(self, row_id: str) -> bool:
        return self._rows.run(_AGAIN, row_id) == 1

    def settle(
        self,
        *,
        row_id: str | None,
        wamid: str,
        status: OutboxStatus,
        error: str | None = None,
        kind: str | None = None,
        now: datetime | None = None,
        category: str | None = None,
    ) -> Settlement | None:
        row = (self._way(_WAY, row_id) if row_id else None) or self._way(_WAY_OF_WAMID, wamid)
        if row is None:
            return None
        found, contact_id, number, known, before, claimed_at, created_at, resends, beside = row
        moved = moves(OutboxStatus(before), known, wamid, status, beside)
        failed = moved and status is OutboxStatus.FAILED
        other = self._other_form(found, kind) if failed and kind in _HAS_OTHER_FORM else None
        written_at = read_instant(created_at)
        again = (
            sent_again(kind, resends, written_at, now, other_form=other is not None)
            if failed
            else None
        )
        if again and other:
            self._rows.later(_OTHER_FORM, *_form(other))
        if again:
            at = instant_text(again.retry_at)
            later = _AGAIN_IN_DOUBT if before == OutboxStatus.PENDING else _AGAIN_LATER
            self._rows.later(later, wamid, error, at, again.resends, found)
        elif moved:
            self._rows.later(_MOVE, wamid, str(status), error, category, found)
            if found in self._rows.ways:
                self._rows.ways[found] = (*row[:3], wamid, str(status), *row[5:])
        else:
            now_known = copies(OutboxStatus(before), known, wamid, status, beside)
            if now_known != Copies(known, beside):
                self._rows.later(_LEARN, *now_known, found)
        sent_at = read_instant(claimed_at) if claimed_at else None
        frees = before == OutboxStatus.PENDING or again is not None
        arrived = moved and arrives(OutboxStatus(before), status)
        return Settlement(str(contact_id), number, sent_at, moved, frees, arrived)

    def billed(self, since: datetime) -> Data[tuple[str, str], int]:
        rows = self._rows.all(_BILLED, instant_text(since))
        return {(str(number), str(category)): int(count) for number, category, count in rows}

    def _other_form(self, row_id: str, kind: str | None) -> OutboxRow | None:
        row = self.by_id(row_id)
        return other_form(row, kind) if row else None

    def _way(self, statements: tuple[Statement, Statement], value: str) -> Row | None:
        """Return how far a message is on its way, kept so until the transaction ends."""
        if statements is _WAY and value in self._rows.ways:
            return self._rows.ways[value]
        return self._rows.one(statements[self._rows.locks], value)

    def _list(self, ids: Iterable[str]) -> list[str] | str:
        return list(ids) if self._rows.postgres else json_text(list(ids))
