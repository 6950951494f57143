"""Which files Meta has of us, by what is in them, and under which id.

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
CREATE TABLE uploads (
    phone_number_id {TEXT} NOT NULL,
    digest {TEXT} NOT NULL,
    media_id {TEXT} NOT NULL,
    until {INSTANT} NOT NULL,
    PRIMARY KEY (phone_number_id, digest)
)
"""


def up(migrator: Any, db: Database) -> None:
    """Make the table."""
    words = WORDS[isinstance(db, PostgresqlDatabase)]
    db.execute_sql(STATEMENT.format(**words).strip())
