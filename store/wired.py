"""Rows of a PostgreSQL transaction: statements go over the connection's wire."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .faults import FOREIGN, translated
from .holding import Holding
from .line import Line
from .rows import Rows
from .statements import Statement
from .wire import Answer, Check


class WiredRows(Rows):
    """What the rooms work with on PostgreSQL."""

    def __init__(self, line: Line, *, writing: bool, holding: Holding | None) -> None:
        super().__init__(line.database, writing=writing, holding=holding)
        self._wire = line.wire

    def sql(self, sql: str, values: Sequence[Any] = ()) -> Answer:
        try:
            return self._wire.once(sql, values)
        except FOREIGN as error:
            raise translated(error) from error

    def later(self, statement: Statement, *values: Any, check: Check | None = None) -> None:
        self._wire.later(*statement.fill(self.database, values), check)

    def settle(self) -> None:
        try:
            self._wire.settle()
        except FOREIGN as error:
            raise translated(error) from error

    def _execute(self, statement: Statement, values: Sequence[Any]) -> Answer:
        try:
            return self._wire.ask(*statement.fill(self.database, values))
        except FOREIGN as error:
            raise translated(error) from error
