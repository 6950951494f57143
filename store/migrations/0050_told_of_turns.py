"""What a turn was told, once and compressed; the id that nobody looks for without its index.

Written as SQL, and frozen. On PostgreSQL no row is touched, and what older versions wrote stays as
it is until it is pruned: they may go on writing it while servers are upgraded one by one. SQLite
has no way to drop a UNIQUE or a NOT NULL, so there the table is made anew, all rows narrow.
"""

from __future__ import annotations

from typing import Any

from peewee import Database, PostgresqlDatabase

from milo.store.sql.packing import packed

POSTGRES = """
ALTER TABLE turns ADD COLUMN told BYTEA;
ALTER TABLE turns DROP CONSTRAINT turns_id_key;
ALTER TABLE turns ALTER COLUMN id DROP NOT NULL;
ALTER TABLE turns ALTER COLUMN input DROP NOT NULL;
ALTER TABLE turns ALTER COLUMN answers DROP NOT NULL
"""
SAME = (
    "seq, id, session_id, turn, now, flow, flow_version, state_before, state_after, path, "
    "inbox_id, timer_id, outbox_id"
)
SQLITE = f"""
CREATE TABLE turns_anew (
    seq INTEGER NOT NULL PRIMARY KEY,
    id TEXT,
    session_id TEXT NOT NULL REFERENCES sessions (id),
    turn INTEGER NOT NULL,
    now TEXT NOT NULL,
    flow TEXT NOT NULL,
    flow_version INTEGER NOT NULL,
    state_before TEXT NOT NULL,
    state_after TEXT NOT NULL,
    input TEXT,
    answers TEXT,
    told BLOB,
    path TEXT NOT NULL,
    inbox_id INTEGER,
    timer_id TEXT,
    outbox_id TEXT
);
INSERT INTO turns_anew ({SAME}, told)
    SELECT {SAME}, milo_packed('[' || input || ',' || answers || ']') FROM turns ORDER BY seq;
DROP TABLE turns;
ALTER TABLE turns_anew RENAME TO turns;
CREATE INDEX turns_session ON turns (session_id, seq)
"""


def up(migrator: Any, db: Database) -> None:
    """Make room for it."""
    postgres = isinstance(db, PostgresqlDatabase)
    if not postgres:
        db.connection().create_function("milo_packed", 1, lambda text: packed(text.encode()))
    for statement in (POSTGRES if postgres else SQLITE).split(";\n"):
        db.execute_sql(statement.strip())
