"""A pykka actor without a thread of its own.

It borrows one from the executor for the messages that wait, so that a hundred thousand actors live
on a handful of threads. pykka leaves mailbox, future and loop to its subclasses; those hooks are
underscored, so the version is pinned and `tests/engine/actors` holds what we rely on.

Two habits of pykka's own actors are left out: an exception does not kill the actor and its
mailbox, and the registry (whose look-ups are linear) does not know these actors; the code that
starts them keeps their references.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import pykka
import structlog
from pykka import ActorRef, ThreadingFuture
from pykka._envelope import Envelope

from ..ports import Executor

log = structlog.get_logger(__name__)

STORE_RETRY_SECONDS = 1.0
"""How long an actor waits before it asks a store again that could not answer."""
SHORTEST_SECONDS = 0.001
"""The shortest wait: a wait of nothing would keep a thread busy."""


@dataclass(frozen=True, slots=True)
class IsIdle:
    """Asks an actor whether nothing is under way."""


class Mailbox:
    """A queue that calls `wake` when it gets its first envelope while nobody works it."""

    __slots__ = ("_busy", "_envelopes", "_lock", "wake")

    def __init__(self) -> None:
        self._envelopes: deque[Envelope[Any]] = deque()
        self._lock = threading.Lock()
        self._busy = False
        self.wake: Callable[[], None] = lambda: None

    def put(self, envelope: Envelope[Any], /) -> None:
        """Add an envelope, from any thread."""
        with self._lock:
            self._envelopes.append(envelope)
            idle, self._busy = not self._busy, True
        if idle:
            self.wake()

    def get(self) -> Envelope[Any]:
        """Take the oldest envelope; there is one whenever the actor runs."""
        return self._envelopes.popleft()

    def empty(self) -> bool:
        """Return whether nothing waits."""
        return not self._envelopes

    def rest(self) -> bool:
        """Note that the worker has finished one; return whether it may rest."""
        with self._lock:
            self._busy = bool(self._envelopes)
            return not self._busy


class PooledActor(pykka.Actor):
    """An actor that shares the executor's threads, working one message at a time.

    Attributes:
        in_a_row: messages that it works before others have the thread.
    """

    in_a_row = 1
    actor_inbox: Mailbox

    def __init__(self, executor: Executor) -> None:
        super().__init__()
        self._executor = executor
        self.actor_inbox.wake = self._schedule

    @classmethod
    def start(cls, *args: Any, **kwargs: Any) -> ActorRef[Self]:
        """Start an actor; it is known to nobody but its starter."""
        actor = cls(*args, **kwargs)
        actor._start_actor_loop()
        return actor.actor_ref

    @staticmethod
    def _create_actor_inbox() -> Mailbox:
        return Mailbox()

    @staticmethod
    def _create_future() -> ThreadingFuture[Any]:
        return ThreadingFuture()

    def _start_actor_loop(self) -> None:
        self._actor_loop_setup()

    def _schedule(self) -> None:
        self._executor.submit(self._work_some)

    def _work_some(self) -> None:
        """Work what waits, but no more than others can wait for."""
        for _ in range(self.in_a_row):
            self._work_one()
            if self.actor_stopped.is_set():
                self._actor_loop_teardown()
                return
            if self.actor_inbox.rest():
                return
        self._schedule()

    def _work_one(self) -> None:
        envelope = self.actor_inbox.get()
        try:
            response = self._handle_receive(envelope.message)
        except BaseException as error:
            self._report(envelope, error)
        else:
            if envelope.reply_to is not None:
                envelope.reply_to.set(response)

    def _report(self, envelope: Envelope[Any], error: BaseException) -> None:
        if envelope.reply_to is not None:
            envelope.reply_to.set_exception()
            return
        log.error("actor failed", action="actor.failed", actor=type(self).__name__, exc_info=error)

    def tell_later(self, seconds: float, message: Any) -> None:
        """Tell this actor something after a while, unless it was stopped."""
        self._executor.later(seconds, lambda: self.tell_unless_stopped(message))

    def tell_unless_stopped(self, message: Any) -> None:
        """Tell this actor something, from any thread; nothing is lost by a stop but a nudge."""
        if not self.actor_stopped.is_set():
            self.actor_ref.tell(message)

    def _stop(self) -> None:
        self.actor_stopped.set()
        self.on_stop()
