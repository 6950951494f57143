"""What may be done about a message that Meta did not take: pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class FailureKind(StrEnum):
    """What a failed send allows; `GatewayError.kind` is one of these."""

    RETRY = "retry"
    """Not taken, for a passing reason (overload, maintenance, connection refused)."""
    FEW = "few"
    """Refused, perhaps by our own fault: retried a few times only."""
    UNKNOWN = "unknown"
    """Nobody knows whether it was taken (no answer, half an answer): a status may tell."""
    LOST = "lost"
    """The process that had it died: in doubt since it was given away, not since then."""
    SLOW = "slow"
    """The number, or the app, sends too fast: everybody on it waits."""
    PAIR = "pair"
    """Too many messages to this one person: only that person waits."""
    WINDOW = "window"
    """More than 24 hours since the person's last message: only a template goes out."""
    UNLISTED = "unlisted"
    """A test number may not write to this one: perhaps to the same, written otherwise."""
    HALT = "halt"
    """The token, a permission or the account: this number sends nothing until somebody mends it."""
    FINAL = "final"
    """It will never be taken."""


IN_DOUBT = frozenset({FailureKind.UNKNOWN, FailureKind.LOST})
"""Kinds of which only a status can tell whether Meta has the message."""
OF_THE_NUMBER = frozenset({FailureKind.SLOW, FailureKind.HALT})
"""Kinds that say nothing about the message: everybody on the number waits."""


@dataclass(frozen=True, slots=True)
class Later:
    """Try again after `seconds`."""

    seconds: float


@dataclass(frozen=True, slots=True)
class GiveUp:
    """It will not be tried again by itself."""


Verdict = Later | GiveUp

UNSETTLED_SECONDS = 10.0
"""How long a status has to tell of a message whose answer was lost, before it is sent again."""
LONGEST_SECONDS = 600.0
"""No wait of ours is longer: one that seems to be was noted before the clock was set back."""
PATIENCE = timedelta(hours=23)
"""How long a message is worth sending: beyond Meta's window it would be refused."""
FEW_TRIES = 8
"""Some fifteen minutes."""
JITTER = 0.5
"""How much longer a wait may be by chance, so that those who were refused together come apart."""


@dataclass(frozen=True, slots=True)
class _Ladder:
    """Waits in seconds: the first, what each further one is multiplied by, the longest."""

    first: float
    factor: float
    longest: float

    def wait(self, tries: int) -> float:
        return min(self.first * self.factor ** min(tries - 1, 12), self.longest)


_WAITS: Mapping[str, _Ladder] = {
    FailureKind.RETRY: _Ladder(1.0, 2.0, 60.0),
    FailureKind.FEW: _Ladder(1.0, 4.0, 300.0),
    FailureKind.UNKNOWN: _Ladder(UNSETTLED_SECONDS, 2.0, 300.0),
    FailureKind.LOST: _Ladder(UNSETTLED_SECONDS, 2.0, 300.0),
    FailureKind.PAIR: _Ladder(1.0, 4.0, 300.0),
    FailureKind.SLOW: _Ladder(1.0, 2.0, 60.0),
    FailureKind.HALT: _Ladder(5.0, 2.0, 9.0),
}
"""What is tried again; anything else is given up.

A halted number tries one message at least every 15 seconds, chance and the call included.
"""
_PASSING = frozenset({FailureKind.RETRY, FailureKind.FEW, FailureKind.PAIR})
"""Kinds that a message which Meta failed later is sent again for, once."""


def wait_after(kind: str, tries: int, chance: float = 0.0) -> float:
    """Return the seconds to wait before the next try.

    Args:
        kind: one that is tried again.
        tries: how often it came to nothing, this time included.
        chance: in [0, 1): where the wait falls between its least and half as much again.
    """
    return _WAITS[kind].wait(tries) * (1.0 + JITTER * chance)


def after_failure(
    kind: str, tries: int, age: timedelta, chance: float = 0.0, *, other_form: bool = False
) -> Verdict:
    """Return what to do with a message that was not taken.

    Args:
        kind: a `FailureKind`.
        tries: how often it was tried, this time included.
        age: how long ago it was written.
        chance: see `wait_after`.
        other_form: whether it is left to try it in another form, see `other_form`.
    """
    if other_form and age <= PATIENCE:
        return Later(0.0)
    if kind in OF_THE_NUMBER:  # the number's own wait holds it back; it is not its fault
        return GiveUp() if kind != FailureKind.HALT and age > PATIENCE else Later(0.0)
    if kind not in _WAITS or age > PATIENCE or (kind == FailureKind.FEW and tries >= FEW_TRIES):
        return GiveUp()
    if kind == FailureKind.LOST and tries == 1:
        return Later(0.0)  # its claim holds it back until a status had time to settle it
    return Later(wait_after(kind, tries, chance))


def after_late_failure(
    kind: str | None, resends: int, age: timedelta, *, other_form: bool = False
) -> Verdict:
    """Return what to do with a message that Meta took, and of which a status says that it failed.

    Args:
        kind: a `FailureKind`; None: nobody knows why.
        resends: how often it was sent again for its own sake since a status said so.
        age: how long ago it was written.
        other_form: whether it is left to try it in another form, see `other_form`.
    """
    again = kind in OF_THE_NUMBER or other_form or (kind in _PASSING and not resends)
    return after_failure(kind, 1, age, other_form=other_form) if kind and again else GiveUp()
