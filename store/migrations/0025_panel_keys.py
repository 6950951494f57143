"""Keys of the panel: one-time links, and sessions.

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
CREATE TABLE panel_keys (
    digest {TEXT} NOT NULL PRIMARY KEY,
    kind {TEXT} NOT NULL,
    client_id {TEXT},
    name {TEXT} NOT NULL,
    created_at {INSTANT} NOT NULL,
    expires_at {INSTANT} NOT NULL,
    used_at {INSTANT}
);
CREATE INDEX panel_keys_client ON panel_keys (client_id)
"""


def up(migrator: Any, db: Database) -> None:
    """Make the table."""
    words = WORDS[isinstance(db, PostgresqlDatabase)]
    for statement in STATEMENTS.format(**words).split(";\n"):
        db.execute_sql(statement.strip())
