"""Time zones as coming bookings were reckoned by them.

Written as SQL, and frozen.
"""

from typing import Any

from peewee import Database, PostgresqlDatabase

WORDS = {
    False: {"TEXT": "TEXT", "INSTANT": "TEXT", "JSON": "TEXT"},
    True: {"TEXT": 'TEXT COLLATE "C"', "INSTANT": "TIMESTAMPTZ", "JSON": "JSON"},
}
"""What differs, on SQLite and on PostgreSQL."""

STATEMENT = """
CREATE TABLE zone_rules (
    name {TEXT} NOT NULL PRIMARY KEY,
    release {TEXT} NOT NULL,
    offsets {JSON} NOT NULL,
    until {INSTANT} NOT NULL
)
"""


def up(migrator: Any, db: Database) -> None:
    """Make the table."""
    db.execute_sql(STATEMENT.format(**WORDS[isinstance(db, PostgresqlDatabase)]))
