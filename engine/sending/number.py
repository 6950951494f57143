"""One of our numbers, as its sender knows it: its pace, its pauses, who waits for it. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from ..errors import GatewayError
from ..fast_dataclass import dataclass
from .queue_by_place import SendQueue
from .rate_limit import AdaptiveRate
from .retry import IN_DOUBT, LONGEST_SECONDS, OF_THE_NUMBER, FailureKind, wait_after


@dataclass(frozen=True, slots=True)
class FailedLate:
    """Meta failed what it had taken from a number, or says that the number cannot send.

    Attributes:
        error: why, its kind one of `sending.OF_THE_NUMBER`.
        sent_at: when the message went out; None: it is told of no message.
    """

    phone_number_id: str
    error: GatewayError
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message from a number reached a phone."""

    phone_number_id: str


NumberNews = FailedLate | Delivered
"""What Meta says of a number, and not as the answer to a call."""


class NumberState:
    """Says how many messages may go out, and learns from what becomes of them.

    Each refusal of the whole number begins a new epoch. What was sent in an earlier one teaches
    nothing more: fifty messages that were on their way together count as one refusal.

    While the number is halted (the token, a permission, the account), one message at a time is
    tried, and the first that Meta takes or judges by itself ends the halt.

    Attributes:
        line: who waits for this number's turn.
        epoch: to be remembered with each message that goes out.
        halted: whether only a trial may go out.
    """

    def __init__(self, rate: float, now: datetime) -> None:
        self.line = SendQueue()
        self.epoch = 0
        self.halted = False
        self._pace = AdaptiveRate(rate, now)
        self._paused_until: datetime | None = None
        self._refused_at: datetime | None = None
        self._refusals = 0
        self._trial: str | None = None

    def allow(self, rate: float, now: datetime) -> None:
        """Set the messages a second that the number may send from here."""
        self._pace.allow(rate, now)

    def room(self, now: datetime) -> int:
        """Return how many messages may go out now."""
        if self._pause(now) > 0 or self._trial:
            return 0
        return min(1, self._pace.room(now)) if self.halted else self._pace.room(now)

    def wait(self, now: datetime) -> float | None:
        """Return the seconds until one may go out; None: only an answer can tell."""
        return None if self._trial else max(self._pause(now), self._pace.wait(now))

    def went(self, contact_id: str, now: datetime) -> int:
        """Note that a person's message goes out; return the epoch."""
        self._pace.take(now)
        self.line.leave(contact_id)
        if self.halted:
            self._trial = contact_id
        return self.epoch

    def answered(
        self, contact_id: str, epoch: int, kind: str | None, now: datetime, chance: float
    ) -> None:
        """Learn from what became of a person's message.

        `epoch` is what `went` returned, `kind` why it was not taken (None: it was); `chance`
        spreads the wait, see `sending.wait_after`.
        """
        if self._trial == contact_id:
            self._trial = None
        if epoch != self.epoch:
            return
        if kind in OF_THE_NUMBER:
            self._refused(kind or "", now, chance)
        elif kind in (FailureKind.RETRY, *IN_DOUBT):
            self._try_again_later(now, chance)
        else:
            self._recover()

    def failed_late(
        self, kind: str, sent_at: datetime | None, now: datetime, chance: float
    ) -> None:
        """Learn that Meta failed a message after it took it, for a reason of the number's.

        One that went out before the last refusal (`sent_at`) says nothing that it did not say.
        """
        known = self._refused_at
        if not (known and sent_at and sent_at <= known <= now):
            self._refused(kind, now, chance)

    def delivered(self) -> None:
        """Learn that a message reached a phone: nothing halts the number."""
        if self.halted:
            self._recover()

    def _recover(self) -> None:
        self._refusals, self._paused_until, self.halted = 0, None, False

    def _refused(self, kind: str, now: datetime, chance: float) -> None:
        self.epoch += 1
        self._refused_at = now
        self._refusals += 1
        self.halted = self.halted or kind == FailureKind.HALT
        if kind == FailureKind.SLOW:
            self._pace.halve(now)
        self._pause_for(wait_after(kind, self._refusals, chance), now)

    def _try_again_later(self, now: datetime, chance: float) -> None:
        """A trial that says nothing about the number is repeated after a while."""
        if self.halted:
            self._pause_for(wait_after(FailureKind.HALT, self._refusals, chance), now)

    def _pause_for(self, seconds: float, now: datetime) -> None:
        self._paused_until = now + timedelta(seconds=seconds)

    def _pause(self, now: datetime) -> float:
        until = self._paused_until
        wait = (until - now).total_seconds() if until else 0.0
        return wait if 0 < wait < LONGEST_SECONDS else 0.0
