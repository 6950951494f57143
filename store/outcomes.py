"""What became of a work, kept for whoever is told later."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def settled(run: Callable[[], T]) -> Callable[[], T]:
    """Run something; return a function that returns what it returned, or raises its error."""
    try:
        value = run()
    except Exception as error:
        failed = error  # the name of an except clause ends with it

        def fail() -> T:
            raise failed

        return fail
    return lambda: value
