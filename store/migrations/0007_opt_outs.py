"""Who is not to be sent what nobody waits for; an empty client's id means all of them.

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
CREATE TABLE opt_outs (
    contact_id {TEXT} NOT NULL REFERENCES contacts (id),
    client_id {TEXT} NOT NULL,
    since {INSTANT} NOT NULL,
    PRIMARY KEY (contact_id, client_id)
)
"""


def up(migrator: Any, db: Database) -> None:
    """Make the table."""
    db.execute_sql(STATEMENT.format(**WORDS[isinstance(db, PostgresqlDatabase)]))
