"""What rarely changes, kept between the transactions of the one connection that writes.

Merchants and numbers are asked for in every turn and changed now and then. What was read stands
until somebody writes: we ourselves, which whoever writes says (`forget`), or another process,
which SQLite says (`PRAGMA data_version`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")

LIMIT = 4096
"""Values kept at most; then all are forgotten and read anew."""


class Kept:
    """Values by key, good for the transaction that runs."""

    def __init__(self) -> None:
        self._values: dict[Hashable, Any] = {}
        self._version: int | None = None
        self._changed = False

    def begin(self, version: int) -> None:
        """Begin a transaction that sees the state with this number."""
        if self._changed or version != self._version or len(self._values) > LIMIT:
            self._values.clear()
        self._version, self._changed = version, False

    def forget(self) -> None:
        """Keep nothing until the transaction ends: it may yet be undone."""
        self._changed = True

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
