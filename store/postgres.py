"""`PostgresStore`: each work a transaction of its own, READ COMMITTED."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar
from uuid import uuid4

from peewee import PostgresqlDatabase
from psycopg.pq import TransactionStatus

from ..engine.errors import StoreError, UnavailableError
from ..engine.leasing import Worker
from ..engine.outcomes import settled
from ..engine.ports import Done, Executor, Transaction
from . import migrations
from .faults import FOREIGN, retryable, translated
from .fields import FIELD_TYPES
from .leases import PostgresLeases, workers
from .nesting import Nesting
from .pool import Pool
from .rows import Rows
from .transaction import SqlTransaction

T = TypeVar("T")

CONNECTIONS = 16
"""Works at once; each holds a connection."""
TRIES = 5
"""How often a work is run that PostgreSQL undid because another was in its way."""
_CONNECTING: dict[str, Any] = {
    "connect_timeout": 5,
    "tcp_user_timeout": 5000,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 3,
}
"""A database that was cut off without a word is noticed in five seconds, not in a quarter of an
hour."""
_PATIENCE = "SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '30s'"
"""A frozen process loses its transaction, and with it its locks, and finds out at its next word."""
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
        self._url = url
        self._name = f"milo {uuid4().hex[:12]}" if own else "milo"
        self.leases = PostgresLeases(self._on_rows, url, self._name) if own else None
        self._holding = self.leases.holding if self.leases else None
        self._nesting = Nesting()
        self._executor: Executor | None = None
        self._pool = Pool(self._open, CONNECTIONS)
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
        with self._pool.lend(_is_idle) as database:
            self._begin(database, _READ)
            try:
                with self._nesting.work():
                    rows = Rows(database, writing=False, holding=self._holding)
                    return work(SqlTransaction(rows))
            finally:
                _roll_back(database)

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
        with self._pool.lend(_is_idle) as database:
            self._begin(database, _WRITE)
            try:
                with self._nesting.work():
                    result = work(Rows(database, writing=True, holding=self._holding))
                _refuse_half(database)
            except BaseException:
                _roll_back(database)
                raise
            _commit(database)
            return result

    def _begin(self, database: PostgresqlDatabase, sql: str) -> None:
        """Begin; a connection that died while it waited in the pool is made anew, once."""
        try:
            database.execute_sql(sql)
        except FOREIGN:
            self._pool.drop_free()
            try:
                database.close()
                self._connect(database)
                database.execute_sql(sql)
            except FOREIGN as error:
                raise UnavailableError(f"PostgreSQL cannot begin: {error}") from error

    def _open(self) -> PostgresqlDatabase:
        database = PostgresqlDatabase(
            self._url,
            prefer_psycopg3=True,
            thread_safe=False,
            autoconnect=False,
            application_name=self._name,
            **_CONNECTING,
            field_types=FIELD_TYPES["postgres"],
        )
        try:
            self._connect(database)
        except FOREIGN as error:
            raise translated(error) from error
        return database

    def _connect(self, database: PostgresqlDatabase) -> None:
        database.connect()
        database.execute_sql(_PATIENCE)

    def _migrate(self) -> None:
        with self._pool.lend(_is_idle) as database:
            try:
                migrations.migrate(database)
            except FOREIGN as error:
                raise translated(error) from error


def _commit(database: PostgresqlDatabase) -> None:
    """Commit. Never tried again: without an answer nobody knows, and only the rows can tell."""
    try:
        database.execute_sql("COMMIT")
    except FOREIGN as error:
        raise UnavailableError(f"Nobody knows whether the work stands: {error}") from error


def _refuse_half(database: PostgresqlDatabase) -> None:
    """Raise where a statement failed and the work went on: PostgreSQL would commit nothing."""
    if _status(database) is TransactionStatus.INERROR:
        raise StoreError("A statement failed, and the work went on as if it had not.")


def _roll_back(database: PostgresqlDatabase) -> None:
    with suppress(*FOREIGN):
        database.execute_sql("ROLLBACK")


def _is_idle(database: PostgresqlDatabase) -> bool:
    return _status(database) is TransactionStatus.IDLE


def _status(database: PostgresqlDatabase) -> TransactionStatus:
    if database.is_closed():
        return TransactionStatus.UNKNOWN
    return TransactionStatus(database.connection().pgconn.transaction_status)
