"""`PostgresStore`: each work a transaction of its own, READ COMMITTED."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import uuid4

from ..engine.errors import StoreError, UnavailableError
from ..engine.leasing import Worker
from ..engine.outcomes import settled
from ..engine.ports import Done, Executor, Transaction
from . import migrations
from .faults import FOREIGN, retryable, translated
from .leases import PostgresLeases, workers
from .line import Line
from .nesting import Nesting
from .pool import Pool
from .rows import Rows
from .transaction import SqlTransaction
from .wired import WiredRows

T = TypeVar("T")

CONNECTIONS = 16
"""Works at once; each holds a connection."""
TRIES = 5
"""How often a work is run that PostgreSQL undid because another was in its way."""
_WRITE = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


class PostgresStore:
    """A store in a PostgreSQL database, which several processes may work.

    With `own`, this process is to be one of them, and is refused contacts that it has not leased.

    Attributes:
        leases: what it has leased; None for a process that only reads and writes a little.
    """

    writers = 8

    def __init__(self, url: str, *, own: bool = False, migrate: bool = True) -> None:
        self._name = f"milo {uuid4().hex[:12]}" if own else "milo"
        self.leases = PostgresLeases(self._on_rows, url, self._name) if own else None
        self._holding = self.leases.holding if self.leases else None
        self._nesting = Nesting()
        self._executor: Executor | None = None
        self._pool = Pool(lambda: Line(url, self._name), CONNECTIONS)
        if migrate:
            self._migrate()

    def transact(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in a transaction; again, when PostgreSQL undid it for another's sake."""
        self._nesting.refuse()
        for _ in range(TRIES - 1):
            try:
                return self._write(work)
            except UnavailableError as error:
                if not retryable(error):
                    raise
        return self._write(work)

    def hand_in(
        self, work: Callable[[Transaction], T], done: Done[T], *, urgent: bool = False
    ) -> None:
        """Run `work`: at once where it would wait with nobody, else on another thread."""

        def run() -> None:
            done(settled(lambda: self.transact(work)))

        if urgent and self._executor:
            self._executor.submit(run)
        else:
            run()

    def run_on(self, executor: Executor) -> None:
        """Run on it what is urgent: whoever hands that in may have no thread to spare."""
        self._executor = executor

    def read(self, work: Callable[[Transaction], T]) -> T:
        """Run `work`, which only reads, on one snapshot."""
        self._nesting.refuse()
        with self._pool.lend(Line.is_idle) as line:
            self._begin(line, _READ)
            try:
                with self._nesting.work():
                    rows = WiredRows(line, writing=False, holding=self._holding)
                    return work(SqlTransaction(rows))
            finally:
                line.roll_back()

    def workers(self) -> list[Worker]:
        """Return the processes that share the work."""
        return self._on_rows(workers)

    def ready(self) -> bool:
        """Return whether a transaction that may write can be begun and ended now."""
        try:
            self.transact(lambda _: None)
        except StoreError:
            return False
        return True

    def close(self) -> None:
        """Close the connections, those in use when they come back."""
        self._pool.close()

    def _write(self, work: Callable[[Transaction], T]) -> T:
        return self._on_rows(lambda rows: work(SqlTransaction(rows)))

    def _on_rows(self, work: Callable[[Rows], T]) -> T:
        with self._pool.lend(Line.is_idle) as line:
            self._begin(line, _WRITE)
            try:
                with self._nesting.work():
                    result = work(WiredRows(line, writing=True, holding=self._holding))
                    line.settle()
            except BaseException:
                line.roll_back()
                raise
            line.commit()
            return result

    def _begin(self, line: Line, sql: str) -> None:
        """Begin; a connection that died while it waited in the pool is made anew, once."""
        try:
            line.begin(sql)
        except FOREIGN:
            self._pool.drop_free()
            try:
                line.connect_anew()
                line.begin(sql)
            except FOREIGN as error:
                raise UnavailableError(f"PostgreSQL cannot begin: {error}") from error

    def _migrate(self) -> None:
        with self._pool.lend(Line.is_idle) as line:
            try:
                migrations.migrate(line.database)
            except FOREIGN as error:
                raise translated(error) from error
