"""What rarely changes, kept for as long as it is known to stand.

Merchants and numbers are asked for in every turn and changed now and then. On SQLite what was read
stands until somebody writes: we ourselves, which whoever writes says (`forget`), or another
process, which SQLite says (`PRAGMA data_version`). On PostgreSQL it is kept for the transaction of
one group, a few dozen milliseconds, and no longer than until another thread of ours has changed it
(`Changes`): what another process changes meanwhile comes after that group.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from itertools import count
from typing import Any, TypeVar

T = TypeVar("T")

LIMIT = 4096
"""Values kept at most; then all are forgotten and read anew."""


class Changes:
    """What the transactions of one process did to what is kept: a number that moves with each.

    Attributes:
        number: of the last one that stands.
    """

    def __init__(self) -> None:
        self._numbers = count(1)
        self.number = 0

    def stand(self, kept: ReferenceCache) -> None:
        """Hear that a transaction stands, and what it kept or forgot."""
        if kept.forgotten:
            self.number = next(self._numbers)


class ReferenceCache:
    """Values by key, good for the transaction that runs.

    Attributes:
        forgotten: whether it was ever told to forget.
    """

    def __init__(self) -> None:
        self._values: dict[Hashable, Any] = {}
        self._version: int | None = None
        self._changed = False
        self.forgotten = False

    def begin(self, version: int) -> None:
        """Begin a work that sees the state with this number."""
        if self._changed or version != self._version or len(self._values) > LIMIT:
            self._values.clear()
        self._version, self._changed = version, False

    def forget(self) -> None:
        """Keep nothing until the transaction ends: it may yet be undone."""
        self._changed = self.forgotten = True

    def get(self, key: Hashable, read: Callable[[], T]) -> T:
        """Return what was kept, or what is read now; nothing is kept of what is not there."""
        if self._changed:
            return read()
        value = self._values.get(key)
        if value is None:
            value = read()
            if value is not None:
                self._values[key] = value
        result: T = value
        return result
