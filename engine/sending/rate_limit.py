"""How fast we may send, and how fast one person may make us work: token buckets, told the time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

PAIR_BURST = 45
"""Messages to one person at once, borrowed from the future (Meta's pair limit)."""
PAIR_SECONDS = 6.0
"""Seconds a message to one person costs in the long run."""
SLOWEST = 1.0
"""Messages a second that a number is never thought to allow less than."""
REGROWTH = 1.02
"""What a slowed number's rate is multiplied by in each second: it doubles in 35."""
HAIR = 1e-6
"""What a token may lack: sums of fractions of seconds do."""
KEPT = 1000
"""Buckets remembered before those that are full are forgotten."""


@dataclass(slots=True)
class TokenBucket:
    """Holds up to `capacity` tokens and gains `per_second`; a message takes one."""

    capacity: float
    per_second: float
    tokens: float
    at: datetime

    @classmethod
    def full(cls, capacity: float, per_second: float, now: datetime) -> TokenBucket:
        """Return a bucket that nothing was taken from."""
        return cls(capacity, per_second, capacity, now)

    def wait(self, now: datetime) -> float:
        """Return the seconds until there is a token: 0 when there is one."""
        self._fill(now)
        return max(0.0, (1.0 - HAIR - self.tokens) / self.per_second)

    def take(self, now: datetime) -> None:
        """Take a token, whether there is one or not."""
        self._fill(now)
        self.tokens -= 1.0

    def hold(self, seconds: float, now: datetime) -> None:
        """Give no token for so long, then one, then as they come."""
        self.at = now
        self.tokens = 1.0 - seconds * self.per_second

    def is_full(self, now: datetime) -> bool:
        """Return whether all tokens are back, so that it may be forgotten."""
        self._fill(now)
        return self.tokens >= self.capacity

    def _fill(self, now: datetime) -> None:
        seconds = max(0.0, (now - self.at).total_seconds())
        self.tokens = min(self.capacity, self.tokens + seconds * self.per_second)
        self.at = now


class AdaptiveRate:
    """What one number may send: in no second more than its rate, which it learns.

    The rate begins at `top`, halves when Meta says that the number sends too fast, and grows back.
    """

    def __init__(self, top: float, now: datetime) -> None:
        self._top = top
        self._slowest = min(top, SLOWEST)
        self._rate = top
        self._at = now
        self._bucket = TokenBucket.full(*_shape(top), now)

    def allow(self, top: float, now: datetime) -> None:
        """Set what may be sent at best; what was learned keeps its part of it."""
        self._rate = self.rate(now) * top / self._top
        self._top = top
        self._slowest = min(top, SLOWEST)

    def rate(self, now: datetime) -> float:
        """Return the messages a second that are thought to be allowed."""
        seconds = max(0.0, (now - self._at).total_seconds())
        self._at = now
        if self._rate < self._top:  # the exponent is bounded: a clock may jump by years
            self._rate = min(self._top, self._rate * REGROWTH ** min(seconds, 3600.0))
        self._bucket.capacity, self._bucket.per_second = _shape(self._rate)
        return self._rate

    def room(self, now: datetime) -> int:
        """Return how many messages may go out now."""
        self.rate(now)
        return 0 if self._bucket.wait(now) else max(1, int(self._bucket.tokens))

    def wait(self, now: datetime) -> float:
        """Return the seconds until one may go out."""
        self.rate(now)
        return self._bucket.wait(now)

    def take(self, now: datetime) -> None:
        """Note that one goes out."""
        self._bucket.take(now)

    def halve(self, now: datetime) -> None:
        """Note that Meta found it too fast."""
        self._rate = max(self._slowest, self.rate(now) / 2)
        self._bucket.hold(0.0, now)


def _shape(rate: float) -> tuple[float, float]:
    """Return capacity and refill with which no second sees more than `rate` messages."""
    return max(1.0, rate * 0.1), max(0.5, rate * 0.9)


def pair_bucket(now: datetime) -> TokenBucket:
    """Return the bucket of one number and one person."""
    return TokenBucket.full(PAIR_BURST, 1 / PAIR_SECONDS, now)


class Buckets:
    """A bucket for each person; full ones are forgotten."""

    def __init__(self, make: Callable[[datetime], TokenBucket] = pair_bucket) -> None:
        self._make = make
        self._buckets: dict[str, TokenBucket] = {}
        self._limit = KEPT

    def __len__(self) -> int:
        return len(self._buckets)

    def wait(self, key: str, now: datetime) -> float:
        """Return the seconds until this person has a token."""
        bucket = self._buckets.get(key)
        return bucket.wait(now) if bucket else 0.0

    def take(self, key: str, now: datetime) -> None:
        """Take one of this person's."""
        self._of(key, now).take(now)

    def hold(self, key: str, seconds: float, now: datetime) -> None:
        """Give this person none for so long."""
        self._of(key, now).hold(seconds, now)

    def _of(self, key: str, now: datetime) -> TokenBucket:
        bucket = self._buckets.get(key)
        if bucket is None:
            if len(self._buckets) >= self._limit:
                self._forget_full(now)
            bucket = self._buckets[key] = self._make(now)
        return bucket

    def _forget_full(self, now: datetime) -> None:
        self._buckets = {key: one for key, one in self._buckets.items() if not one.is_full(now)}
        self._limit = max(KEPT, 2 * len(self._buckets))
