"""Who agreed that a client writes to them when Meta's 24 hours are over.

Written as SQL, and frozen. A consent goes with its contact: it keeps nobody known.
"""

from typing import Any

from peewee import Database, PostgresqlDatabase

WORDS = {
    False: {"TEXT": "TEXT", "INSTANT": "TEXT"},
    True: {"TEXT": 'TEXT COLLATE "C"', "INSTANT": "TIMESTAMPTZ"},
}
"""What differs, on SQLite and on PostgreSQL."""

STATEMENT = """
CREATE TABLE consents (
    contact_id {TEXT} NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    client_id {TEXT} NOT NULL,
    since {INSTANT} NOT NULL,
    given_to {TEXT} NOT NULL,
    PRIMARY KEY (contact_id, client_id)
)
"""


def up(migrator: Any, db: Database) -> None:
    """Make the table."""
    db.execute_sql(STATEMENT.format(**WORDS[isinstance(db, PostgresqlDatabase)]))
