"""Fewer indexes on what every message writes, and timers kept by their contact.

Written as SQL, and frozen. Each index is a page more that a message changes somewhere in the file,
to be written to disk twice. What a session's index found is found among its contact's rows now.
"""

from __future__ import annotations

from typing import Any

from peewee import Database, PostgresqlDatabase

WORDS = {
    False: {"TEXT": "TEXT", "INSTANT": "TEXT", "CLUSTERED": " WITHOUT ROWID"},
    True: {"TEXT": 'TEXT COLLATE "C"', "INSTANT": "TIMESTAMPTZ", "CLUSTERED": ""},
}
"""What differs, on SQLite and on PostgreSQL."""

STATEMENTS = """
ALTER TABLE timers RENAME TO timers_before;
CREATE TABLE timers (
    id {TEXT} NOT NULL,
    contact_id {TEXT} NOT NULL REFERENCES contacts (id),
    session_id {TEXT} NOT NULL,
    turn INTEGER NOT NULL,
    name {TEXT} NOT NULL,
    due_at {INSTANT} NOT NULL,
    PRIMARY KEY (contact_id, id)
){CLUSTERED};
INSERT INTO timers SELECT id, contact_id, session_id, turn, name, due_at FROM timers_before;
DROP TABLE timers_before;
CREATE INDEX timers_due ON timers (due_at, contact_id);
DROP INDEX outbox_session;
DROP INDEX inbox_session;
DROP INDEX bookings_client_contact;
DROP INDEX bookings_contact;
CREATE INDEX bookings_contact_client ON bookings (contact_id, client_id);
DROP INDEX bookings_lapsing;
CREATE INDEX bookings_lapsing ON bookings (client_id, expires_at)
    WHERE status IN ('held', 'pending')
"""


def up(migrator: Any, db: Database) -> None:
    """Make them anew."""
    words = WORDS[isinstance(db, PostgresqlDatabase)]
    for statement in STATEMENTS.format(**words).split(";\n"):
        db.execute_sql(statement.strip())
