"""The forms that were published, and what Meta says of each.

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
CREATE TABLE forms (
    name {TEXT} NOT NULL PRIMARY KEY,
    id {TEXT} NOT NULL,
    status {TEXT} NOT NULL,
    updated_at {INSTANT} NOT NULL
)
"""


def up(migrator: Any, db: Database) -> None:
    """Make the table."""
    db.execute_sql(STATEMENT.format(**WORDS[isinstance(db, PostgresqlDatabase)]))
