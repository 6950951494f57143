"""Webhooks on their way: a few workers, Meta's habit of trying again, and batches.

What concerns one person goes through one worker, in order; different people's goes at the same
time. A webhook that was not answered with 200 is tried again at once and then ever more rarely,
while what came after it goes on: it may overtake, as it may at Meta.
"""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import structlog

from .fault_switches import Faults

log = structlog.get_logger(__name__)

RETRY_DELAYS_SECONDS: Final = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 120.0)
"""How long to wait before each further try. Meta goes on for seven days; a demo need not."""


class Post(Protocol):
    """Posts a webhook, one caller at a time."""

    def __call__(self, changes: list[dict[str, Any]]) -> int | None:
        """Return the HTTP status, or None where there was no answer."""


@dataclass(slots=True)
class _Parcel:
    changes: list[dict[str, Any]]
    arrived: list[Callable[[], None]]
    tries: int = 0


class Deliveries:
    """The workers that bring webhooks to their receiver.

    Args:
        connect: makes the `Post` of one worker; each has its own connection.
        faults: the switches for batches and duplicates.
        workers: how many.
        delays_seconds: see `RETRY_DELAYS_SECONDS`.
    """

    def __init__(
        self,
        connect: Callable[[], Post],
        faults: Faults,
        workers: int = 4,
        delays_seconds: Sequence[float] = RETRY_DELAYS_SECONDS,
    ) -> None:
        self.counts: Counter[str] = Counter()
        self._faults = faults
        self._lanes = [_Lane(self, connect(), delays_seconds) for _ in range(workers)]

    def start(self) -> None:
        """Start the workers; what was put before waits for them."""
        for lane in self._lanes:
            lane.start()

    def stop(self) -> None:
        """Stop the workers; what has not arrived is forgotten."""
        for lane in self._lanes:
            lane.ask_to_stop()
        for lane in self._lanes:
            if lane.is_alive():
                lane.join(5)

    def put(
        self, person: str, change: dict[str, Any], arrived: Callable[[], None] | None = None
    ) -> None:
        """Send a change on its way.

        Args:
            person: whom it concerns.
            change: one of a webhook's `changes`.
            arrived: called once, when it was answered with 200.
        """
        self._lanes[hash(person) % len(self._lanes)].put(change, arrived)

    @property
    def pending(self) -> int:
        """How many parcels wait for their first or their next try."""
        return sum(lane.pending for lane in self._lanes)

    @property
    def batch(self) -> int:
        """How many changes go into one webhook, at most."""
        return max(1, self._faults.now.batch)

    @property
    def copies(self) -> int:
        """How many times each webhook is delivered."""
        return self._faults.now.duplicate_webhooks


class _Lane(threading.Thread):
    """One worker, with its queue and its connection."""

    def __init__(self, owner: Deliveries, post: Post, delays_seconds: Sequence[float]) -> None:
        super().__init__(name="webhooks", daemon=True)
        self._owner = owner
        self._post = post
        self._delays = delays_seconds
        self._fresh: deque[tuple[dict[str, Any], Callable[[], None] | None]] = deque()
        self._late: list[tuple[float, int, _Parcel]] = []
        self._order = itertools.count()
        self._bell = threading.Condition()
        self._stopping = False
        self._busy = False

    @property
    def pending(self) -> int:
        """How much this worker still has to do."""
        return len(self._fresh) + len(self._late) + self._busy

    def put(self, change: dict[str, Any], arrived: Callable[[], None] | None) -> None:
        """Queue a change."""
        with self._bell:
            self._fresh.append((change, arrived))
            self._bell.notify()

    def ask_to_stop(self) -> None:
        """Let the worker end after what it is doing."""
        with self._bell:
            self._stopping = True
            self._bell.notify()

    def run(self) -> None:
        """Deliver until asked to stop."""
        while (parcel := self._next()) is not None:
            self._deliver(parcel)
            self._busy = False

    def _next(self) -> _Parcel | None:
        """Wait for what is due first; None when it is time to stop."""
        with self._bell:
            while not self._stopping:
                now = time.monotonic()
                if self._late and self._late[0][0] <= now:
                    self._busy = True
                    return heapq.heappop(self._late)[2]
                if self._fresh:
                    self._busy = True
                    count = min(len(self._fresh), self._owner.batch)
                    taken = [self._fresh.popleft() for _ in range(count)]
                    arrived = [done for _, done in taken if done is not None]
                    return _Parcel([change for change, _ in taken], arrived)
                self._bell.wait(self._late[0][0] - now if self._late else None)
        return None

    def _deliver(self, parcel: _Parcel) -> None:
        counts = self._owner.counts
        for _ in range(max(1, self._owner.copies)):
            status = self._post(parcel.changes)
            counts["posts"] += 1
        if status == 200:
            counts["delivered"] += len(parcel.changes)
            for arrived in parcel.arrived:
                arrived()
            return
        counts["refused"] += 1
        if parcel.tries >= len(self._delays):
            counts["given_up"] += len(parcel.changes)
            log.error("webhook given up", action="demo.webhook.given_up", status=status)
            return
        due = time.monotonic() + self._delays[parcel.tries]
        log.warning(
            "webhook not taken", action="demo.webhook.retry", status=status, tries=parcel.tries
        )
        parcel.tries += 1
        with self._bell:
            heapq.heappush(self._late, (due, next(self._order), parcel))
