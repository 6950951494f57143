"""`SqliteStore`: one file, one writer, many readers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from peewee import SqliteDatabase

from ...engine.errors import ConfigurationError, StoreError, UnavailableError
from ...engine.ports import Done, Executor, Result, Transaction
from .. import migrations
from ..errors import FOREIGN, translated
from ..group_commit.by_callers import CallerLedCommits, Reentrancy, Ticket
from ..group_commit.by_one_thread import ThreadLedCommits
from ..pool import Pool
from ..sql.caches import PLACES, AgendaCache
from ..sql.columns import FIELD_TYPES
from ..sql.executor import CachingExecutor, SqlExecutor
from ..sql.foreseen import foresee
from ..sql.transaction import SqlTransaction
from .file_lock import FileLock

T = TypeVar("T")

BUSY_SECONDS = 5
"""How long to wait for another process that writes."""
_WEEK = timedelta(days=7)
"""A reader reads an agenda as a whole for so long a span: after each commit it does so again."""
READERS = 8
"""Works that read at once; each holds a connection."""
PURGE_TRIES = 12
"""How often readers of the log are waited for."""
_TRIAL = "PRAGMA user_version = 1"
"""A write that changes nothing anybody reads."""
_ROOMY = {"cache_size": -65_536, "wal_autocheckpoint": 8_000, "temp_store": "memory"}
"""64 MiB of pages, and 32 MiB of log between two checkpoints: a page that many turns write is
copied into the file once for all of them."""
_STATEMENTS = 256
"""Prepared statements that a connection keeps."""


class Reader:
    """A connection that only reads, with what serves as long as it does."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database
        self._connection = database.connection()
        self._rows = SqlExecutor(database, writing=False)
        self._agendas = self._rows.agendas = AgendaCache(PLACES // READERS, _WEEK)
        self._rooms = SqlTransaction(self._rows)
        _version(database)  # opens the file and its log now, not with the first read

    @property
    def is_idle(self) -> bool:
        """Whether no transaction is open."""
        return not self._connection.in_transaction

    def read(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` on one snapshot, with what was read of agendas since somebody wrote."""
        self._connection.execute("BEGIN")
        self._agendas.begin(_version(self._database))
        return work(self._rooms)

    def end(self) -> None:
        """Let go of the snapshot."""
        self._connection.execute("ROLLBACK")

    def close(self) -> object:
        """Close the connection."""
        return self._database.close()


class SqliteStore:
    """A store in one SQLite file.

    With `own`, no second owner can be until this one closes or its process ends; `milo serve`
    owns, commands do not.
    """

    writers = 1

    def __init__(self, path: str | Path, *, own: bool = False, migrate: bool = True) -> None:
        if str(path) in ("", ":memory:"):
            raise ConfigurationError(
                "SQLite needs a file: each connection to :memory: would see its own, empty one."
            )
        self._path = Path(path)
        self._ownership = FileLock(self._path) if own else None
        _keep_private(self._path)
        self._nesting = Reentrancy()
        self._grouping: CallerLedCommits | ThreadLedCommits = CallerLedCommits(self._run)
        self._readers = Pool(self._open_reader, READERS)
        try:
            if migrate:
                self._migrate()
            self._writer = self._open(
                journal_mode="wal",
                synchronous="full",
                foreign_keys=1,
                secure_delete=1,
                **_ROOMY,
            )
        except BaseException:
            self._release()
            raise
        self._rows = CachingExecutor(self._writer)
        self._rooms = SqlTransaction(self._rows)

    def transact(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in its own savepoint of a transaction shared with those who wait, too."""
        self._nesting.refuse()
        result: T = self._grouping.submit(work)
        return result

    def hand_in(
        self,
        work: Callable[[Transaction], T],
        done: Done[T],
        *,
        urgent: bool = False,
        lane: str = "",
    ) -> None:
        """Run `work` as `transact` does; with an executor, no thread waits for it."""
        if isinstance(self._grouping, ThreadLedCommits):
            self._grouping.hand_in(work, done, urgent=urgent)
        else:
            done(Result.of(lambda: self.transact(work)))

    def run_on(self, *executors: Executor) -> None:
        """Let the executor's one thread write, and nobody else; open all that will be read with."""
        (executor,) = executors
        self._readers.fill()
        self._grouping.stop()
        self._grouping = ThreadLedCommits(self._run, executor)

    def read(self, work: Callable[[Transaction], T]) -> T:
        """Run `work`, which only reads, on one snapshot; it waits for no writer."""
        self._nesting.refuse()
        with self._readers.lend(lambda one: one.is_idle) as reader, self._nesting.work():
            try:
                return reader.read(work)
            except Exception as error:
                raise _reading(translated(error)) from error
            finally:
                with suppress(*FOREIGN):
                    reader.end()

    def ready(self) -> bool:
        """Return whether a write comes through to the disk now, by making one."""
        try:
            self.transact(lambda _: self._rows.sql(_TRIAL))
        except StoreError:
            return False
        return True

    def purge(self) -> None:
        """Write the file again, without what was deleted, and empty its log.

        `secure_delete` leaves parts of what was indexed; only VACUUM leaves nothing.
        """
        database = self._open(secure_delete=1)
        try:
            database.execute_sql("VACUUM")
            for _ in range(PURGE_TRIES):  # each waits for readers as long as `busy_timeout` says
                (busy, *_) = database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                if not busy:
                    return
        except Exception as error:
            raise translated(error) from error
        finally:
            database.close()
        raise UnavailableError(
            f"{self._path}-wal may still hold what was deleted: somebody reads it all the time."
        )

    def close(self) -> None:
        """Close the connections, after the works that run, and let others own the file."""
        with suppress(StoreError):
            self._grouping.stop()
        self._readers.close()
        with suppress(*FOREIGN):
            self._writer.close()
        self._release()

    def _run(self, group: Iterator[Ticket], waiting: Sequence[Ticket] = ()) -> None:
        """Run a group in one transaction: what each did stands with the COMMIT, or nothing.

        The first needs no savepoint: where it fails, there is nothing else to keep. Savepoints
        of those that did well are left for the COMMIT. Each statement less is a time less that
        other threads take the interpreter away, for 5 ms if they are busy.
        """
        drawn = [next(group)]
        try:
            self._begin()
            foresee(self._rows, waiting)
            with self._nesting.work():
                self._run_one(drawn[0], self._begin_again)
                for ticket in group:
                    drawn.append(ticket)
                    self._execute("SAVEPOINT work")
                    self._run_one(ticket, self._undo)
            self._execute("COMMIT")
        except BaseException as error:
            self._give_up([*drawn, *group], error)
            if not isinstance(error, Exception):
                raise

    def _begin(self) -> None:
        self._execute("BEGIN IMMEDIATE")
        self._rows.begin(_version(self._writer))

    def _begin_again(self) -> None:
        """Undo all; another process may have its turn before we begin."""
        self._execute("ROLLBACK")
        self._begin()

    def _undo(self) -> None:
        self._execute("ROLLBACK TO work")

    def _run_one(self, ticket: Ticket, undo: Callable[[], None]) -> None:
        try:
            ticket.value = ticket.work(self._rooms)
        except BaseException as error:
            ticket.error = error
            self._rows.undone()
            undo()
        if not self._writer.connection().in_transaction:
            raise UnavailableError("SQLite gave the transaction up.")

    def _give_up(self, group: list[Ticket], error: BaseException) -> None:
        self._rows.undone()
        with suppress(*FOREIGN):
            self._execute("ROLLBACK")
        for ticket in group:
            if ticket.error is None:
                ticket.error = UnavailableError(f"Nothing was written: {error}")
                ticket.error.__cause__ = error

    def _execute(self, sql: str) -> None:
        """Run what begins or ends a transaction; Peewee would make a cursor of its own for each."""
        self._writer.connection().execute(sql)

    def _open(self, **pragmas: Any) -> SqliteDatabase:
        database = SqliteDatabase(
            str(self._path),
            pragmas={"busy_timeout": BUSY_SECONDS * 1000, **pragmas},
            timeout=BUSY_SECONDS,
            thread_safe=False,
            autoconnect=False,
            check_same_thread=False,
            cached_statements=_STATEMENTS,
            field_types=FIELD_TYPES["sqlite"],
        )
        try:
            database.connect()
        except Exception as error:
            raise _opening(self._path, translated(error)) from error
        return database

    def _open_reader(self) -> Reader:
        return Reader(self._open(query_only=1))

    def _migrate(self) -> None:
        database = self._open(journal_mode="wal", synchronous="full")
        try:
            migrations.migrate(database)
        except FOREIGN as error:
            raise translated(error) from error
        finally:
            database.close()

    def _release(self) -> None:
        if self._ownership:
            self._ownership.release()
            self._ownership = None


def _keep_private(path: Path) -> None:
    """Let nobody else read the file; what SQLite puts beside it gets the file's mode.

    What is in it is people's phones and what they wrote. What an older version made is put right.
    """
    with suppress(OSError):  # opening it says what is wrong
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
    for suffix in ("", "-wal", "-shm"):
        with suppress(OSError):
            path.with_name(path.name + suffix).chmod(0o600)


def _version(database: SqliteDatabase) -> int:
    """Return a number that changes when another connection has written."""
    version: int = database.connection().execute("PRAGMA data_version").fetchone()[0]
    return version


def _reading(error: Exception) -> Exception:
    """A reader is query_only: what looks like a read-only file is a work that writes."""
    if isinstance(error, UnavailableError) and "readonly" in str(error):
        return StoreError("A read tried to write.")
    return error


def _opening(path: Path, error: Exception) -> Exception:
    return UnavailableError(f"{path} cannot be opened: {error}")
