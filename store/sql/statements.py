"""Queries that Peewee writes once for each kind of database.

Building a query costs Peewee 50 to 150 µs, more than SQLite takes to run it. So a query is built
with holes where values go, and its SQL is kept:

    HEAD = Statement(lambda hole: Inbox.select(Inbox.id).where(Inbox.contact == hole()))
    rows.one(HEAD, contact_id)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from operator import itemgetter
from typing import Any

from peewee import Database, Node, Value

Hole = Callable[[], Value]
_Order = Callable[[Sequence[Any]], Sequence[Any]]


class _Place(int):
    """Which value goes where; anything else among the parameters is a constant."""


class Statement:
    """A query with holes, filled in the order in which `hole()` was called.

    Attributes:
        told: whether who runs it tells the cache of people what it changes.
    """

    def __init__(self, build: Callable[[Hole], Node], *, told: bool = False) -> None:
        self._build = build
        self.told = told
        self._written: dict[type, tuple[str, _Order | None]] = {}

    def fill(self, database: Database, values: Sequence[Any]) -> tuple[str, Sequence[Any]]:
        """Return the SQL for that kind of database and its parameters."""
        written = self._written.get(type(database))
        if written is None:
            written = self._written[type(database)] = self._write(database)
        sql, order = written
        return sql, values if order is None else order(values)

    def _write(self, database: Database) -> tuple[str, _Order | None]:
        """Return the SQL and what puts values in its order, None where they are in it."""
        numbers = count()
        query = self._build(lambda: Value(_Place(next(numbers)), converter=False))
        sql, places = database.get_sql_context().sql(query).query()
        if any(type(place) is not _Place for place in places):
            return sql, lambda values: [
                values[place] if type(place) is _Place else place for place in places
            ]
        return sql, None if places == sorted(places) else itemgetter(*places)
