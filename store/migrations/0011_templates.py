"""What Meta says of each template: whether it is approved, paused, rejected, and why.

Written as SQL, and frozen.
"""

from typing import Any

from peewee import Database, PostgresqlDatabase

WORDS = {
    False: {"TEXT": "TEXT", "INSTANT": "TEXT"},
    True: {"TEXT": 'TEXT COLLATE "C"', "INSTANT": "TIMESTAMPTZ"},
}
"""What differs, on SQLite and on PostgreSQL."""

STATEMENT = """
CREATE TABLE templates (
    name {TEXT} NOT NULL,
    language {TEXT} NOT NULL,
    status {TEXT} NOT NULL,
    category {TEXT} NOT NULL,
    reason {TEXT} NOT NULL,
    quality {TEXT} NOT NULL,
    updated_at {INSTANT} NOT NULL,
    PRIMARY KEY (name, language)
)
"""


def up(migrator: Any, db: Database) -> None:
    """Make the table."""
    db.execute_sql(STATEMENT.format(**WORDS[isinstance(db, PostgresqlDatabase)]))
