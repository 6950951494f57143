"""The sender: takes what was written to Meta, in order for each person, within the rates.

It holds at most one message of each contact in flight. What it does to the rows is gathered: one
transaction notes what came back and claims what goes out next. A claim that no sender holds (the
process died, or Meta's answer was lost) may have been sent: its status has ten seconds to say so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from ..errors import GatewayError
from ..model import OutboxRow
from ..ports import Clock, Executor, Gateway, Meter, Store, Transaction
from ..rates import Bucket, number_bucket, pair_bucket
from ..sending import UNSETTLED_SECONDS, GiveUp, Kind, Later, after_failure
from .pooled import IsIdle, PooledActor

log = structlog.get_logger(__name__)

STORE_SECONDS = 1.0
SHORTEST_SECONDS = 0.001
"""A shorter wait is over before the clock moves, and would be asked for again and again."""
PAIRS_KEPT = 1000
"""People whose rate is remembered before those who may write freely are forgotten."""
BATCH = 200
"""Contacts looked at in one transaction."""


@dataclass(frozen=True, slots=True)
class Send:
    """There is something new to send to this contact, or what it waited for is over."""

    contact_id: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a message: Meta's id for it, or why it was not taken."""

    row: OutboxRow
    wamid: str | None
    error: GatewayError | None = None


@dataclass(frozen=True, slots=True)
class Flush:
    """Work what has gathered."""


@dataclass(frozen=True, slots=True)
class IsSending:
    """Asks whether messages can go out from this number."""

    phone_number_id: str


class SenderActor(PooledActor):
    """Decides what goes out when; the gateway's calls run on an executor of their own.

    Args:
        calls: runs the gateway's calls, which wait for the network.
        rate: messages a second that the number may send.
    """

    def __init__(
        self,
        executor: Executor,
        calls: Executor,
        store: Store,
        gateway: Gateway,
        clock: Clock,
        meter: Meter,
        rate: float,
    ) -> None:
        super().__init__(executor)
        self._calls = calls
        self._store = store
        self._gateway = gateway
        self._clock = clock
        self._listening_since = clock.now()
        self._meter = meter
        self._rate = rate
        self._asked: dict[str, None] = {}
        self._answers: list[Answered] = []
        self._in_flight: set[str] = set()
        self._numbers: dict[str, Bucket] = {}
        self._pairs: dict[str, Bucket] = {}
        self._pairs_limit = PAIRS_KEPT
        self._paused_until: dict[str, datetime] = {}
        self._flushing = False
        self._halted: set[str] = set()

    def on_receive(self, message: Any) -> bool | None:
        """Gather, and flush once for all that has gathered."""
        match message:
            case IsIdle():
                return not (self._in_flight or self._answers or self._asked)
            case IsSending(phone_number_id):
                return phone_number_id not in self._halted
            case Send(contact_id):
                self._asked[contact_id] = None
            case Answered():
                self._answers.append(message)
            case Flush():
                self._flushing = False
                self._flush()
                return None
        self._flush_soon()
        return None

    def _flush_soon(self) -> None:
        if not self._flushing:
            self._flushing = True
            self.actor_ref.tell(Flush())

    def _flush(self) -> None:
        answers, self._answers = self._answers, []
        asked = list(self._asked)[:BATCH]
        for contact_id in asked:
            del self._asked[contact_id]
        free = [contact_id for contact_id in asked if contact_id not in self._in_flight]
        free += [answer.row.contact_id for answer in answers]
        now = self._clock.now()
        try:
            rows = self._store.transact(lambda tx: self._note_and_claim(tx, answers, free, now))
        except Exception as error:  # only we know what Meta answered: it must not be lost
            log.warning("not noted yet", action="outbox.postponed", error=str(error))
            self._put_back(answers, asked)
            return
        self._in_flight.difference_update(answer.row.contact_id for answer in answers)
        self._pause_for(answers, now)
        for row in rows:
            self._dispatch(row, now)
        if len(self._pairs) > self._pairs_limit:
            self._forget_full_pairs(now)
        if self._asked:
            self._flush_soon()

    def _put_back(self, answers: list[Answered], asked: list[str]) -> None:
        self._answers = answers + self._answers
        self._asked.update(dict.fromkeys(asked))
        self.tell_later(STORE_SECONDS, Flush())
        self._flushing = True

    # -- in the transaction: must not change what the actor knows ---------------------------------

    def _note_and_claim(
        self, tx: Transaction, answers: list[Answered], contact_ids: list[str], now: datetime
    ) -> list[OutboxRow]:
        for answer in answers:
            self._note(tx, answer, now)
        heads = tx.outbox.heads(contact_ids)
        tx.outbox.claim([row.id for row in heads if self._wait(row, now) <= 0], now)
        return heads

    def _note(self, tx: Transaction, answer: Answered, now: datetime) -> None:
        row, error = answer.row, answer.error
        if error is None:
            tx.outbox.sent(row.id, answer.wamid or "")
            return
        verdict = after_failure(error.kind, row.attempts + 1, now - row.created_at)
        if isinstance(verdict, GiveUp):
            tx.outbox.fail(row.id, str(error))
        elif error.kind != Kind.UNKNOWN:
            retry_at = now + timedelta(seconds=verdict.seconds)
            attempts = row.attempts + 1
            tx.outbox.retry(row.id, attempts=attempts, retry_at=retry_at, error=str(error))

    # -- when -------------------------------------------------------------------------------------

    def _wait(self, row: OutboxRow, now: datetime) -> float:
        """Return the seconds until a row may be sent: 0 for now."""
        instants = [row.retry_at or now, self._paused_until.get(row.phone_number_id, now)]
        if row.claimed_at:  # no status could reach us while we were down
            heard_since = max(row.claimed_at, self._listening_since)
            instants.append(heard_since + timedelta(seconds=UNSETTLED_SECONDS))
        held = (max(instants) - now).total_seconds()
        pair = self._pairs.get(row.contact_id)
        return max(held, pair.wait(now) if pair else 0.0, 0.0)

    def _dispatch(self, row: OutboxRow, now: datetime) -> None:
        wait = self._wait(row, now)
        if wait > 0:
            self.tell_later(max(wait, SHORTEST_SECONDS), Send(row.contact_id))
            return
        number = self._number(row.phone_number_id, now)
        delay = number.wait(now)
        number.take(now)
        self._pairs.setdefault(row.contact_id, pair_bucket(now)).take(now)
        self._in_flight.add(row.contact_id)
        if delay > 0:
            self._executor.later(delay, lambda: self._calls.submit(lambda: self._send(row)))
        else:
            self._calls.submit(lambda: self._send(row))

    def _number(self, phone_number_id: str, now: datetime) -> Bucket:
        bucket = self._numbers.get(phone_number_id)
        if bucket is None:
            bucket = self._numbers[phone_number_id] = number_bucket(self._rate, now)
        return bucket

    def _forget_full_pairs(self, now: datetime) -> None:
        full = [contact for contact, bucket in self._pairs.items() if bucket.is_full(now)]
        for contact in full:
            del self._pairs[contact]
        self._pairs_limit = max(PAIRS_KEPT, 2 * len(self._pairs))

    def _pause_for(self, answers: list[Answered], now: datetime) -> None:
        for answer in answers:
            if answer.error:
                self._not_taken(answer.row, answer.error, now)
            else:
                self._halted.discard(answer.row.phone_number_id)
                self._meter.count("messages_sent")

    def _not_taken(self, row: OutboxRow, error: GatewayError, now: datetime) -> None:
        verdict = after_failure(error.kind, row.attempts + 1, now - row.created_at)
        log.warning(
            "message not taken",
            action="outbox.failed" if isinstance(verdict, GiveUp) else "outbox.retry",
            outbox_id=row.id,
            kind=str(error.kind),
            meta_code=error.meta_code,
        )
        self._meter.count("sends_failed", kind=str(error.kind))
        if error.kind == Kind.HALT:
            self._halt(row.phone_number_id, error)
        if isinstance(verdict, Later) and verdict.scope != "contact":
            until = now + timedelta(seconds=verdict.seconds)
            self._paused_until[row.phone_number_id] = until

    def _halt(self, number: str, error: GatewayError) -> None:
        """Raise one alarm for a number; its messages wait, and are tried again now and then."""
        if number not in self._halted:
            log.error(
                "sending halted",
                action="outbox.halted",
                phone_number_id=number,
                meta_code=error.meta_code,
            )
        self._halted.add(number)

    # -- on the calls' executor -------------------------------------------------------------------

    def _send(self, row: OutboxRow) -> None:
        self.tell_unless_stopped(self._answer(row, self._gateway.send))

    def _answer(self, row: OutboxRow, send: Callable[[OutboxRow], str]) -> Answered:
        try:
            return Answered(row, send(row))
        except GatewayError as error:
            return Answered(row, None, error)
        except Exception as error:
            log.error("gateway failed", action="gateway.failed", outbox_id=row.id, exc_info=error)
            lost = GatewayError(Kind.UNKNOWN, f"{type(error).__name__}: {error}")
            return Answered(row, None, lost)
