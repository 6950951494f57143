"""Businesses with an account of their own at Meta, and what is known of templates and forms there.

Written as SQL, and frozen. The common account is "". SQLite has no way to change a primary key, so
there both tables are made anew.
"""

from typing import Any

from peewee import Database, PostgresqlDatabase

POSTGRES = """
ALTER TABLE businesses ADD COLUMN waba_id TEXT COLLATE "C";
ALTER TABLE templates ADD COLUMN account TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE templates DROP CONSTRAINT templates_pkey;
ALTER TABLE templates ADD PRIMARY KEY (account, name, language);
ALTER TABLE forms ADD COLUMN account TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE forms DROP CONSTRAINT forms_pkey;
ALTER TABLE forms ADD PRIMARY KEY (account, name)
"""
SQLITE = """
ALTER TABLE businesses ADD COLUMN waba_id TEXT;
CREATE TABLE templates_anew (
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    status TEXT NOT NULL,
    category TEXT NOT NULL,
    reason TEXT NOT NULL,
    quality TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    account TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (account, name, language)
);
INSERT INTO templates_anew (name, language, status, category, reason, quality, updated_at)
    SELECT name, language, status, category, reason, quality, updated_at FROM templates;
DROP TABLE templates;
ALTER TABLE templates_anew RENAME TO templates;
CREATE TABLE forms_anew (
    name TEXT NOT NULL,
    id TEXT NOT NULL,
    status TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    account TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (account, name)
);
INSERT INTO forms_anew (name, id, status, updated_at)
    SELECT name, id, status, updated_at FROM forms;
DROP TABLE forms;
ALTER TABLE forms_anew RENAME TO forms
"""


def up(migrator: Any, db: Database) -> None:
    """Add the columns."""
    for statement in (POSTGRES if isinstance(db, PostgresqlDatabase) else SQLITE).split(";\n"):
        db.execute_sql(statement.strip())
