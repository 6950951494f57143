"""Fresh databases, and an outside program's look into them.

The tests read rows, and sometimes write them, as a merchant's own program would: over a connection
that has nothing to do with the server's.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
from psycopg.rows import dict_row

PAST = "2020-01-01 00:00:00.000000+00:00"
"""An instant long ago, as both databases read it."""


class Database(Protocol):
    """One database, seen from outside. Parameters are written `%s`."""

    url: str

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """Return what a query finds."""

    def change(self, sql: str, *values: Any) -> int:
        """Change rows and return how many."""


def count(database: Database, table: str, where: str = "1 = 1", *values: Any) -> int:
    """Return how many rows of a table meet a condition."""
    query = f"SELECT count(*) AS found FROM {table} WHERE {where}"
    return int(database.rows(query, *values)[0]["found"])


@dataclass(frozen=True, slots=True)
class SqliteFile:
    """A SQLite file."""

    path: Path

    @property
    def url(self) -> str:
        """What MILO_DATABASE_URL says."""
        return f"sqlite:///{self.path}"

    def connect(self, mode: str = "ro") -> sqlite3.Connection:
        """Open it; a connection of this kind begins and ends its transactions by hand."""
        found = sqlite3.connect(f"file:{self.path}?mode={mode}", uri=True, isolation_level=None)
        found.row_factory = sqlite3.Row
        return found

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """See `Database`."""
        with closing(self.connect()) as connection:
            return [dict(row) for row in connection.execute(sql.replace("%s", "?"), values)]

    def change(self, sql: str, *values: Any) -> int:
        """See `Database`."""
        with closing(self.connect("rw")) as connection:
            return connection.execute(sql.replace("%s", "?"), values).rowcount


@dataclass(frozen=True, slots=True)
class PostgresDatabase:
    """A database on a PostgreSQL server; `beside` is the URL of another one there."""

    url: str
    beside: str

    @property
    def name(self) -> str:
        """What the server calls it."""
        return urlsplit(self.url).path.removeprefix("/")

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """See `Database`."""
        with psycopg.connect(self.url, autocommit=True, row_factory=dict_row) as connection:
            return connection.execute(sql.encode(), values).fetchall()

    def change(self, sql: str, *values: Any) -> int:
        """See `Database`."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            return connection.execute(sql.encode(), values).rowcount


@contextmanager
def fresh_postgres(server: str) -> Iterator[PostgresDatabase]:
    """Make a database beside the one that `server` names, and drop it in the end."""
    name = f"milo_test_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}".encode())
    try:
        yield PostgresDatabase(urlunsplit(urlsplit(server)._replace(path=f"/{name}")), server)
    finally:
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
