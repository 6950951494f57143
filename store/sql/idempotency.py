"""First answers to requests with an `Idempotency-Key`, in SQL."""

from __future__ import annotations

from typing import Any

from ...engine.json_text import json_text
from ...engine.model import KEPT_FOR, FirstAnswer
from .columns import instant_text
from .executor import SqlExecutor, Statement
from .mapper import RowMapper
from .record_tables import FirstAnswers

_ANSWER = RowMapper(FirstAnswers, FirstAnswer)
_FORGET = Statement(
    lambda hole: FirstAnswers.delete().where(
        FirstAnswers.id == hole(), FirstAnswers.created_at <= hole()
    )
)
_FIND = Statement(lambda hole: _ANSWER.select().where(FirstAnswers.id == hole()))
_COMPLETE = Statement(
    lambda hole: _ANSWER.update(hole, ("status", "body")).where(FirstAnswers.id == hole())
)


class SqlFirstAnswers:
    """`FirstAnswers` in SQL. On PostgreSQL the insert waits for a twin's transaction."""

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows

    def claim(self, fresh: FirstAnswer) -> FirstAnswer | None:
        self._rows.run(_FORGET, fresh.id, instant_text(fresh.created_at - KEPT_FOR))
        if _ANSWER.add_unless_there(self._rows, fresh):
            return None
        return _ANSWER.read_one(self._rows.one(_FIND, fresh.id))

    def answer(self, id: str, status: int, body: Any) -> None:
        self._rows.run(_COMPLETE, status, json_text(body), id)
