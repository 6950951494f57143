"""Merchants' own phones, the codes that make a phone one, and their sessions beside customers'.

Written as SQL, and frozen. SQLite cannot take a constraint out of a table, so it makes it anew.
"""

from __future__ import annotations

from typing import Any

from peewee import Database, PostgresqlDatabase

WORDS = {
    False: {"TEXT": "TEXT", "INSTANT": "TEXT"},
    True: {"TEXT": 'TEXT COLLATE "C"', "INSTANT": "TIMESTAMPTZ"},
}
"""What differs, on SQLite and on PostgreSQL."""
_NOW = "(strftime('%Y-%m-%d %H:%M:%f000+00:00', 'now'))"
_COLUMNS = (
    "id, contact_id, phone_number_id, user_phone, user_id, client_slug, state, data, flow, "
    "flow_version, version, mode, last_message_at, created_at, updated_at"
)
ANEW = f"""
CREATE TABLE sessions_anew (
    id TEXT NOT NULL PRIMARY KEY,
    contact_id TEXT NOT NULL REFERENCES contacts (id),
    phone_number_id TEXT NOT NULL,
    user_phone TEXT,
    user_id TEXT,
    client_slug TEXT NOT NULL REFERENCES clients (slug),
    state TEXT NOT NULL,
    data TEXT NOT NULL,
    flow TEXT NOT NULL,
    flow_version INTEGER NOT NULL,
    version INTEGER NOT NULL,
    mode TEXT NOT NULL,
    last_message_at TEXT NOT NULL,
    created_at TEXT NOT NULL DEFAULT {_NOW},
    updated_at TEXT NOT NULL DEFAULT {_NOW}
);
INSERT INTO sessions_anew ({_COLUMNS}) SELECT {_COLUMNS} FROM sessions;
DROP TABLE sessions;
ALTER TABLE sessions_anew RENAME TO sessions;
CREATE INDEX sessions_with_people ON sessions (last_message_at, id) WHERE mode = 'human'
"""
"""On SQLite."""

STATEMENTS = """
CREATE UNIQUE INDEX sessions_of_contact
    ON sessions (contact_id, client_slug, (flow = 'recepcion'));
CREATE TABLE receptions (
    id {TEXT} NOT NULL PRIMARY KEY,
    client_id {TEXT} NOT NULL REFERENCES clients (id),
    contact_id {TEXT} NOT NULL REFERENCES contacts (id),
    user_phone {TEXT},
    created_at {INSTANT} NOT NULL,
    ended_at {INSTANT},
    digest_on {TEXT}
);
CREATE INDEX receptions_client ON receptions (client_id, created_at, id);
CREATE INDEX receptions_contact ON receptions (contact_id);
CREATE TABLE reception_codes (
    code {TEXT} NOT NULL PRIMARY KEY,
    client_id {TEXT} NOT NULL REFERENCES clients (id),
    created_at {INSTANT} NOT NULL,
    expires_at {INSTANT} NOT NULL,
    used_at {INSTANT}
);
CREATE INDEX reception_codes_client ON reception_codes (client_id, expires_at)
"""


def up(migrator: Any, db: Database) -> None:
    """Make them."""
    postgres = isinstance(db, PostgresqlDatabase)
    if postgres:
        db.execute_sql("ALTER TABLE sessions DROP CONSTRAINT sessions_contact_id_client_slug_key")
    else:
        _run(db, ANEW)
    _run(db, STATEMENTS.format(**WORDS[postgres]))


def _run(db: Database, statements: str) -> None:
    for statement in statements.split(";\n"):
        db.execute_sql(statement.strip())
