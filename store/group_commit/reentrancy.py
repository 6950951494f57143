"""A transaction within a transaction would wait for itself: it is refused instead."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import local

from ...engine.errors import StoreError


class Reentrancy:
    """Knows which threads are within a work of one store."""

    def __init__(self) -> None:
        self._within = local()

    def refuse(self) -> None:
        """Raise StoreError when this thread is within a work."""
        if getattr(self._within, "here", False):
            raise StoreError("A transaction was asked for within a transaction.")

    @contextmanager
    def work(self) -> Iterator[None]:
        """Mark this thread as within a work."""
        self._within.here = True
        try:
            yield
        finally:
            self._within.here = False
