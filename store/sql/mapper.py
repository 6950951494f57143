"""Rows to values and back, by column: the one place where they meet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import MISSING, fields
from functools import cache
from itertools import chain
from operator import attrgetter
from typing import Any, Generic, TypeVar

from peewee import BigAutoField, Model

from ...engine.errors import ConflictError
from .columns import BytesField
from .executor import Hole, Row, SqlExecutor, Statement, touched

V = TypeVar("V")


def _converts(column: Any) -> bool:
    """Return whether it is one of our fields that convert; Peewee's own only check."""
    return type(column).__module__ == BytesField.__module__ and type(column) is not BytesField


def _shape(kind: Any) -> dict[str, Any]:
    """Return the fields of a dataclass, or of a NamedTuple, and their defaults."""
    if issubclass(kind, tuple):
        return {name: kind._field_defaults.get(name) for name in kind._fields}
    return {field.name: field.default for field in fields(kind)}


class RowMapper(Generic[V]):
    """A table's columns and the fields of a dataclass, or of a tuple, which have the same names."""

    def __init__(self, table: type[Model], kind: type[V], *, told: bool = False) -> None:
        """Read and write a table's rows; `told`: who adds some tells the cache of people."""
        self._told = told
        shape = _shape(kind)
        by_name = {column.column_name: column for column in table._meta.sorted_fields}
        self._kind = kind
        self._table = table
        self._columns = {name: by_name[name] for name in shape}
        self._defaults = [
            (place, default)
            for place, default in enumerate(shape.values())
            if default not in (MISSING, None)
        ]
        self._reads = [
            (place, column.python_value)
            for place, column in enumerate(self._columns.values())
            if _converts(column)
        ]
        self._writes = {
            name: column.db_value for name, column in self._columns.items() if _converts(column)
        }
        self._given = tuple(
            name for name, column in self._columns.items() if not isinstance(column, BigAutoField)
        )

    def select(self, *more: Any) -> Any:
        """Return a query for rows that `read` understands, with `more` behind, to be narrowed."""
        return self._table.select(*self._columns.values(), *more)

    def read(self, row: Row) -> V:
        """Return the value that a row of `select` holds."""
        values = list(row)
        for place, read in self._reads:
            if values[place] is not None:
                values[place] = read(values[place])
        for place, default in self._defaults:
            if values[place] is None:
                values[place] = default
        return self._kind(*values)

    def read_one(self, row: Row | None) -> V | None:
        """Return the value, or None where there is no row."""
        return None if row is None else self.read(row)

    def read_all(self, rows: Iterable[Row]) -> list[V]:
        """Return the values."""
        return [self.read(row) for row in rows]

    def names(self, *but: str) -> list[str]:
        """Return the fields' names but some."""
        return [name for name in self._columns if name not in but]

    def update(self, hole: Hole, names: Sequence[str]) -> Any:
        """Return an update of the named fields, to be narrowed."""
        return self._table.update({self._columns[name]: hole() for name in names})

    def written(self, value: V, names: Sequence[str]) -> list[Any]:
        """Return what the database gets for the named fields."""
        return self._writer(tuple(names))(value)

    @cache  # noqa: B019  (there is one mapping for each table, and it lives as long as the process)
    def _writer(self, names: tuple[str, ...]) -> Callable[[V], list[Any]]:
        """Return what writes these fields: which of them convert is found out once."""
        given: Callable[[V], Any] = attrgetter(*names)
        several = len(names) > 1
        writes = [
            (place, self._writes[name]) for place, name in enumerate(names) if name in self._writes
        ]

        def written(value: V) -> list[Any]:
            values = list(given(value)) if several else [given(value)]
            for place, write in writes:
                if values[place] is not None:
                    values[place] = write(values[place])
            return values

        return written

    def add(self, rows: SqlExecutor, value: V) -> None:
        """Insert a value. Raises ConflictError where a unique one is taken.

        A failed statement ends a transaction on PostgreSQL, so there the insert is one that
        cannot clash: a caller that catches the error may go on, on every store.
        """
        insert = self._insert_many(1, ignore=rows.postgres)
        if rows.run(insert, *self.written(value, self._given)) != 1:
            raise self._taken()

    def add_later(self, rows: SqlExecutor, values: Sequence[V]) -> None:
        """Insert some values at once, before anything else is read.

        That, or the work's end, raises ConflictError where a unique one is taken.
        """
        if values:
            write = self._writer(self._given)
            given = chain.from_iterable(map(write, values))
            insert = self._insert_many(len(values), ignore=rows.postgres)
            rows.later(insert, *given, check=touched(len(values), self._taken()))

    def _taken(self) -> ConflictError:
        return ConflictError(f"A unique value of {self._table._meta.table_name} is taken.")

    def add_unless_there(self, rows: SqlExecutor, value: V) -> bool:
        """Insert a value and return True, or False where a unique one is taken."""
        insert = self._insert_many(1, ignore=True)
        return rows.run(insert, *self.written(value, self._given)) == 1

    def add_numbered(self, rows: SqlExecutor, value: V) -> int | None:
        """Insert a value as above; return its row's number on SQLite, None where it is taken."""
        insert = self._insert_many(1, ignore=True)
        return rows.number(insert, *self.written(value, self._given))

    def _inserting(self, hole: Hole, count: int = 1) -> Any:
        return self._table.insert(
            [{self._columns[name]: hole() for name in self._given} for _ in range(count)]
        )

    @cache  # noqa: B019  (there is one mapping for each table, and it lives as long as the process)
    def _insert_many(self, count: int, *, ignore: bool) -> Statement:
        if ignore:
            return Statement(
                lambda hole: self._inserting(hole, count).on_conflict_ignore(), told=self._told
            )
        return Statement(lambda hole: self._inserting(hole, count), told=self._told)
