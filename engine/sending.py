"""What may be done about a message that Meta did not take: pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Literal


class Kind(StrEnum):
    """What a failed send allows; `GatewayError.kind` is one of these."""

    RETRY = "retry"
    """Not taken, for a passing reason (overload, maintenance, connection refused)."""
    UNKNOWN = "unknown"
    """Nobody knows whether it was taken (no answer, half an answer): a status may tell."""
    SLOW = "slow"
    """The number, or the app, sends too fast: everybody on it waits."""
    PAIR = "pair"
    """Too many messages to this one person: only that person waits."""
    WINDOW = "window"
    """More than 24 hours since the person's last message: only a template goes out."""
    HALT = "halt"
    """The token, a permission or the account: this number sends nothing until somebody mends it."""
    FINAL = "final"
    """It will never be taken."""


Scope = Literal["contact", "number"]
"""Who waits."""


@dataclass(frozen=True, slots=True)
class Later:
    """Try again after `seconds`."""

    seconds: float
    scope: Scope = "contact"


@dataclass(frozen=True, slots=True)
class GiveUp:
    """It will not be tried again by itself."""


Verdict = Later | GiveUp

UNSETTLED_SECONDS = 10.0
"""How long a status has to tell of a message whose answer was lost, before it is sent again."""
PATIENCE = timedelta(hours=23)
"""How long a message is worth sending: beyond Meta's window it would be refused."""
_SURE: dict[str, Verdict] = {
    Kind.FINAL: GiveUp(),
    Kind.WINDOW: GiveUp(),
    Kind.HALT: Later(60.0, "number"),
}
"""Kinds for which neither tries nor age matter."""
_BACKOFF: dict[str, tuple[float, float, Scope]] = {
    Kind.RETRY: (2.0, 300.0, "contact"),
    Kind.SLOW: (2.0, 60.0, "number"),
    Kind.PAIR: (4.0, 300.0, "contact"),
}
"""What each further try multiplies the wait by, the longest wait in seconds, and who waits."""


def after_failure(kind: str, attempts: int, age: timedelta) -> Verdict:
    """Return what to do with a message that was not taken.

    Args:
        kind: a `Kind`.
        attempts: how often it was tried, this time included.
        age: how long ago it was written.
    """
    if kind in _SURE:
        return _SURE[kind]
    if age > PATIENCE:
        return GiveUp()
    if kind == Kind.UNKNOWN:
        return Later(UNSETTLED_SECONDS)
    factor, limit, scope = _BACKOFF[kind]
    return Later(min(factor ** min(attempts - 1, 12), limit), scope)
