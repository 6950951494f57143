"""The real world that the engine is handed: the clock, ids, threads."""

from __future__ import annotations

import heapq
import secrets
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from queue import SimpleQueue

import structlog

log = structlog.get_logger(__name__)

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_RANDOM_BITS = 80
Job = Callable[[], object]


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        return datetime.now(UTC)


class SortableIds:
    """Ids of 26 characters: the millisecond, then chance; within one, each follows the last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0
        self._beginning = (0, "")

    def new(self) -> str:
        """Return an id nobody has, sorting after those made before."""
        now = int(time.time() * 1000)
        with self._lock:
            if now > self._last >> _RANDOM_BITS:
                self._last = now << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
            else:
                self._last += 1
            number, beginning = self._last, self._beginning
            if beginning[0] != number >> 20:  # once in a millisecond
                pairs = [_PAIRS[number >> shift & 1023] for shift in range(120, 10, -10)]
                beginning = self._beginning = number >> 20, "".join(pairs)
        return beginning[1] + _PAIRS[number >> 10 & 1023] + _PAIRS[number & 1023]

    def secret(self) -> str:
        """Return 32 characters of chance."""
        return secrets.token_urlsafe(24)


class ThreadExecutor:
    """A small pool of threads, and one that waits for what is to be run later.

    Plainer than the standard library's pool, whose futures nobody here would read: a job that
    costs little must not cost more to hand over.
    """

    def __init__(self, name: str, threads: int) -> None:
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._later: list[tuple[float, int, Job]] = []
        self._order = count()
        self._changed = threading.Condition()
        self._stopped = False
        self._threads = [
            threading.Thread(target=self._work, name=f"{name}-{number}", daemon=True)
            for number in range(threads)
        ]
        self._waiter = threading.Thread(target=self._wait, name=f"{name}-later", daemon=True)
        for thread in (*self._threads, self._waiter):
            thread.start()

    def submit(self, work: Job) -> None:
        """Run `work` on some thread; after a stop, nothing runs."""
        self._jobs.put(work)

    def later(self, seconds: float, work: Job) -> None:
        """Run `work` after `seconds`."""
        due = time.monotonic() + max(0.0, seconds)
        with self._changed:
            heapq.heappush(self._later, (due, next(self._order), work))
            self._changed.notify()

    def stop(self, *, wait: bool = True) -> None:
        """Start nothing more; let what runs finish, or leave it to itself."""
        with self._changed:
            self._stopped = True
            self._changed.notify()
        self._waiter.join()
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads if wait else ():
            thread.join()

    def _work(self) -> None:
        """Run jobs until told to end; after `stop`, what still waits is left."""
        while job := self._jobs.get():
            if not self._stopped:
                _guarded(job)

    def _wait(self) -> None:
        with self._changed:
            while not self._stopped:
                while self._later and self._later[0][0] <= time.monotonic():
                    self.submit(heapq.heappop(self._later)[2])
                timeout = self._later[0][0] - time.monotonic() if self._later else None
                self._changed.wait(timeout)


def _guarded(work: Job) -> None:
    try:
        work()
    except Exception as error:
        log.error("job failed", action="executor.failed", exc_info=error)
