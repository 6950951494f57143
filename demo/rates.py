"""Meta's two limits on how fast one may send, as buckets that fill up again with time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PAIR_BURST: Final = 45
PAIR_PER_SECOND: Final = 1 / 6
"""To one person: one message in six seconds, and a burst of 45 that borrows from the future."""


@dataclass(slots=True)
class Bucket:
    """So many messages at once, and so many more each second.

    Attributes:
        capacity: how many fit.
        per_second: how fast it fills.
        level: how many are there at `at`; full at first.
        at: the clock's seconds of the last look.
    """

    capacity: float
    per_second: float
    level: float = -1.0
    at: float = 0.0

    def take(self, now: float) -> bool:
        """Take one message out; return whether there was one."""
        if self.level < 0:
            self.level = self.capacity
        else:
            gained = max(0.0, now - self.at) * self.per_second
            self.level = min(self.capacity, self.level + gained)
        self.at = now
        if self.level < 1 - 1e-9:
            return False
        self.level -= 1
        return True


def pair_bucket() -> Bucket:
    """Return a full bucket for one person and one number."""
    return Bucket(PAIR_BURST, PAIR_PER_SECOND)


def number_bucket(per_second: float) -> Bucket:
    """Return a full bucket for one number: a second's worth at once."""
    return Bucket(max(1.0, per_second), per_second)
