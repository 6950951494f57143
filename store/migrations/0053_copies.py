"""A second copy of a message that is on its way, where Meta took one twice.

Written as SQL, and frozen.
"""

from typing import Any

from peewee import Database, PostgresqlDatabase


def up(migrator: Any, db: Database) -> None:
    """Add the column; nearly no message has one."""
    text = 'TEXT COLLATE "C"' if isinstance(db, PostgresqlDatabase) else "TEXT"
    db.execute_sql(f"ALTER TABLE outbox ADD COLUMN beside {text}")
