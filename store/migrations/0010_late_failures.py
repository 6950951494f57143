"""How often a message was sent again after Meta took it, and how Meta spells a person's number.

Written as SQL, and frozen.
"""

from typing import Any

from peewee import Database, PostgresqlDatabase

TEXT = {False: "TEXT", True: 'TEXT COLLATE "C"'}
"""What differs, on SQLite and on PostgreSQL."""


def up(migrator: Any, db: Database) -> None:
    """Add them."""
    text = TEXT[isinstance(db, PostgresqlDatabase)]
    db.execute_sql("ALTER TABLE outbox ADD COLUMN resends INTEGER NOT NULL DEFAULT 0")
    db.execute_sql(f"ALTER TABLE contacts ADD COLUMN dialled {text}")
