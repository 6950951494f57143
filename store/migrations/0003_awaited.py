"""Whether somebody waits for a message: an answer goes before what nobody has asked for.

Written as SQL, and frozen. Of what was written before it nobody knows.
"""

from typing import Any

from peewee import Database


def up(migrator: Any, db: Database) -> None:
    """Add it."""
    db.execute_sql("ALTER TABLE outbox ADD COLUMN awaited BOOLEAN NOT NULL DEFAULT FALSE")
