"""Where foreign exceptions become ours: this one function, and nowhere else."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import peewee

from ..engine.errors import ConflictError, NotFoundError, StoreError, UnavailableError

if TYPE_CHECKING:
    import psycopg
else:
    from peewee import psycopg  # Peewee's own: None in a process that will have SQLite only

_DRIVERS: tuple[type[Exception], ...] = (sqlite3.Error, *((psycopg.Error,) if psycopg else ()))
FOREIGN: tuple[type[Exception], ...] = (peewee.PeeweeException, *_DRIVERS)
"""What databases and their drivers raise."""

_SQLITE_FAULTS = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISUSE, sqlite3.SQLITE_MISMATCH}
"""Primary codes that are mistakes of ours: trying again does not help."""
_POSTGRES_PASSING = {"08", "25", "40", "53", "55", "57", "58", "XX"}
"""SQLSTATE classes: connection, state, rollback, resources, locks, intervention, system."""
_FAILED_BEFORE = "25P02"


def translated(error: Exception) -> Exception:
    """Return our error for a database's, and any other error as it is."""
    if not isinstance(error, FOREIGN):
        return error
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, sqlite3.Error):
        return _from_sqlite(cause)
    if psycopg and isinstance(cause, psycopg.Error):
        return _from_postgres(cause)
    return UnavailableError(f"The database cannot be used: {error}")


def retryable(error: BaseException) -> bool:
    """Return whether PostgreSQL undid the transaction only because another was in its way."""
    return isinstance(
        error.__cause__, psycopg.errors.SerializationFailure | psycopg.errors.DeadlockDetected
    )


def in_the_way(error: BaseException) -> bool:
    """Return whether a statement failed only because another transaction was in its way."""
    return retryable(error) or isinstance(error.__cause__, psycopg.errors.LockNotAvailable)


def _from_sqlite(error: sqlite3.Error) -> StoreError | NotFoundError | ConflictError:
    code = getattr(error, "sqlite_errorcode", None)
    if code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
        return NotFoundError("A row names another that is not there.")
    if code in (sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY):
        return ConflictError(str(error))
    if code is None or code & 0xFF in _SQLITE_FAULTS | {sqlite3.SQLITE_CONSTRAINT}:
        return StoreError(f"SQLite refused a statement: {error}")
    return UnavailableError(f"SQLite cannot take it now: {error}")


def _from_postgres(error: psycopg.Error) -> StoreError | NotFoundError | ConflictError:
    state = error.sqlstate
    if isinstance(error, psycopg.errors.ForeignKeyViolation):
        return NotFoundError("A row names another that is not there.")
    if isinstance(error, psycopg.errors.UniqueViolation):
        return ConflictError(error.diag.message_primary or str(error))
    if isinstance(error, psycopg.errors.ReadOnlySqlTransaction):
        return StoreError("A read tried to write.")
    if state is None:
        away = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
        kind = UnavailableError if away else StoreError
        return kind(f"PostgreSQL cannot be used: {error}")
    if state[:2] in _POSTGRES_PASSING and state != _FAILED_BEFORE:
        return UnavailableError(f"PostgreSQL cannot take it now: {error}")
    return StoreError(f"PostgreSQL refused a statement: {error}")
