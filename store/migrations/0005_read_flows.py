"""What a published flow's text says, and against which functions it was last checked.

Written as SQL, and frozen. Of what was published before it, the next start finds both out.
"""

from typing import Any

from peewee import Database, PostgresqlDatabase

TEXT = {False: "TEXT", True: 'TEXT COLLATE "C"'}
JSON = {False: "TEXT", True: "JSON"}
"""What differs, on SQLite and on PostgreSQL."""


def up(migrator: Any, db: Database) -> None:
    """Add them."""
    postgres = isinstance(db, PostgresqlDatabase)
    db.execute_sql(f"ALTER TABLE flow_versions ADD COLUMN data {JSON[postgres]}")
    db.execute_sql(
        f"ALTER TABLE flow_versions ADD COLUMN checked {TEXT[postgres]} NOT NULL DEFAULT ''"
    )
