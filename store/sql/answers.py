"""What people answered, and what the world outside is asked, in SQL."""

from __future__ import annotations

from collections.abc import Mapping as Data
from datetime import datetime
from typing import Any

from ...engine.model import Answers, OutsideCall
from .columns import instant_text
from .executor import SqlExecutor, Statement
from .mapper import RowMapper
from .record_tables import Answers as AnswersTable
from .record_tables import OutsideCalls

_ANSWERS = RowMapper(AnswersTable, Answers)
_CALL = RowMapper(OutsideCalls, OutsideCall)

_PAGE = Statement(
    lambda hole: (
        _ANSWERS.select()
        .where(AnswersTable.flow == hole(), AnswersTable.id > hole())
        .order_by(AnswersTable.id)
        .limit(hole())
    )
)
_PAGE_OF_CLIENT = Statement(
    lambda hole: (
        _ANSWERS.select()
        .where(
            AnswersTable.flow == hole(),
            AnswersTable.id > hole(),
            AnswersTable.client_id == hole(),
        )
        .order_by(AnswersTable.id)
        .limit(hole())
    )
)
_OF = Statement(
    lambda hole: _CALL.select().where(OutsideCalls.piece == hole()).order_by(OutsideCalls.sequence)
)
_ANSWER = Statement(
    lambda hole: OutsideCalls.update(
        {OutsideCalls.outcome: hole(), OutsideCalls.answered_at: hole()}
    ).where(
        OutsideCalls.piece == hole(),
        OutsideCalls.sequence == hole(),
        OutsideCalls.answered_at.is_null(),
    )
)


class SqlAnswers:
    """`AnswersKept` in SQL."""

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows

    def add(self, answers: Answers) -> None:
        _ANSWERS.add(self._rows, answers)

    def page(
        self, flow: str, *, client_id: str | None, after: str | None, limit: int
    ) -> list[Answers]:
        if client_id is None:
            found = self._rows.all(_PAGE, flow, after or "", limit)
        else:
            found = self._rows.all(_PAGE_OF_CLIENT, flow, after or "", client_id, limit)
        return _ANSWERS.read_all(found)


class SqlOutsideCalls:
    """`OutsideCalls` in SQL."""

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows

    def of(self, piece: str) -> list[OutsideCall]:
        return _CALL.read_all(self._rows.all(_OF, piece))

    def ask(self, call: OutsideCall) -> None:
        _CALL.add_unless_there(self._rows, call)

    def answer(self, piece: str, sequence: int, outcome: Data[str, Any], now: datetime) -> bool:
        kept = OutsideCalls.outcome.db_value(outcome)
        return bool(self._rows.run(_ANSWER, kept, instant_text(now), piece, sequence))
