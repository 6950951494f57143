"""Timers in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from peewee import SQL, fn

from ...engine.model import NEWS, Timer
from .columns import instant_text
from .contacts import reachable
from .executor import SqlExecutor, Statement
from .mapper import RowMapper
from .tables import Timers

_TIMER = RowMapper(Timers, Timer)

_PERSON = SQL("contact_id || ''")
"""The contact as an expression: by the bare column, SQLite would walk all timers in its order
instead of looking up those that are due."""
_NO_NEWS = SQL(f"substr(name, 1, {len(NEWS)}) <> '{NEWS}'")
_FORGET = Statement(
    lambda hole: Timers.delete().where(
        Timers.contact == hole(), Timers.session_id == hole(), Timers.booking_id.is_null()
    )
)
_FORGET_OF_BOOKING = Statement(
    lambda hole: Timers.delete().where(
        Timers.contact == hole(), Timers.booking_id == hole(), _NO_NEWS
    )
)
_DROP = Statement(lambda hole: Timers.delete().where(Timers.contact == hole(), Timers.id == hole()))
_POSTPONE = Statement(
    lambda hole: Timers.update({Timers.due_at: hole()}).where(
        Timers.contact == hole(), Timers.id == hole()
    )
)
_HEAD = Statement(
    lambda hole: (
        _TIMER.select()
        .where(Timers.contact == hole(), Timers.due_at <= hole())
        .order_by(Timers.due_at, Timers.id)
        .limit(1)
    )
)
_DUE = Statement(
    lambda hole: (
        Timers.select(_PERSON)
        .where(Timers.due_at <= hole())
        .group_by(_PERSON)
        .order_by(fn.MIN(Timers.due_at), fn.MIN(Timers.id))
        .limit(hole())
    )
)
_DUE_OURS = Statement(
    lambda hole: (
        Timers.select(_PERSON)
        .where(Timers.due_at <= hole(), reachable(Timers.contact, hole))
        .group_by(_PERSON)
        .order_by(fn.MIN(Timers.due_at), fn.MIN(Timers.id))
        .limit(hole())
    )
)


class SqlTimers:
    """`Timers` in SQL."""

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows

    def replace(self, contact_id: str, session_id: str, timers: Sequence[Timer]) -> None:
        self._rows.later(_FORGET, contact_id, session_id)
        _TIMER.add_later(self._rows, timers)

    def replace_of_booking(self, contact_id: str, booking_id: str, timers: Sequence[Timer]) -> None:
        self._rows.later(_FORGET_OF_BOOKING, contact_id, booking_id)
        _TIMER.add_later(self._rows, timers)

    def add(self, timer: Timer) -> None:
        _TIMER.add_later(self._rows, [timer])

    def drop(self, timer: Timer) -> None:
        self._rows.later(_DROP, timer.contact_id, timer.id)

    def postpone(self, timer: Timer, due_at: datetime) -> None:
        self._rows.later(_POSTPONE, instant_text(due_at), timer.contact_id, timer.id)

    def head(self, contact_id: str, now: datetime) -> Timer | None:
        return _TIMER.read_one(self._rows.one(_HEAD, contact_id, instant_text(now)))

    def due(self, now: datetime, limit: int) -> list[str]:
        if self._rows.holding is not None:
            epoch = self._rows.holding.epoch
            found = self._rows.all(_DUE_OURS, instant_text(now), epoch, limit)
        else:
            found = self._rows.all(_DUE, instant_text(now), limit)
        return [contact_id for (contact_id,) in found]
