"""Queries that Peewee writes once for each kind of database, run on one connection.

Building a query costs Peewee 50 to 150 µs, more than SQLite takes to run it. So a query is built
with holes where values go, and its SQL is kept:

    HEAD = Statement(lambda hole: Inbox.select(Inbox.id).where(Inbox.contact == hole()))
    rows.one(HEAD, contact_id)

The database's errors are translated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import count
from operator import itemgetter
from typing import Any

from peewee import Database, Node, PostgresqlDatabase, Value

from ...engine.errors import UnavailableError
from ..errors import translated
from ..held_leases import HeldLeases
from .caches import AgendaCache, PeopleCache, ReferenceCache

Hole = Callable[[], Value]
_Order = Callable[[Sequence[Any]], Sequence[Any]]


class _Place(int):
    """Which value goes where; anything else among the parameters is a constant."""


class Statement:
    """A query with holes, filled in the order in which `hole()` was called.

    Attributes:
        told: whether who runs it tells the caches (of people, of messages' ways) what it changes.
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


Row = Sequence[Any]
_WRITES = re.compile(r"\s*(?:UPDATE|DELETE|INSERT|REPLACE)\b", re.IGNORECASE)
_LINES = re.compile(r"\bwaits\b|\bDELETE\b.*\b(?:clients|contacts|bookings)\b", re.IGNORECASE)
"""A row of these takes those that wait for it along."""
_CHANGES_OUTBOX = re.compile(r'\s*(?:UPDATE|DELETE\s+FROM)\s+"?outbox\b', re.IGNORECASE)


class SqlExecutor:
    """What the rooms of a transaction work with.

    Attributes:
        postgres: which of the two dialects it is.
        locks: whether rows and agendas must be locked: PostgreSQL, and writing.
        holding: what this process has leased; None where contacts are nobody's or all ours.
        kept: what need not be read in each transaction; None where nobody can say if it is true.
        agendas: agendas that are kept; None where each is read.
        people: contacts and sessions that are kept; None where each is read.
        lines: who waits in line, by client; None where each is read.
        absent: ids of messages that were looked for and are not in the inbox.
        ways: how far rows of the outbox are that were looked for, by id.
    """

    def __init__(
        self, database: Database, *, writing: bool, holding: HeldLeases | None = None
    ) -> None:
        self.database = database
        self.holding = holding
        self.kept: ReferenceCache | None = None
        self.agendas: AgendaCache | None = None
        self.people: PeopleCache | None = None
        self.lines: ReferenceCache | None = None
        self.absent: set[str] = set()
        self.ways: dict[str, Row] = {}
        self.postgres = isinstance(database, PostgresqlDatabase)
        self.locks = self.postgres and writing
        self._connection = database.connection()

    def one(self, statement: Statement, *values: Any) -> Row | None:
        """Return the first row, or None."""
        row: Row | None = self._read(statement, values).fetchone()
        return row

    def all(self, statement: Statement, *values: Any) -> list[Row]:
        """Return all rows."""
        rows: list[Row] = self._read(statement, values).fetchall()
        return rows

    def run(self, statement: Statement, *values: Any) -> int:
        """Return how many rows a write touched."""
        count: int = self._execute(statement, values).rowcount
        return count

    def number(self, statement: Statement, *values: Any) -> int | None:
        """Return the number of the row that was inserted, None where none was: on SQLite."""
        cursor = self._execute(statement, values)
        return cursor.lastrowid if cursor.rowcount else None

    def later(
        self, statement: Statement, *values: Any, check: Callable[[Any], None] | None = None
    ) -> None:
        """Run what need not be answered before the work goes on.

        `check` gets what `sql` returns and raises if it is not as it must be: at once, or at the
        latest when the work ends.
        """
        answer = self._execute(statement, values)
        if check:
            check(answer)

    def ahead(self, statement: Statement, *values: Any) -> None:
        """Say what will soon be read: it may be asked together with the next read."""

    def settle(self) -> None:
        """Run now what was left for later, where it was; raises what its checks do."""

    def ask(self, query: Node) -> list[Row]:
        """Return all rows of a query that is built each time: for what is rarely asked."""
        sql, values = self.database.get_sql_context().sql(query).query()
        rows: list[Row] = self.sql(sql, values).fetchall()
        return rows

    def sql(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """Run SQL as it is and return the cursor."""
        try:
            return self._connection.execute(sql, values)
        except Exception as error:
            raise translated(error) from error

    def _read(self, statement: Statement, values: Sequence[Any]) -> Any:
        return self._execute(statement, values)

    def _execute(self, statement: Statement, values: Sequence[Any]) -> Any:
        return self.sql(*statement.fill(self.database, values))


def touched(count: int, error: Exception) -> Callable[[Any], None]:
    """Return a check that raises `error` unless a write touched so many rows."""

    def check(answer: Any) -> None:
        if answer.rowcount != count:
            raise error

    return check


@lru_cache(1024)
def _moves_messages(sql: str) -> bool:
    return _CHANGES_OUTBOX.match(sql) is not None


@lru_cache(1024)
def _changes_lines(sql: str) -> bool:
    return _WRITES.match(sql) is not None and _LINES.search(sql) is not None


class CachingExecutor(SqlExecutor):
    """Rows of a SQLite transaction that others share.

    SQLite ends a transaction by itself when the disk is full or fails. What is written after
    that would stand at once, each statement alone: so nothing is.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database, writing=True)
        self.kept: ReferenceCache = ReferenceCache()
        self.agendas: AgendaCache = AgendaCache()
        self.people: PeopleCache = PeopleCache()
        self.lines: ReferenceCache = ReferenceCache()

    def begin(self, version: int) -> None:
        """Begin a transaction that sees the state with this number."""
        self.kept.begin(version)
        self.agendas.begin(version)
        self.people.begin(version)
        self.lines.begin(version)
        self._forget_foreseen()

    def undone(self) -> None:
        """Forget what may hold something that was undone."""
        self.agendas.undone()
        self.people.forget()
        self._forget_foreseen()

    def _forget_foreseen(self) -> None:
        self.absent.clear()
        self.ways.clear()

    def sql(self, sql: str, values: Sequence[Any] = ()) -> Any:
        self.people.untold(sql)
        if self.ways and _moves_messages(sql):
            self.ways.clear()
        if _changes_lines(sql):
            self.lines.forget()
        return self._run_sql(sql, values)

    def _execute(self, statement: Statement, values: Sequence[Any]) -> Any:
        sql, given = statement.fill(self.database, values)
        return self._run_sql(sql, given) if statement.told else self.sql(sql, given)

    def _run_sql(self, sql: str, values: Sequence[Any]) -> Any:
        connection = self._connection
        if not connection.in_transaction:
            raise UnavailableError("SQLite gave the transaction up.")
        try:
            return connection.execute(sql, values)
        except Exception as error:
            raise translated(error) from error
