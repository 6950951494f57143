"""What messages tell merchants about; and the ways to a person's and a session's rows.

Written as SQL, and frozen. Merging two contacts follows every row that names one of them or of
their sessions, so each such column has an index.
"""

from typing import Any

from peewee import Database, PostgresqlDatabase

STATEMENTS = """
ALTER TABLE outbox ADD COLUMN about {TEXT};
CREATE INDEX outbox_about ON outbox (about) WHERE about IS NOT NULL;
CREATE INDEX outbox_session ON outbox (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX outbox_contact ON outbox (contact_id);
CREATE INDEX outbox_failed ON outbox (id) WHERE status = 'failed';
CREATE INDEX inbox_session ON inbox (session_id, id) WHERE session_id IS NOT NULL;
CREATE INDEX inbox_contact ON inbox (contact_id, id);
CREATE INDEX sessions_with_people ON sessions (last_message_at, id) WHERE mode = 'human';
CREATE INDEX bookings_contact ON bookings (contact_id);
CREATE INDEX bookings_session ON bookings (session_id) WHERE session_id IS NOT NULL
"""


def up(migrator: Any, db: Database) -> None:
    """Add them."""
    text = 'TEXT COLLATE "C"' if isinstance(db, PostgresqlDatabase) else "TEXT"
    for statement in STATEMENTS.format(TEXT=text).split(";\n"):
        db.execute_sql(statement.strip())
