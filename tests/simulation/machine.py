"""The machine that the program runs on: its clock, its executor, and the hour of its death."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

Job = Callable[[], object]
START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
"""A Monday, nine in the morning in Buenos Aires."""
JOB_SECONDS = 0.001
JOBS_LIMIT = 20_000
"""Jobs that one event may set off: a world that needs more never comes to rest."""


class Killed(BaseException):
    """The process is dead: nothing that it would still have done happens."""


class RestlessError(Exception):
    """There is always something more to run."""


class Clock:
    """What the machine believes the time to be; `offset` is how wrong it is, in seconds."""

    def __init__(self) -> None:
        self.elapsed = 0.0
        self.offset = 0.0

    def now(self) -> datetime:
        """Return the instant that the program sees."""
        return START + timedelta(seconds=self.elapsed + self.offset)

    def real(self) -> datetime:
        """Return the instant that the rest of the world lives in."""
        return START + timedelta(seconds=self.elapsed)


class Process:
    """One life of the program: its executor, in one thread, until it is killed.

    Threads may run jobs in any order; here the luck of the moment picks one.

    Attributes:
        slowness: seconds that whatever is to be run later comes late, at least.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.alive = True
        self.slowness = 0.0
        self.jobs = 0
        self.luck = Random(0)
        self._soon: list[Job] = []
        self._later: list[tuple[float, int, Job]] = []
        self._order = count()

    def submit(self, work: Job) -> None:
        """Run `work` soon."""
        if self.alive:
            self._soon.append(work)

    def later(self, seconds: float, work: Job) -> None:
        """Run `work` after `seconds`, or as late as the machine is slow."""
        if self.alive:
            due = self.clock.elapsed + max(0.0, seconds, self.slowness)
            heapq.heappush(self._later, (due, next(self._order), work))

    def run(self, jobs: int = -1) -> None:
        """Run what can run now: all of it, or so many jobs."""
        while self.alive and self._soon and jobs:
            jobs -= 1
            self._run_one()

    def wind(self, seconds: float) -> None:
        """Let time pass, and run what falls due."""
        end = self.clock.elapsed + seconds
        self.run()
        while self.alive and self._later and self._later[0][0] <= end:
            due, _, work = heapq.heappop(self._later)
            self.clock.elapsed = max(self.clock.elapsed, due)
            self._soon.append(work)
            self.run()
        if self.alive:
            self.clock.elapsed = max(self.clock.elapsed, end)

    def _run_one(self) -> None:
        self.jobs += 1
        if self.jobs > JOBS_LIMIT:
            raise RestlessError
        waiting = len(self._soon)
        at = self.luck.randrange(waiting) if waiting > 1 else 0
        work = self._soon.pop(at)
        self.clock.elapsed += JOB_SECONDS
        work()
