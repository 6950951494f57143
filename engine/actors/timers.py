"""The timers' actor: looks, at every tick, for what time brings and for what was missed.

A lost nudge costs one sweep, never a message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import islice
from typing import Any

import structlog

from ..errors import UnavailableError
from ..fast_dataclass import dataclass
from ..ports import Clock, Executor, Store, Transaction
from .pooled import PooledActor

log = structlog.get_logger(__name__)

TICK_SECONDS = 1.0
SWEEP_TICKS = 5
"""Ticks between two looks at what may have been missed."""
LIMIT = 1000
"""Contacts found in one look; the rest come with the next."""
AT_ONCE = 50
"""Contacts nudged at once. A restart may find two hundred thousand: a person who writes now
waits for these few, not for all."""
PORTION_SECONDS = 0.1
"""Between two portions of them, where what was nudged before is worked by then."""

Nudged = Callable[[Iterable[str]], None]


@dataclass(frozen=True, slots=True)
class Tick:
    """A second has passed."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """Time to look at what may have been missed, before its tick comes."""


@dataclass(frozen=True, slots=True)
class Portion:
    """Time to nudge some more of those that were found."""


class TimersActor(PooledActor):
    """Nudges for due timers each tick, for undone inbox and unsent outbox rows each sweep.

    Each tick takes up newly published flows, too.

    Args:
        work: nudges contacts that have something to be worked.
        send: nudges contacts that have something to be sent.
        give_up: gives up bookings that ran out, and returns contacts with something to be sent.
        busy: returns how many contacts are being worked.
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
        give_up: Callable[[Store], Iterable[str]] = lambda _: (),
        busy: Callable[[], int] = lambda: 0,
    ) -> None:
        super().__init__(executor)
        self._store = store
        self._clock = clock
        self._work = work
        self._send = send
        self._rest = rest
        self._take_up = take_up
        self._give_up = give_up
        self._busy = busy
        self._found: dict[str, None] = {}
        self._found_all = True
        self._portion_comes = False
        self._ticks = 0

    def on_receive(self, message: Any) -> None:
        """Look; after a tick, wait for the next."""
        try:
            if isinstance(message, Sweep):
                self._missed()
            elif isinstance(message, Portion):
                self._portion_comes = False
                self._hand_over()
            else:
                self._look()
        except UnavailableError as error:
            log.warning("store unavailable", action="timers.postponed", error=str(error))
        finally:
            if isinstance(message, Tick):
                self.tell_later(TICK_SECONDS, Tick())

    def _look(self) -> None:
        now = self._clock.now()
        self._found.update(dict.fromkeys(self._store.read(lambda tx: self._due(tx, now))))
        self._hand_over()
        if self._ticks % SWEEP_TICKS == 0:
            self._sweep()
        self._ticks += 1

    def _due(self, tx: Transaction, now: datetime) -> list[str]:
        self._take_up(tx)
        return tx.timers.due(now, LIMIT)

    def _sweep(self) -> None:
        self._rest()
        self._missed()
        self._send(self._give_up(self._store))

    def _missed(self) -> None:
        waiting, unsent = self._store.read(_undone)
        self._found_all = len(waiting) < LIMIT
        self._found.update(dict.fromkeys(waiting))
        self._hand_over()
        self._send(unsent)

    def _hand_over(self) -> None:
        """Nudge some of those that were found, if what was nudged before is worked; then more."""
        if self._busy() < AT_ONCE:
            some = list(islice(self._found, AT_ONCE))
            for contact_id in some:
                del self._found[contact_id]
            self._work(some)
        if self._found and not self._portion_comes:
            self._portion_comes = True
            self.tell_later(PORTION_SECONDS, Portion())
        elif not (self._found or self._found_all):  # there are more than one look finds
            self._found_all = True
            self.tell_later(PORTION_SECONDS, Sweep())


def _undone(tx: Transaction) -> tuple[list[str], list[str]]:
    return tx.inbox.waiting(LIMIT), tx.outbox.waiting(LIMIT)
