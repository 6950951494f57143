"""What is kept for a time only goes, little by little, beside full load.

Each step looks at some rows outside of any write and deletes, or blanks, the few of them that are
over in a transaction of their own: no commit gets longer for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from ..errors import StoreError
from ..model import KEPT_FOR, Expiring
from ..ports import Clock, Executor, Store

log = structlog.get_logger(__name__)

LEAST_DAYS = 8
"""A message's id is kept so long: Meta repeats messages for seven days."""
LOOKED_AT = 1000
"""Rows that a step looks at: a table is gone through ten thousand a second, most of them young."""
PRUNED_AT_ONCE = 100
"""Of those that are over, how many go in one transaction."""
STEP_SECONDS = 0.1
ROUND_SECONDS = 3600.0
_ORDER = tuple(Expiring)
"""Turns go before the sessions that they name, all before the contacts."""


@dataclass(frozen=True, slots=True)
class RetentionDays:
    """How long things are kept, in days; 0: for good.

    Attributes:
        days: messages, turns and what came with them.
        payload_days: Meta's raw JSON.
    """

    days: int
    payload_days: int

    def before(self, now: datetime) -> Mapping[Expiring, datetime]:
        """Return from before which instant each goes; what stays for good is not named."""
        found = {Expiring.FIRST_ANSWERS: now - KEPT_FOR}
        if self.payload_days:
            until = now - timedelta(days=self.payload_days)
            found |= dict.fromkeys((Expiring.PAYLOADS, Expiring.EVENT_PAYLOADS), until)
        if self.days:
            until = now - timedelta(days=self.days)
            found |= dict.fromkeys(_ORDER[_ORDER.index(Expiring.MESSAGE_TEXTS) :], until)
            found[Expiring.MESSAGES] = min(until, now - timedelta(days=LEAST_DAYS))
        return found


class Pruner:
    """Goes through all that is kept for a time only, round after round.

    Args:
        kept: how long.
    """

    def __init__(self, store: Store, clock: Clock, kept: RetentionDays) -> None:
        self._store = store
        self._clock = clock
        self._kept = kept
        self._at = 0
        self._after = ""
        self._before: Mapping[Expiring, datetime] = {}
        self._found: list[str] = []
        self._found_of = _ORDER[0]
        self.pruned = 0

    def step(self) -> bool:
        """Look at some rows, or prune some that were found; False where the round is done.

        Raises:
            StoreError: nothing was pruned; the next step tries again.
        """
        if self._found:
            self._prune()
            return True
        if self._at == 0 and not self._after:
            self._before = self._kept.before(self._clock.now())
        if self._at == len(_ORDER):
            self._at = 0
            return False
        what = _ORDER[self._at]
        before = self._before.get(what)
        if before is None:
            self._next("", self._at + 1)
            return True
        keys, last = self._store.read(
            lambda tx: tx.retention.overdue(what, before, after=self._after, limit=LOOKED_AT)
        )
        self._found, self._found_of = keys, what
        self._next(last or "", self._at if last else self._at + 1)
        if keys:
            self._prune()
        return True

    def _prune(self) -> None:
        what, some = self._found_of, self._found[:PRUNED_AT_ONCE]
        before = self._before[what]
        self._store.transact(lambda tx: tx.retention.prune(what, some, before))
        self._found = self._found[PRUNED_AT_ONCE:]
        self.pruned += len(some)

    def run(self) -> int:
        """Go through everything once; return how many rows went or were blanked."""
        while self.step():
            pass
        return self.pruned

    def keep_on(self, executor: Executor) -> None:
        """Go on for as long as the process lives: a step, a pause, and an hour between rounds."""

        def again() -> None:
            try:
                seconds = STEP_SECONDS if self.step() else ROUND_SECONDS
            except StoreError as error:
                log.warning("nothing pruned", action="retention.failed", error=str(error))
                seconds = ROUND_SECONDS
            executor.later(seconds, again)

        executor.later(STEP_SECONDS, again)

    def _next(self, after: str, at: int) -> None:
        self._after, self._at = after, at
