"""The keeper: finds out whose a contact is, where that is not known, and takes those that are free.

What it is asked is gathered: one call of the leases for all that came meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import structlog

from ..errors import UnavailableError
from ..ports import Errand, Executor, Leases, LeasesTaken, Meter
from .pooled import STORE_RETRY_SECONDS, IsIdle, PooledActor

log = structlog.get_logger(__name__)

BUSY_SECONDS = 0.05
"""How long to wait for somebody who has just a contact's row."""
BATCH = 200
"""Contacts asked for at once."""


@dataclass(frozen=True, slots=True)
class Seek:
    """There is something for this contact, and we do not know whether it is ours."""

    contact_id: str
    errand: Errand


@dataclass(frozen=True, slots=True)
class Flush:
    """Ask for what has gathered."""


class LeaseActor(PooledActor):
    """Asks the leases, and has our own contacts looked at.

    Args:
        look: called with contacts of ours and what there is to do for them.
    """

    in_a_row = 1000
    """It only gathers most of what it hears. Of one message at a time, it would be behind all that
    the executor has for others, and who is new would starve beside those who are known."""

    def __init__(
        self,
        executor: Executor,
        leases: Leases,
        meter: Meter,
        look: Callable[[Errand, Iterable[str]], None],
    ) -> None:
        super().__init__(executor)
        self._leases = leases
        self._meter = meter
        self._look = look
        self._asked: dict[Errand, dict[str, None]] = {errand: {} for errand in Errand}
        self._flushing = False

    def on_receive(self, message: Any) -> bool | None:
        """Gather, and ask once for all that has gathered."""
        match message:
            case IsIdle():
                return not any(self._asked.values())
            case Seek(contact_id, errand):
                self._asked[errand][contact_id] = None
            case Flush():
                self._flushing = False
                for errand in Errand:
                    self._flush(errand)
        if any(self._asked.values()):
            self._flush_later(0.0)
        return None

    def _flush_later(self, seconds: float) -> None:
        if not self._flushing:
            self._flushing = True
            if seconds:
                self.tell_later(seconds, Flush())
            else:
                self.actor_ref.tell(Flush())

    def _flush(self, errand: Errand) -> None:
        asked = self._asked[errand]
        wanted = list(asked)[:BATCH]
        if not wanted:
            return
        try:
            taken = self._leases.take(wanted, errand)
        except UnavailableError as error:
            log.warning("store unavailable", action="leases.postponed", error=str(error))
            self._flush_later(STORE_RETRY_SECONDS)
            return
        for contact_id in wanted:
            del asked[contact_id]
        self._follow(taken, errand)

    def _follow(self, taken: LeasesTaken, errand: Errand) -> None:
        self._look(errand, taken.ours)
        for other in set(Errand) - {errand}:
            self._look(other, taken.fresh)
        if taken.busy:
            self._asked[errand].update(dict.fromkeys(taken.busy))
            self._flush_later(BUSY_SECONDS)
        if taken.fresh:
            self._meter.gauge("leases_held", self._leases.count())
        if taken.over:
            self._meter.count("takeovers", taken.over)
