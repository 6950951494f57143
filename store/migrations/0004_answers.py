"""What people answered, and what the world outside was asked.

Written as SQL, and frozen.
"""

from typing import Any

from peewee import Database, PostgresqlDatabase

TYPES = {
    False: {"TEXT": "TEXT", "INSTANT": "TEXT", "JSON": "TEXT"},
    True: {"TEXT": 'TEXT COLLATE "C"', "INSTANT": "TIMESTAMPTZ", "JSON": "JSON"},
}
"""What differs, on SQLite and on PostgreSQL."""

STATEMENTS = """
CREATE TABLE answers (
    id {TEXT} NOT NULL PRIMARY KEY,
    client_id {TEXT} NOT NULL,
    contact_id {TEXT} NOT NULL REFERENCES contacts (id),
    session_id {TEXT} NOT NULL,
    flow {TEXT} NOT NULL,
    version INTEGER NOT NULL,
    slots {JSON} NOT NULL,
    created_at {INSTANT} NOT NULL
);
CREATE INDEX answers_flow ON answers (flow, id);
CREATE INDEX answers_contact ON answers (contact_id);
CREATE INDEX answers_session ON answers (session_id);
CREATE TABLE outside_calls (
    piece {TEXT} NOT NULL,
    sequence INTEGER NOT NULL,
    name {TEXT} NOT NULL,
    slots {JSON} NOT NULL,
    ids {JSON} NOT NULL,
    asked_at {INSTANT} NOT NULL,
    outcome {JSON},
    answered_at {INSTANT},
    PRIMARY KEY (piece, sequence)
)
"""


def up(migrator: Any, db: Database) -> None:
    """Make them."""
    types = TYPES[isinstance(db, PostgresqlDatabase)]
    for statement in STATEMENTS.format(**types).split(";\n"):
        db.execute_sql(statement.strip())
