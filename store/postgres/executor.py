"""Runs the store's statements within a PostgreSQL transaction, through the pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..errors import FOREIGN, translated
from ..held_leases import HeldLeases
from ..sql.caches import ReferenceCache
from ..sql.executor import SqlExecutor, Statement
from .connection import PgConnection
from .pipeline import Check, StatementResult


class PgExecutor(SqlExecutor):
    """The executor of the repositories on PostgreSQL.

    A prefetched statement (`ahead`) is sent with the first read that follows. Its result is used by
    the next identical read, and discarded on any write.
    """

    def __init__(self, line: PgConnection, *, writing: bool, holding: HeldLeases | None) -> None:
        super().__init__(line.database, writing=writing, holding=holding)
        self.kept: ReferenceCache = ReferenceCache()
        self._wire = line.wire
        self._answers: dict[Statement, tuple[Sequence[Any], StatementResult]] = {}

    def begin(self, number: int) -> None:
        """Begin a unit of work that sees clients as they are after that change."""
        self.kept.begin(number)
        self._answers.clear()

    def run(self, statement: Statement, *values: Any) -> int:
        self._answers.clear()
        return super().run(statement, *values)

    def ahead(self, statement: Statement, *values: Any) -> None:
        def keep(answer: StatementResult) -> None:
            self._answers[statement] = values, answer

        self._wire.later(*statement.fill(self.database, values), keep)

    def sql(self, sql: str, values: Sequence[Any] = ()) -> StatementResult:
        self._answers.clear()
        try:
            return self._wire.once(sql, values)
        except FOREIGN as error:
            raise translated(error) from error

    def later(self, statement: Statement, *values: Any, check: Check | None = None) -> None:
        self._answers.clear()
        self._wire.later(*statement.fill(self.database, values), check)

    def settle(self) -> None:
        try:
            self._wire.settle()
        except FOREIGN as error:
            raise translated(error) from error

    def _read(self, statement: Statement, values: Sequence[Any]) -> StatementResult:
        of, answer = self._answers.pop(statement, (None, None))
        return answer if answer and of == values else self._execute(statement, values)

    def _execute(self, statement: Statement, values: Sequence[Any]) -> StatementResult:
        try:
            return self._wire.ask(*statement.fill(self.database, values))
        except FOREIGN as error:
            raise translated(error) from error
