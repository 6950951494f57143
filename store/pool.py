"""Connections that threads borrow: as few as are used at once, never more than a limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import BoundedSemaphore, Lock
from typing import Generic, Protocol, TypeVar

from .errors import FOREIGN


class Closable(Protocol):
    """A connection."""

    def close(self) -> object:
        """Let go of it."""


C = TypeVar("C", bound=Closable)


class Pool(Generic[C]):
    """Lends the connection that was used last; one that failed its user is closed, not kept."""

    def __init__(self, make: Callable[[], C], limit: int) -> None:
        self._make = make
        self._free: list[C] = []
        self._lock = Lock()
        self._limit = limit
        self._places = BoundedSemaphore(limit)
        self._closed = False

    def fill(self) -> None:
        """Make all that may ever be lent, before any is: later nothing grows, nor can fail to."""
        for _ in range(self._limit):
            self._give(self._make())

    @contextmanager
    def lend(self, still_good: Callable[[C], bool]) -> Iterator[C]:
        """Lend a connection; it comes back when `still_good` says so afterwards."""
        with self._places:
            connection = self._take() or self._make()
            try:
                yield connection
            finally:
                if self._closed or not still_good(connection):
                    _close(connection)
                else:
                    self._give(connection)

    def close(self) -> None:
        """Close those that are free now, and the others as they come back."""
        self._closed = True
        while connection := self._take():
            _close(connection)

    def drop_free(self) -> None:
        """Close those that are free: when one was found dead, its neighbours may be."""
        while connection := self._take():
            _close(connection)

    def _take(self) -> C | None:
        with self._lock:
            return self._free.pop() if self._free else None

    def _give(self, connection: C) -> None:
        with self._lock:
            self._free.append(connection)


def _close(connection: Closable) -> None:
    with suppress(*FOREIGN):
        connection.close()
