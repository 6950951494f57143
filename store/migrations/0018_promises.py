"""What a booking promised, by whom it is reached, and waits that belong to a booking.

Written as SQL, and frozen. Other programs write bookings, too: each column may be left out.
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
ALTER TABLE bookings ADD COLUMN price {TEXT};
ALTER TABLE bookings ADD COLUMN currency {TEXT};
ALTER TABLE bookings ADD COLUMN cancel_notice_minutes INTEGER;
ALTER TABLE bookings ADD COLUMN service_name {TEXT};
ALTER TABLE bookings ADD COLUMN staff_name {TEXT};
ALTER TABLE bookings ADD COLUMN token {TEXT};
ALTER TABLE bookings ADD COLUMN moves {TEXT};
ALTER TABLE bookings ADD COLUMN sequence INTEGER DEFAULT 0;
ALTER TABLE bookings ADD COLUMN reminded_at {INSTANT};
ALTER TABLE bookings ADD COLUMN attendance {TEXT};
CREATE UNIQUE INDEX bookings_token ON bookings (token) WHERE token IS NOT NULL;
CREATE UNIQUE INDEX bookings_moves ON bookings (moves) WHERE moves IS NOT NULL;
ALTER TABLE timers ADD COLUMN booking_id {TEXT}
"""


def up(migrator: Any, db: Database) -> None:
    """Add them."""
    words = WORDS[isinstance(db, PostgresqlDatabase)]
    for statement in STATEMENTS.format(**words).split(";\n"):
        db.execute_sql(statement.strip())
