"""A fresh database for each run, and what stands in it at the end."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg

from tests.conftest import postgres_server

Counts = dict[str, int]
_QUESTIONS = {
    "inbox": "SELECT count(*) FROM inbox",
    "undone": "SELECT count(*) FROM inbox WHERE done_at IS NULL",
    "parked": "SELECT count(*) FROM inbox WHERE error IS NOT NULL",
    "outbox": "SELECT count(*) FROM outbox",
    "unsent": "SELECT count(*) FROM outbox WHERE status IN ('pending', 'failed')",
    "read": "SELECT count(*) FROM outbox WHERE status = 'read'",
    "bookings": "SELECT count(*) FROM bookings WHERE status = 'confirmed'",
}

_PAGES = (
    "SELECT of.tbl_name, sum(page.pgsize) FROM dbstat AS page "
    "JOIN sqlite_schema AS of ON of.name = page.name GROUP BY of.tbl_name "
    "UNION ALL SELECT 'file', page_count * page_size FROM pragma_page_count, pragma_page_size"
)
"""By its pages: what stands in the log only is not in the file's length yet."""
_RELATIONS = (
    "SELECT relname, pg_total_relation_size(relid) FROM pg_stat_user_tables "
    "UNION ALL SELECT 'file', pg_database_size(current_database())"
)


@dataclass(frozen=True, slots=True)
class Database:
    """One database.

    Attributes:
        backends: the ids of the server's processes that work for it.
        count: counts its rows.
        megabytes: of all of it (`file`), and of each table with its indexes.
    """

    url: str
    backends: Callable[[], list[int]]
    count: Callable[[], Counts]
    megabytes: Callable[[], dict[str, float]]


@contextmanager
def fresh_database(name: str, folder: Path) -> Iterator[Database]:
    """Yield a new one, `sqlite` in this folder or `postgres`; it is gone afterwards."""
    with _sqlite(folder) if name == "sqlite" else _postgres() as database:
        yield database


@contextmanager
def _sqlite(folder: Path) -> Iterator[Database]:
    path = folder / f"milo-{uuid4().hex[:8]}.db"

    def count() -> Counts:
        with closing(sqlite3.connect(path)) as db:
            return {name: db.execute(sql).fetchone()[0] for name, sql in _QUESTIONS.items()}

    def megabytes() -> dict[str, float]:
        with closing(sqlite3.connect(path)) as db:
            return {name: size / 1e6 for name, size in db.execute(_PAGES)}

    try:
        yield Database(f"sqlite:///{path.absolute()}", list, count, megabytes)
    finally:
        for left in folder.glob(f"{path.name}*"):
            left.unlink()


@contextmanager
def _postgres() -> Iterator[Database]:
    name = f"milo_bench_{uuid4().hex[:8]}"
    with postgres_server() as server, psycopg.connect(server, autocommit=True) as admin:
        url = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))

        def backends() -> list[int]:
            asked = "SELECT pid FROM pg_stat_activity WHERE datname = %s"
            return [pid for (pid,) in admin.execute(asked, [name])]

        def count() -> Counts:
            with psycopg.connect(url) as db:
                rows = {key: db.execute(sql).fetchone() for key, sql in _QUESTIONS.items()}
            return {key: row[0] for key, row in rows.items() if row}

        def megabytes() -> dict[str, float]:
            with psycopg.connect(url) as db:
                return {key: float(size) / 1e6 for key, size in db.execute(_RELATIONS)}

        admin.execute(f"CREATE DATABASE {name}")
        try:
            yield Database(url, backends, count, megabytes)
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
