"""First answers to requests that carry an `Idempotency-Key`.

Written as SQL, and frozen.
"""

from __future__ import annotations

from typing import Any

from peewee import Database, PostgresqlDatabase

WORDS = {
    False: {"TEXT": "TEXT", "INSTANT": "TEXT", "JSON": "TEXT"},
    True: {"TEXT": 'TEXT COLLATE "C"', "INSTANT": "TIMESTAMPTZ", "JSON": "JSON"},
}
"""What differs, on SQLite and on PostgreSQL."""

STATEMENT = """
CREATE TABLE first_answers (
    id {TEXT} NOT NULL PRIMARY KEY,
    request {TEXT} NOT NULL,
    nonce {TEXT} NOT NULL,
    created_at {INSTANT} NOT NULL,
    status INTEGER,
    body {JSON}
)
"""


def up(migrator: Any, db: Database) -> None:
    """Make the table."""
    db.execute_sql(STATEMENT.format(**WORDS[isinstance(db, PostgresqlDatabase)]))
