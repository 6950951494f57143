"""Columns that convert: instants, enumerations, JSON and bytes, some of them compressed.

They know no database: what they hand over is understood by SQLite and by PostgreSQL alike, so one
table serves two stores of different kinds in one process.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from peewee import Field

from ...engine.errors import StoreError
from ...engine.json_text import from_json, json_text
from .packing import packed, unpacked

FIELD_TYPES = {
    "sqlite": {"INSTANT": "TEXT", "JSONTEXT": "TEXT", "BYTES": "BLOB", "FLAG": "INTEGER"},
    "postgres": {"INSTANT": "TIMESTAMPTZ", "JSONTEXT": "JSON", "BYTES": "BYTEA", "FLAG": "BOOLEAN"},
}
"""What our columns are called in each database. PostgreSQL's `json` keeps a text as it was written:
the order of its keys, and a NUL that `jsonb` refuses; a query may cast it to `jsonb`."""


def instant_text(value: datetime) -> str:
    """Return `YYYY-MM-DD HH:MM:SS.ffffff+00:00`: sorts as text, and PostgreSQL reads it."""
    if value.tzinfo is None:
        raise ValueError(f"naive datetime {value!r}: an instant carries its offset")
    utc = value if value.tzinfo is UTC else value.astimezone(UTC)
    return utc.isoformat(" ", "microseconds")


def read_instant(value: datetime | str) -> datetime:
    """Return an aware UTC datetime from what a database holds.

    Other programs write `T`, `Z`, no microseconds or another offset; without one it is UTC, as
    SQLite's own CURRENT_TIMESTAMP is.
    """
    try:
        read = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError as error:
        raise StoreError(f"{value!r} in the database is no instant.") from error
    if read.tzinfo is UTC:
        return read
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def day_before(value: datetime) -> str:
    """Return a text below every way to write an instant at or after `value`."""
    return (value.astimezone(UTC).date() - timedelta(days=1)).isoformat()


def day_after(value: datetime) -> str:
    """Return a text above every way to write an instant at or before `value`."""
    return (value.astimezone(UTC).date() + timedelta(days=2)).isoformat()


class InstantField(Field):
    """An aware datetime in UTC. A naive one is refused."""

    field_type = "INSTANT"

    def db_value(self, value: datetime | None) -> str | None:
        return None if value is None else instant_text(value)

    def python_value(self, value: datetime | str | None) -> datetime | None:
        return None if value is None else read_instant(value)


class DayField(Field):
    """A local day, as `YYYY-MM-DD`."""

    field_type = "TEXT"

    def db_value(self, value: date | None) -> str | None:
        return None if value is None else value.isoformat()

    def python_value(self, value: str | None) -> date | None:
        return None if value is None else date.fromisoformat(value)


class EnumField(Field):
    """One of a `StrEnum`, as plain text."""

    field_type = "TEXT"

    def __init__(self, kind: type[StrEnum], **options: Any) -> None:
        self._kind = kind
        self._known = {str(each): each for each in kind}
        super().__init__(**options)

    def db_value(self, value: StrEnum | None) -> str | None:
        return None if value is None else str(value)

    def python_value(self, value: str | None) -> StrEnum | None:
        return None if value is None else self._known.get(value) or self._kind(value)


class FlagField(Field):
    """True or false."""

    field_type = "FLAG"

    def db_value(self, value: bool | None) -> bool | None:
        return value

    def python_value(self, value: bool | int | None) -> bool | None:
        return None if value is None else bool(value)


class JsonField(Field):
    """JSON data, or a value that `write` turns into it and `read` makes of it."""

    field_type = "JSONTEXT"

    def __init__(
        self,
        write: Callable[[Any], Any] | None = None,
        read: Callable[[Any], Any] | None = None,
        **options: Any,
    ) -> None:
        self._write = write
        self._read = read
        super().__init__(**options)

    def db_value(self, value: Any) -> str | None:
        if value is None:
            return None
        return json_text(self._write(value) if self._write else value)

    def python_value(self, value: Any) -> Any:
        if value is None:
            return None
        data = from_json(value) if isinstance(value, str) else value
        return self._read(data) if self._read else data


class BytesField(Field):
    """Bytes as they came."""

    field_type = "BYTES"


class PackedField(Field):
    """Bytes as they came, compressed."""

    field_type = "BYTES"

    def db_value(self, value: bytes | None) -> bytes | None:
        return None if value is None else packed(value)

    def python_value(self, value: bytes | None) -> Any:
        return None if value is None else unpacked(value)


class PackedJsonField(PackedField):
    """JSON data, compressed."""

    def db_value(self, value: Any) -> bytes | None:
        return None if value is None else packed(json_text(value).encode())

    def python_value(self, value: bytes | None) -> Any:
        return None if value is None else from_json(unpacked(value))


def written_offsets(offsets: Sequence[tuple[datetime, int]]) -> list[list[Any]]:
    """Return a time zone's offsets as JSON."""
    return [[instant_text(start), seconds] for start, seconds in offsets]


def read_offsets(data: Sequence[Sequence[Any]]) -> tuple[tuple[datetime, int], ...]:
    """Return a time zone's offsets as they were."""
    return tuple((read_instant(start), seconds) for start, seconds in data)
