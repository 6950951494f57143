"""How many messages a second a business's own number may send.

Written as SQL, and frozen.
"""

from typing import Any

from peewee import Database


def up(migrator: Any, db: Database) -> None:
    """Add the column; without a value a number sends as fast as the common one."""
    db.execute_sql("ALTER TABLE businesses ADD COLUMN rate INTEGER")
