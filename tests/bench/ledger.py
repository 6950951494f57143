"""What happened during a run, and when: who waits, what was answered, how long it took."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence


class Ledger:
    """Counts all of a run; keeps durations only while measuring."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.measured: Counter[str] = Counter()
        self.measuring = False
        self._seconds: defaultdict[str, list[float]] = defaultdict(list)

    def note(self, name: str, seconds: float | None = None, *, amount: int = 1) -> None:
        """Note that something happened, so often, and how long it took."""
        self.counts[name] += amount
        if self.measuring:
            self.measured[name] += amount
            if seconds is not None:
                self._seconds[name].append(seconds)

    def milliseconds(self) -> dict[str, dict[str, float]]:
        """Return p50, p99 and p99.9 of each kind of duration."""
        return {name: percentiles(seconds) for name, seconds in self._seconds.items()}


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """Return the nearest-rank percentiles, in milliseconds."""
    ordered = sorted(seconds)
    return {
        name: round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000, 2)
        for name, share in (("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999))
    }
