"""From nothing to today's tables: a file for each step, run in order by Peewee's own runner."""

from __future__ import annotations

from pathlib import Path

from peewee import Database, PostgresqlDatabase
from playhouse.migrations import Runner

from ...engine.errors import ConfigurationError

_LOCK = 0x4D494C4F
"""Any number that nobody else takes an advisory lock with."""


def migrate(database: Database, last: str | None = None) -> list[str]:
    """Apply what is missing and return its names; two processes at once do it once.

    With `last`, no step after that one.

    On SQLite `database` must not enforce foreign keys: a step may have to rebuild a table.

    Raises:
        ConfigurationError: a newer Milo has brought the database up to date.
    """
    postgres = isinstance(database, PostgresqlDatabase)
    with database.atomic() if postgres else database.atomic("IMMEDIATE"):
        if postgres:
            database.execute_sql("SET LOCAL statement_timeout = 0")  # a step may take long
            database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        runner = _runner(database)
        if unknown := [step.name for step in runner.status() if step.path is None]:
            raise ConfigurationError(
                f"The database was brought up to date by a newer Milo (step {unknown[-1]}): "
                "run that version, or restore a backup from before."
            )
        applied: list[str] = runner.up(last)
        return applied


def pending(database: Database) -> list[str]:
    """Return the names of the steps that were not applied."""
    return [step.name for step in _runner(database).status() if not step.applied]


def _runner(database: Database) -> Runner:
    return Runner(database, str(Path(__file__).parent))
