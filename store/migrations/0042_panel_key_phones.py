"""Whose phone a key of the panel was sent to.

Written as SQL, and frozen.
"""

from __future__ import annotations

from typing import Any

from peewee import Database, PostgresqlDatabase

WORDS = {False: "TEXT", True: 'TEXT COLLATE "C"'}
"""What differs, on SQLite and on PostgreSQL."""


def up(migrator: Any, db: Database) -> None:
    """Add the column; keys that were made before are nobody's in particular."""
    kind = WORDS[isinstance(db, PostgresqlDatabase)]
    db.execute_sql(f"ALTER TABLE panel_keys ADD COLUMN contact_id {kind}")
