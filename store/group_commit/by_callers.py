"""Group commit by leader and followers, without a thread of its own.

A caller that finds no leader leads: it takes what is queued, runs it as one group, and hands the
lead to the first caller that queued meanwhile. A lone caller leads a group of one at once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Lock, local
from typing import Any

from ...engine.errors import StoreError, UnavailableError
from ...engine.ports import Foreseen, Transaction

GROUP_LIMIT = 64
"""Works in a group at most: the first of them waits for the last."""
Run = Callable[[Iterator["Ticket"], Sequence["Ticket"]], None]
"""Runs a group, drawn one by one, and sets what became of each that it drew. It is told which wait
at its beginning: most of these will be drawn."""


class Ticket:
    """One caller's work, and what became of it.

    Attributes:
        foreseen: what the work will look for first, where it says so.
        aside: it was taken out of its group; who runs it then says how it ended.
    """

    def __init__(self, work: Callable[[Transaction], Any]) -> None:
        self.work = work
        self.foreseen: Foreseen | None = getattr(work, "foreseen", None)
        self.value: Any = None
        self.error: BaseException | None = None
        self.over = False
        self.leads = False
        self.aside = False
        self._asleep = Lock()
        self._asleep.acquire()

    def wait(self) -> None:
        """Sleep until woken: on a bare lock, where an Event would cost five times as much."""
        self._asleep.acquire()

    def nap(self, seconds: float) -> None:
        """Sleep until woken, but no longer than that."""
        self._asleep.acquire(timeout=seconds)

    def wake(self) -> None:
        """Wake its caller: once, to lead or because all is over."""
        self._asleep.release()

    def end(self) -> None:
        """Say that all is over."""
        self.over = True
        self.wake()

    def outcome(self) -> Any:
        """Return what the work returned, or raise what it raised."""
        if self.error is not None:
            raise self.error
        return self.value


class CallerLedCommits:
    """The queue in front of one connection that writes."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._queue: deque[Ticket] = deque()
        self._led = False
        self._stopped = False
        self._lock = Lock()

    def submit(self, work: Callable[[Transaction], Any]) -> Any:
        """Run a work in some group and return what it returned, once that stands."""
        return self._submit(Ticket(work), last=False)

    def stop(self) -> None:
        """Wait for the works that were submitted, and refuse those that come."""
        self._submit(Ticket(lambda _: None), last=True)

    def _submit(self, ticket: Ticket, *, last: bool) -> Any:
        with self._lock:
            if self._stopped:
                raise UnavailableError("The store is closed.")
            self._stopped = last
            self._queue.append(ticket)
            follow, self._led = self._led, True
        if follow:
            self._wait(ticket)
        if not ticket.over:
            self._lead()
        return ticket.outcome()

    def _wait(self, ticket: Ticket) -> None:
        try:
            ticket.wait()
        except BaseException:
            self._withdraw(ticket)
            raise

    def _withdraw(self, ticket: Ticket) -> None:
        """Take an interrupted caller's work back if it was not begun, and its lead if it has it."""
        with self._lock:
            if ticket in self._queue:
                self._queue.remove(ticket)
                if ticket.leads:
                    self._pass_lead()

    def _lead(self) -> None:
        with self._lock:
            group = [self._queue.popleft() for _ in range(min(GROUP_LIMIT, len(self._queue)))]
        try:
            self._run(iter(group), group)
        except BaseException as error:
            fail(group, error)
            raise
        finally:
            with self._lock:
                self._pass_lead()
            for ticket in group:
                ticket.over = True
                if not ticket.leads:
                    ticket.wake()

    def _pass_lead(self) -> None:
        """Let the first in the queue lead; call it with the lock held."""
        self._led = bool(self._queue)
        if self._queue:
            self._queue[0].leads = True
            self._queue[0].wake()


def fail(group: list[Ticket], error: BaseException) -> None:
    """Tell those who know nothing yet that their work does not stand."""
    for ticket in group:
        if ticket.error is None:
            ticket.error = UnavailableError(f"The group was given up: {error!r}")


class Reentrancy:
    """Knows which threads are within a work of one store.

    A transaction within a transaction would wait for itself: it is refused instead.
    """

    def __init__(self) -> None:
        self._within = local()

    def refuse(self) -> None:
        """Raise StoreError when this thread is within a work."""
        if getattr(self._within, "here", False):
            raise StoreError("A transaction was asked for within a transaction.")

    @contextmanager
    def work(self) -> Iterator[None]:
        """Mark this thread as within a work."""
        self._within.here = True
        try:
            yield
        finally:
            self._within.here = False
