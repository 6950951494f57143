"""Works that wait together are run together, by one thread that leads always.

Where one thread leads, no others fight with it for the interpreter; and a work can be handed in
without a thread that waits for it. Nobody waits for company: a lone work is a group of one.

Works for which somebody waits (a webhook, for its acknowledgement) are a group of their own, since
what stands in one group stands when all of it is done. Groups of the two kinds alternate, so that
neither kind starves the other.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from threading import Event, Lock, get_ident
from typing import Any

import structlog

from ...engine.errors import UnavailableError
from ...engine.ports import Done, Executor, Result, Transaction
from .by_callers import GROUP_LIMIT, Run, Ticket, fail

log = structlog.get_logger(__name__)

PATIENCE = 8
"""Works of a group that nobody waits for, before those for which somebody waits have their turn."""

NAP_SECONDS = 0.005
"""How long the leader sleeps whose own work was taken aside, before it looks for others to lead."""


class ThreadLedCommits:
    """The queue in front of one connection that writes, led by the thread of an executor.

    Args:
        executor: has one thread; what its own jobs submit, they lead themselves.
        limit: works in a group at most.
    """

    def __init__(self, run: Run, executor: Executor, limit: int = GROUP_LIMIT) -> None:
        self._run = run
        self._limit = limit
        self._executor = executor
        self._urgent: deque[Ticket] = deque()
        self._patient: deque[Ticket] = deque()
        self._turn_of_the_patient = False
        self._called = False
        self._seen = 0
        self._stopped = False
        self._lock = Lock()
        self._leading = Lock()
        self._leader = _thread_of(executor)

    def submit(self, work: Callable[[Transaction], Any]) -> Any:
        """Run a work in some group and return what it returned, once that stands."""
        ticket = Ticket(work)
        if get_ident() == self._leader:
            self._put(ticket, self._urgent, call=False)
            while not ticket.over:
                if self._waiting():
                    self._lead()
                else:
                    ticket.nap(NAP_SECONDS)
        else:
            self._put(ticket, self._urgent, call=True)
            ticket.wait()
        return ticket.outcome()

    def hand_in(
        self, work: Callable[[Transaction], Any], done: Done[Any], *, urgent: bool = False
    ) -> None:
        """Run a work in some group, and tell what became of it once that stands."""
        try:
            queue = self._urgent if urgent else self._patient
            self._put(_Callback(work, done), queue, call=True)
        except UnavailableError as error:
            done(Result.failed(error))

    def stop(self) -> None:
        """Run what is queued, and refuse what comes."""
        with self._lock:
            self._stopped = True
        while self._waiting():
            self._lead()

    def _waiting(self) -> int:
        return len(self._urgent) + len(self._patient)

    def _put(self, ticket: Ticket, queue: deque[Ticket], *, call: bool) -> None:
        with self._lock:
            if self._stopped:
                raise UnavailableError("The store is closed.")
            queue.append(ticket)
            call, self._called = call and not self._called, self._called or call
        if call:
            self._executor.submit(self._called_to_lead)

    def _called_to_lead(self) -> None:
        """Lead a group, once the jobs before it have handed in what they have for it.

        What is ready at the executor costs microseconds, a commit a thousand times as much: so as
        long as the group grows, the lead goes to the end of the executor's queue.
        """
        with self._lock:
            grown, self._seen = self._waiting() > self._seen, self._waiting()
        if grown and self._seen < self._limit:
            self._executor.submit(self._called_to_lead)
            return
        try:
            self._lead()
        finally:  # whatever it raised: who comes next must not think that somebody is called
            with self._lock:
                self._seen = 0
                self._called = self._waiting() > 0
                if self._called:
                    self._executor.submit(self._called_to_lead)

    def _lead(self) -> None:
        with self._leading:
            group: list[Ticket] = []
            try:
                if self._waiting():
                    queue = self._chosen()
                    with self._lock:
                        waiting = [*queue]
                    self._run(self._draw(queue, group), waiting)
            except BaseException as error:
                fail(group, error)
                raise
            finally:
                for ticket in group:
                    if not ticket.aside:
                        ticket.end()

    def _chosen(self) -> deque[Ticket]:
        """Return the works of the kind whose turn it is."""
        patient = not self._urgent or (self._turn_of_the_patient and bool(self._patient))
        self._turn_of_the_patient = not patient
        return self._patient if patient else self._urgent

    def _draw(self, queue: deque[Ticket], group: list[Ticket]) -> Iterator[Ticket]:
        """Yield the works of one kind, as they wait and come, and note them in `group`."""
        patient = queue is self._patient
        while queue and len(group) < (PATIENCE if patient and self._urgent else self._limit):
            group.append(queue.popleft())
            yield group[-1]


class _Callback(Ticket):
    """A work for which no thread waits."""

    def __init__(self, work: Callable[[Transaction], Any], done: Done[Any]) -> None:
        super().__init__(work)
        self._done = done

    def wake(self) -> None:
        """Tell what became of it; a callback that raises harms nobody else of its group."""
        try:
            self._done(Result(self.value, self.error))
        except Exception as error:
            log.error("callback failed", action="store.callback_failed", exc_info=error)


def _thread_of(executor: Executor) -> int:
    """Return which thread an executor has."""
    known: list[int] = []
    learnt = Event()

    def learn() -> None:
        known.append(get_ident())
        learnt.set()

    executor.submit(learn)
    learnt.wait()
    return known[0]
