"""How fast we may send: token buckets, told the time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

PAIR_BURST = 45
"""Messages to one person at once, borrowed from the future (Meta's pair limit)."""
PAIR_SECONDS = 6.0
"""Seconds a message to one person costs in the long run."""


@dataclass(slots=True)
class Bucket:
    """Holds up to `capacity` tokens and gains `per_second`; a message takes one."""

    capacity: float
    per_second: float
    tokens: float
    at: datetime

    @classmethod
    def full(cls, capacity: float, per_second: float, now: datetime) -> Bucket:
        """Return a bucket that nothing was taken from."""
        return cls(capacity, per_second, capacity, now)

    def wait(self, now: datetime) -> float:
        """Return the seconds until there is a token: 0 when there is one."""
        self._fill(now)
        return max(0.0, (1.0 - self.tokens) / self.per_second)

    def take(self, now: datetime) -> None:
        """Take a token, whether there is one or not."""
        self._fill(now)
        self.tokens -= 1.0

    def is_full(self, now: datetime) -> bool:
        """Return whether all tokens are back, so that it may be forgotten."""
        self._fill(now)
        return self.tokens >= self.capacity

    def _fill(self, now: datetime) -> None:
        seconds = max(0.0, (now - self.at).total_seconds())
        self.tokens = min(self.capacity, self.tokens + seconds * self.per_second)
        self.at = now


def number_bucket(rate: float, now: datetime) -> Bucket:
    """Return a number's bucket: in no second more than `rate` messages go out."""
    return Bucket.full(max(1.0, rate * 0.1), max(0.5, rate * 0.9), now)


def pair_bucket(now: datetime) -> Bucket:
    """Return the bucket of one number and one person."""
    return Bucket.full(PAIR_BURST, 1 / PAIR_SECONDS, now)
