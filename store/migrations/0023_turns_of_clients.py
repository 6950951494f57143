"""Whose words a message says, so that clients take turns in sending.

Written as SQL, and frozen.
"""

from typing import Any

from peewee import Database, PostgresqlDatabase

TEXT = {False: "TEXT", True: 'TEXT COLLATE "C"'}
"""What differs, on SQLite and on PostgreSQL."""


def up(migrator: Any, db: Database) -> None:
    """Add it, and fill it in for what waits."""
    text = TEXT[isinstance(db, PostgresqlDatabase)]
    db.execute_sql(f"ALTER TABLE outbox ADD COLUMN client_slug {text}")
    db.execute_sql(
        "UPDATE outbox SET client_slug = "
        "(SELECT client_slug FROM sessions WHERE sessions.id = outbox.session_id) "
        "WHERE status = 'pending'"
    )
