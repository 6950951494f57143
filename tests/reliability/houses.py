"""Houses for long runs, outside pytest: a fresh database, a stand-in for Meta, a server."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from support.databases import SqliteFile, fresh_postgres
from support.house import House

from tests.conftest import postgres_server

BOTH = ("sqlite", "postgres")
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
"""What the stand-in logs while a server is away says nothing here."""


@contextmanager
def opened(kind: str, **more: str) -> Iterator[House]:
    """Yield a house on a fresh database of a kind; its server is not started yet."""
    with tempfile.TemporaryDirectory(prefix="milo-reliability-") as name:
        folder = Path(name)
        if kind == "sqlite":
            with housed(House(SqliteFile(folder / "milo.db"), folder, **more)) as house:
                yield house
            return
        with (
            postgres_server() as server,
            fresh_postgres(server) as database,
            housed(House(database, folder, **more)) as house,
        ):
            yield house


@contextmanager
def housed(house: House) -> Iterator[House]:
    """Yield a house and close it in the end."""
    try:
        yield house
    finally:
        house.close()


__all__ = ["BOTH", "housed", "opened"]
