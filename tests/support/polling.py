"""Waiting for something to become true: with a deadline, and never longer than it takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

LOOK_SECONDS = 0.01


def until(condition: Callable[[], T], what: str, seconds: float = 30.0) -> T:
    """Look until `condition` returns something true, and return that.

    Raises:
        AssertionError: it did not within `seconds`; names `what` was waited for.
    """
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"waited {seconds} s in vain for {what}"
        time.sleep(LOOK_SECONDS)
    return found
