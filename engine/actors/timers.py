"""The timers' actor: looks, at every tick, for what time brings and for what was missed.

A lost nudge costs one sweep, never a message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from ..errors import UnavailableError
from ..ports import Clock, Executor, Store, Transaction
from .pooled import PooledActor

log = structlog.get_logger(__name__)

TICK_SECONDS = 1.0
SWEEP_TICKS = 5
"""Ticks between two looks at what may have been missed."""
LIMIT = 1000
"""Contacts looked at in one tick; the rest come with the next."""

Nudged = Callable[[Iterable[str]], None]


@dataclass(frozen=True, slots=True)
class Tick:
    """A second has passed."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """Time to look at what may have been missed, before its tick comes."""


class TimersActor(PooledActor):
    """Nudges for due timers each tick, for undone inbox and unsent outbox rows each sweep.

    Each tick takes up newly published flows, too.
    """

    def __init__(
        self,
        executor: Executor,
        store: Store,
        clock: Clock,
        work: Nudged,
        send: Nudged,
        rest: Callable[[], None],
        take_up: Callable[[Transaction], None] = lambda _: None,
        give_up: Callable[[Transaction], Iterable[str]] | None = None,
    ) -> None:
        super().__init__(executor)
        self._store = store
        self._clock = clock
        self._work = work
        self._send = send
        self._rest = rest
        self._take_up = take_up
        self._give_up = give_up or self._expire
        self._ticks = 0

    def on_receive(self, message: Any) -> None:
        """Look; after a tick, wait for the next."""
        try:
            if isinstance(message, Sweep):
                self._missed()
            else:
                self._look()
        except UnavailableError as error:
            log.warning("store unavailable", action="timers.postponed", error=str(error))
        finally:
            if isinstance(message, Tick):
                self.tell_later(TICK_SECONDS, Tick())

    def _look(self) -> None:
        now = self._clock.now()
        self._work(self._store.read(lambda tx: self._due(tx, now)))
        if self._ticks % SWEEP_TICKS == 0:
            self._sweep()
        self._ticks += 1

    def _due(self, tx: Transaction, now: datetime) -> list[str]:
        self._take_up(tx)
        return tx.timers.due(now, LIMIT)

    def _sweep(self) -> None:
        self._rest()
        self._missed()
        self._send(self._store.transact(self._give_up))

    def _expire(self, tx: Transaction) -> Iterable[str]:
        tx.bookings.expire(None, self._clock.now())
        return ()

    def _missed(self) -> None:
        waiting, unsent = self._store.read(_undone)
        self._work(waiting)
        self._send(unsent)


def _undone(tx: Transaction) -> tuple[list[str], list[str]]:
    return tx.inbox.waiting(LIMIT), tx.outbox.waiting(LIMIT)
