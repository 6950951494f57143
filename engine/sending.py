"""What may be done about a message that Meta did not take: pure."""

from __future__ import annotations

from enum import StrEnum


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
    """The token, a permission or the account: nothing can be sent until an operator mends it."""
    FINAL = "final"
    """It will never be taken."""
