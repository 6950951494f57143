"""Whose app a number belongs to, what Meta bills a message as, what it says of the account, links.

Written as SQL, and frozen.
"""

from typing import Any

from peewee import Database, PostgresqlDatabase

WORDS = {
    False: {"TEXT": "TEXT", "INSTANT": "TEXT", "FLAG": "INTEGER"},
    True: {"TEXT": 'TEXT COLLATE "C"', "INSTANT": "TIMESTAMPTZ", "FLAG": "BOOLEAN"},
}
"""What differs, on SQLite and on PostgreSQL."""

STATEMENTS = """
ALTER TABLE businesses ADD COLUMN app_secret_env {TEXT};
ALTER TABLE outbox ADD COLUMN category {TEXT};
ALTER TABLE clients ADD COLUMN deep_link {TEXT};
CREATE TABLE account_news (
    subject {TEXT} NOT NULL,
    topic {TEXT} NOT NULL,
    said {TEXT} NOT NULL,
    alarming {FLAG} NOT NULL,
    updated_at {INSTANT} NOT NULL,
    PRIMARY KEY (subject, topic)
);
CREATE TABLE visits (
    client_id {TEXT} NOT NULL REFERENCES clients (id),
    day {TEXT} NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (client_id, day)
)
"""


def up(migrator: Any, db: Database) -> None:
    """Make them."""
    words = WORDS[isinstance(db, PostgresqlDatabase)]
    for statement in STATEMENTS.format(**words).split(";\n"):
        db.execute_sql(statement.strip())
