"""The numbered steps from nothing to today's tables, run by Peewee's own runner."""

from __future__ import annotations

from pathlib import Path

from peewee import Database, PostgresqlDatabase
from playhouse.migrations import Runner

_LOCK = 0x4D494C4F
"""Any number that nobody else takes an advisory lock with."""


def migrate(database: Database, last: str | None = None) -> list[str]:
    """Apply what is missing and return its names; two processes at once do it once.

    With `last`, no step after that one.

    On SQLite `database` must not enforce foreign keys: a step may have to rebuild a table.
    """
    postgres = isinstance(database, PostgresqlDatabase)
    with database.atomic() if postgres else database.atomic("IMMEDIATE"):
        if postgres:
            database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        applied: list[str] = _runner(database).up(last)
        return applied


def pending(database: Database) -> list[str]:
    """Return the names of the steps that were not applied."""
    return [step.name for step in _runner(database).status() if not step.applied]


def _runner(database: Database) -> Runner:
    return Runner(database, str(Path(__file__).parent))
