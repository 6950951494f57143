"""A world without threads or time: the executor, clock and ids that tests and simulations hand in.

The same router, actors, timers and sender run in one thread, and time passes when it is told to.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

Job = Callable[[], object]


class SimulatedClock:
    """A clock that stands still until it is wound."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        """Return the simulated instant."""
        return self._now

    def wind_to(self, instant: datetime) -> None:
        """Set the clock, forward or back."""
        self._now = instant


class SequentialIds:
    """Ids that count: `id-00000001` and so on."""

    def __init__(self, prefix: str = "id") -> None:
        self._prefix = prefix
        self._numbers = count(1)

    def new(self) -> str:
        """Return the next id."""
        return f"{self._prefix}-{next(self._numbers):08}"

    def secret(self) -> str:
        """Return the next secret, which is none."""
        return f"{self._prefix}-secret-{next(self._numbers):08}"


class SimulatedExecutor:
    """Runs jobs in the order they were given, in the thread that says `run`."""

    def __init__(self, clock: SimulatedClock) -> None:
        self._clock = clock
        self._soon: deque[Job] = deque()
        self._later: list[tuple[datetime, int, Job]] = []
        self._order = count()

    def submit(self, work: Job) -> None:
        """Run `work` when the jobs before it are done."""
        self._soon.append(work)

    def later(self, seconds: float, work: Job) -> None:
        """Run `work` when the clock has been wound that far."""
        due_at = self._clock.now() + timedelta(seconds=max(0.0, seconds))
        heapq.heappush(self._later, (due_at, next(self._order), work))

    def run(self) -> None:
        """Run all that can run now."""
        while self._soon:
            self._soon.popleft()()

    def wind(self, span: timedelta) -> None:
        """Let time pass, running whatever falls due on the way, in order."""
        end = self._clock.now() + span
        self.run()
        while self._later and self._later[0][0] <= end:
            due_at, _, work = heapq.heappop(self._later)
            self._clock.wind_to(max(due_at, self._clock.now()))
            self.submit(work)
            self.run()
        self._clock.wind_to(end)
