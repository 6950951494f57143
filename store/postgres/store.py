"""`PostgresStore`: works in groups that one thread leads, or each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar
from uuid import uuid4
from zlib import crc32

from ...engine.errors import StoreError, UnavailableError
from ...engine.ports import Done, Executor, Result, Transaction, Worker
from .. import migrations
from ..errors import FOREIGN, retryable, translated
from ..group_commit.by_callers import Reentrancy
from ..group_commit.by_one_thread import ThreadLedCommits
from ..pool import Pool
from ..sql.caches import Changes
from ..sql.executor import SqlExecutor
from ..sql.transaction import SqlTransaction
from .connection import BEGIN, PgConnection
from .executor import PgExecutor
from .group_transaction import GROUP_LIMIT, GroupTransaction
from .leases import PostgresLeases, workers
from .pooler import refuse_shared_sessions

T = TypeVar("T")

CONNECTIONS = 16
"""Works at once; each holds a connection."""
TRIES = 5
"""How often a work is run that PostgreSQL undid because another was in its way."""
_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


class PostgresStore:
    """A store in a PostgreSQL database, which several processes may work.

    With `own`, this process is to be one of them, and is refused contacts that it has not leased.

    Attributes:
        leases: what it has leased; None for a process that only reads and writes a little.
    """

    writers = 4
    """One for what is delivered and sent, three for turns: a thread that leads waits for PostgreSQL
    two thirds of its time, which others fill."""

    def __init__(self, url: str, *, own: bool = False, migrate: bool = True) -> None:
        self._name = f"milo {uuid4().hex[:12]}" if own else "milo"
        self.leases = PostgresLeases(self._on_rows, url, self._name) if own else None
        self._holding = self.leases.holding if self.leases else None
        self._nesting = Reentrancy()
        self._changes = Changes()
        self._open = partial(PgConnection, url, self._name)
        self._pool = Pool(self._open, CONNECTIONS)
        self._rides: list[GroupTransaction] = []
        self._led: list[ThreadLedCommits] = []
        with self._pool.lend(PgConnection.is_idle) as line:
            refuse_shared_sessions(line, self._open)
        if migrate:
            self._migrate()

    def transact(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in a group, or where nobody leads any, in a transaction of its own."""
        self._nesting.refuse()
        if self._led:
            result: T = self._led[0].submit(work)
            return result
        return self._alone(work)

    def hand_in(
        self,
        work: Callable[[Transaction], T],
        done: Done[T],
        *,
        urgent: bool = False,
        lane: str = "",
    ) -> None:
        """Run `work` as `transact` does; with an executor, no thread waits for it."""
        if self._led:
            self._leading(lane).hand_in(work, done, urgent=urgent)
        else:
            done(Result.of(lambda: self.transact(work)))

    def run_on(self, *executors: Executor) -> None:
        """Let each executor's one thread lead groups of what is written from now on.

        The first leads what has no lane, if there are others for what has one. An agenda is locked
        until its group has committed: so all turns with one merchant are a lane.
        """
        for executor in executors:
            riding = GroupTransaction(
                self._open, self._alone, self._nesting, self._holding, self._changes
            )
            self._rides.append(riding)
            self._led.append(ThreadLedCommits(riding.run, executor, GROUP_LIMIT))

    def read(self, work: Callable[[Transaction], T]) -> T:
        """Run `work`, which only reads, on one snapshot."""
        self._nesting.refuse()
        with self._pool.lend(PgConnection.is_idle) as line:
            self._begin(line, _READ)
            try:
                with self._nesting.work():
                    rows = PgExecutor(line, writing=False, holding=self._holding)
                    return work(SqlTransaction(rows))
            finally:
                line.roll_back()

    def workers(self) -> list[Worker]:
        """Return the processes that share the work."""
        return self._on_rows(workers)

    def ready(self) -> bool:
        """Return whether a transaction that may write can be begun and ended now."""
        try:
            self._alone(lambda _: None)
        except StoreError:
            return False
        return True

    def purge(self) -> None:
        """Leave it to PostgreSQL: in no row anybody reads is what was deleted."""

    def close(self) -> None:
        """Close the connections, after the groups; those in use when they come back."""
        for grouping in self._led:
            with suppress(StoreError):
                grouping.stop()
        for riding in self._rides:
            riding.close()
        self._pool.close()

    def _leading(self, lane: str) -> ThreadLedCommits:
        first, *others = self._led
        return others[crc32(lane.encode()) % len(others)] if lane and others else first

    def _alone(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in a transaction; again, when PostgreSQL undid it for another's sake."""
        for _ in range(TRIES - 1):
            try:
                return self._write(work)
            except UnavailableError as error:
                if not retryable(error):
                    raise
        return self._write(work)

    def _write(self, work: Callable[[Transaction], T]) -> T:
        return self._on_rows(lambda rows: work(SqlTransaction(rows)))

    def _on_rows(self, work: Callable[[SqlExecutor], T]) -> T:
        with self._pool.lend(PgConnection.is_idle) as line:
            self._begin(line, BEGIN)
            rows = PgExecutor(line, writing=True, holding=self._holding)
            try:
                with self._nesting.work():
                    result = work(rows)
                    line.settle()
            except BaseException:
                line.roll_back()
                raise
            line.commit()
            self._changes.stand(rows.kept)
            return result

    def _begin(self, line: PgConnection, sql: str) -> None:
        """Begin; where one connection died while it waited in the pool, its neighbours may have."""
        if line.begin(sql):
            self._pool.drop_free()

    def _migrate(self) -> None:
        with self._pool.lend(PgConnection.is_idle) as line:
            try:
                migrations.migrate(line.database)
            except FOREIGN as error:
                raise translated(error) from error
