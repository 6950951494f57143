"""Whom clients wrote to when Meta's 24 hours were over, of the last day.

Written as SQL, and frozen.
"""

from typing import Any

from peewee import Database, PostgresqlDatabase

WORDS = {
    False: {"TEXT": "TEXT", "INSTANT": "TEXT"},
    True: {"TEXT": 'TEXT COLLATE "C"', "INSTANT": "TIMESTAMPTZ"},
}
"""What differs, on SQLite and on PostgreSQL."""

STATEMENTS = """
CREATE TABLE first_contacts (
    contact_id {TEXT} NOT NULL PRIMARY KEY REFERENCES contacts (id) ON DELETE CASCADE,
    phone_number_id {TEXT} NOT NULL,
    client_id {TEXT} NOT NULL,
    at {INSTANT} NOT NULL
);
CREATE INDEX first_contacts_at ON first_contacts (at)
"""


def up(migrator: Any, db: Database) -> None:
    """Make the table."""
    words = WORDS[isinstance(db, PostgresqlDatabase)]
    for statement in STATEMENTS.format(**words).split(";\n"):
        db.execute_sql(statement.strip())
