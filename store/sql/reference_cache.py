"""A cache for rows that rarely change: clients, businesses, numbers.

Every turn reads them. On SQLite a value is valid until something is written: by this process, which
invalidates it (`forget`), or by another one, which SQLite reports (`PRAGMA data_version`). On
PostgreSQL a value lives for the transaction of one group, some dozens of milliseconds, and no
longer than until another thread of this process commits a change (`Changes`); a change by another
process is seen by the next group.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from itertools import count
from typing import Any, TypeVar

T = TypeVar("T")

LIMIT = 4096
"""Values in the cache at most; beyond that it is emptied."""


class Changes:
    """Counts the commits of this process that changed cached rows.

    Attributes:
        number: of the last such commit.
    """

    def __init__(self) -> None:
        self._numbers = count(1)
        self.number = 0

    def stand(self, kept: ReferenceCache) -> None:
        """Note that a transaction was committed, with the cache that it used."""
        if kept.forgotten:
            self.number = next(self._numbers)


class ReferenceCache:
    """Values by key, valid within the running transaction.

    Attributes:
        forgotten: whether it was ever invalidated.
    """

    def __init__(self) -> None:
        self._values: dict[Hashable, Any] = {}
        self._version: int | None = None
        self._changed = False
        self.forgotten = False

    def begin(self, version: int) -> None:
        """Begin a unit of work that sees the state after that change."""
        if self._changed or version != self._version or len(self._values) > LIMIT:
            self._values.clear()
        self._version, self._changed = version, False

    def forget(self) -> None:
        """Invalidate, and cache nothing until the transaction ends: it may be rolled back."""
        self._changed = self.forgotten = True

    def get(self, key: Hashable, read: Callable[[], T]) -> T:
        """Return the cached value, or read and cache it; None is not cached."""
        if self._changed:
            return read()
        value = self._values.get(key)
        if value is None:
            value = read()
            if value is not None:
                self._values[key] = value
        result: T = value
        return result
