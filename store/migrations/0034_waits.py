"""People in line for places that are taken.

Written as SQL, and frozen.
"""

from __future__ import annotations

from typing import Any

from peewee import Database, PostgresqlDatabase

WORDS = {
    False: {"TEXT": "TEXT", "INSTANT": "TEXT"},
    True: {"TEXT": 'TEXT COLLATE "C"', "INSTANT": "TIMESTAMPTZ"},
}
"""What differs, on SQLite and on PostgreSQL."""

STATEMENTS = """
CREATE TABLE waits (
    id {TEXT} NOT NULL PRIMARY KEY,
    client_id {TEXT} NOT NULL REFERENCES clients (id),
    contact_id {TEXT} NOT NULL REFERENCES contacts (id),
    service {TEXT} NOT NULL,
    day {TEXT} NOT NULL,
    hour {TEXT},
    staff {TEXT},
    party INTEGER NOT NULL,
    booking_id {TEXT},
    message_id {TEXT},
    created_at {INSTANT} NOT NULL
);
CREATE INDEX waits_client ON waits (client_id, created_at, id);
CREATE INDEX waits_contact ON waits (contact_id)
"""


def up(migrator: Any, db: Database) -> None:
    """Make it."""
    words = WORDS[isinstance(db, PostgresqlDatabase)]
    for statement in STATEMENTS.format(**words).split(";\n"):
        db.execute_sql(statement.strip())
