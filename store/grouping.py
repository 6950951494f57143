"""Works that wait together are run together: leader and followers, without a thread of its own.

Whoever finds nobody leading leads: takes what is queued, runs it as one group, hands the lead to
the first who queued meanwhile. Nobody waits for company: a lone caller leads a group of one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Event, Lock
from typing import Any

from ..engine.errors import UnavailableError
from ..engine.ports import Transaction

GROUP_LIMIT = 64
"""Works in a group at most: the first of them waits for the last."""


class Ticket:
    """One caller's work, and what became of it."""

    def __init__(self, work: Callable[[Transaction], Any]) -> None:
        self.work = work
        self.value: Any = None
        self.error: BaseException | None = None
        self.over = False
        self.woken = Event()

    def outcome(self) -> Any:
        """Return what the work returned, or raise what it raised."""
        if self.error is not None:
            raise self.error
        return self.value


class Grouping:
    """The queue in front of one connection that writes."""

    def __init__(self, run: Callable[[list[Ticket]], None]) -> None:
        self._run = run
        self._queue: deque[Ticket] = deque()
        self._led = False
        self._lock = Lock()

    def submit(self, work: Callable[[Transaction], Any]) -> Any:
        """Run a work in some group and return what it returned, once that stands."""
        ticket = Ticket(work)
        with self._lock:
            self._queue.append(ticket)
            follow, self._led = self._led, True
        if follow:
            self._wait(ticket)
        if not ticket.over:
            self._lead()
        return ticket.outcome()

    def _wait(self, ticket: Ticket) -> None:
        try:
            ticket.woken.wait()
        except BaseException:
            self._withdraw(ticket)
            raise

    def _withdraw(self, ticket: Ticket) -> None:
        """Take an interrupted caller's work back if it was not begun, and its lead if it has it."""
        with self._lock:
            if ticket in self._queue:
                self._queue.remove(ticket)
                if ticket.woken.is_set():
                    self._pass_lead()

    def _lead(self) -> None:
        with self._lock:
            group = [self._queue.popleft() for _ in range(min(GROUP_LIMIT, len(self._queue)))]
        try:
            self._run(group)
        except BaseException as error:
            _fail(group, error)
            raise
        finally:
            with self._lock:
                self._pass_lead()
            for ticket in group:
                ticket.over = True
                ticket.woken.set()

    def _pass_lead(self) -> None:
        """Let the first in the queue lead; call it with the lock held."""
        self._led = bool(self._queue)
        if self._queue:
            self._queue[0].woken.set()


def _fail(group: list[Ticket], error: BaseException) -> None:
    """Tell those who know nothing yet that their work does not stand."""
    for ticket in group:
        if ticket.error is None:
            ticket.error = UnavailableError(f"The group was given up: {error!r}")
