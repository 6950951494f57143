"""Real servers, one for each database, that all conversations share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from uuid import uuid4

import pytest
from support.databases import Database, SqliteFile, fresh_postgres
from support.house import House, OpenHouse

BOTH = ("sqlite", "postgres")
FreshDatabase = Callable[[str], AbstractContextManager[Database]]


@pytest.fixture(scope="session")
def fresh_database(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> FreshDatabase:
    """Make databases: an empty SQLite file, or an empty PostgreSQL database dropped after use."""

    def make(kind: str) -> AbstractContextManager[Database]:
        if kind == "postgres":
            return fresh_postgres(request.getfixturevalue("postgres_url"))
        return nullcontext(SqliteFile(tmp_path_factory.mktemp("sqlite") / "milo.db"))

    return make


@pytest.fixture(scope="session")
def open_house(
    fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory
) -> OpenHouse:
    """Make houses of one's own, on a fresh database, their server not started yet."""

    @contextmanager
    def make(kind: str, **more: str) -> Iterator[House]:
        folder: Path = tmp_path_factory.mktemp(f"house-{uuid4().hex[:6]}")
        with fresh_database(kind) as database:
            house = House(database, folder, **more)
            try:
                yield house
            finally:
                house.close()

    return make


@pytest.fixture(scope="session", params=BOTH)
def house(request: pytest.FixtureRequest, open_house: OpenHouse) -> Iterator[House]:
    """The house that most tests share: everybody brings a merchant and people of their own."""
    with open_house(request.param) as shared:
        shared.open()
        yield shared


@pytest.fixture(scope="session", params=BOTH)
def crowded(request: pytest.FixtureRequest, open_house: OpenHouse) -> Iterator[House]:
    """A house for races: on PostgreSQL with two servers, each with half of the people."""
    with open_house(request.param) as shared:
        shared.open()
        if request.param == "postgres":
            shared.open_another()
        yield shared


@pytest.fixture(params=BOTH)
def own_house(request: pytest.FixtureRequest, open_house: OpenHouse) -> Iterator[House]:
    """A house for one test, which may start, stop and kill its server."""
    with open_house(request.param) as alone:
        yield alone
