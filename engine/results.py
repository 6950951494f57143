"""What became of a work, kept for whoever is told later: a function that returns or raises it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn, TypeVar

T = TypeVar("T")


def settled(run: Callable[[], T]) -> Callable[[], T]:
    """Run something; return a function that returns what it returned, or raises its error."""
    try:
        value = run()
    except Exception as error:
        return failed(error)
    return lambda: value


def failed(error: Exception) -> Callable[[], NoReturn]:
    """Return a function that raises an error."""

    def fail() -> NoReturn:
        raise error

    return fail
