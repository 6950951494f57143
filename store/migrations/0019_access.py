"""Tokens that open one client, and people whom a client does not serve.

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
CREATE TABLE access_tokens (
    id {TEXT} NOT NULL PRIMARY KEY,
    client_id {TEXT} NOT NULL REFERENCES clients (id),
    scope {TEXT} NOT NULL,
    digest {TEXT} NOT NULL UNIQUE,
    name {TEXT} NOT NULL,
    created_at {INSTANT} NOT NULL
);
CREATE INDEX access_tokens_client ON access_tokens (client_id, scope, id);
CREATE TABLE blocked (
    id {TEXT} NOT NULL PRIMARY KEY,
    client_id {TEXT} NOT NULL REFERENCES clients (id),
    user_phone {TEXT},
    user_id {TEXT},
    reason {TEXT} NOT NULL,
    created_at {INSTANT} NOT NULL,
    told_at {INSTANT}
);
CREATE INDEX blocked_client ON blocked (client_id, id)
"""


def up(migrator: Any, db: Database) -> None:
    """Make them."""
    words = WORDS[isinstance(db, PostgresqlDatabase)]
    for statement in STATEMENTS.format(**words).split(";\n"):
        db.execute_sql(statement.strip())
