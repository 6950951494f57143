"""The sender: takes what was written to Meta, in order for each person, within the rates.

`SendScheduler` decides; this actor asks the rows, claims what goes out and notes what came back,
all that has gathered in one transaction. A claim that no sender holds (the process died, or Meta's
answer was lost) may have been sent: its status has ten seconds to say so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog

from ..conversation.refused_forms import TOPIC, UNKNOWN, note_refusal, note_taken
from ..errors import GatewayError, MiloError
from ..fast_dataclass import dataclass
from ..model import OutboxRow
from ..ports import Chance, Clock, Courier, Executor, Meter, Result, Store, Transaction
from ..sending.number import Delivered, FailedLate, NumberNews
from ..sending.other_form import other_form, was_respelled
from ..sending.receipts import AT_ONCE, LOOK_SECONDS, AwaitedReply, Receipts
from ..sending.retry import IN_DOUBT, OF_THE_NUMBER, FailureKind, GiveUp, Verdict, after_failure
from ..sending.scheduler import Plan, SendScheduler
from .pooled import SHORTEST_SECONDS, STORE_RETRY_SECONDS, IsIdle, PooledActor

log = structlog.get_logger(__name__)

GATHER_SECONDS = 0.02
"""How long a line moves up at least: so that several messages share a transaction."""
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
class _Judged:
    """An answer, and what is done about it; None: it was taken."""

    answer: Answered
    verdict: Verdict | None

    @property
    def taken(self) -> bool:
        return self.verdict is None


@dataclass(frozen=True, slots=True)
class Flush:
    """Work what has gathered."""


@dataclass(frozen=True, slots=True)
class MoveUp:
    """Time for those who stand in line."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many processes send from our numbers now, this one included."""

    workers: int


@dataclass(frozen=True, slots=True)
class IsSending:
    """Asks whether messages can go out from this number."""

    phone_number_id: str


@dataclass(frozen=True, slots=True)
class HeardFrom:
    """These messages came, and somebody waits for an answer to each."""

    messages: tuple[AwaitedReply, ...]


@dataclass(frozen=True, slots=True)
class LookRound:
    """Time to see who has waited long for an answer."""


class SenderActor(PooledActor):
    """Does what `SendScheduler` decides.

    Args:
        courier: carries the messages to Meta, and tells what became of each.
        rate: messages a second that a number may send.
        chance: spreads the waits.
        own_rates: gives the rates of numbers that have one of their own.
    """

    in_a_row = 1000
    """It hears of everybody, and most that it hears is only gathered: of one message at a time, it
    would hear of one for each commit, and send when all who write had written."""

    def __init__(
        self,
        executor: Executor,
        store: Store,
        courier: Courier,
        clock: Clock,
        meter: Meter,
        rate: float,
        chance: Chance,
        own_rates: Callable[[], Mapping[str, float]] = dict,
    ) -> None:
        super().__init__(executor)
        self._own_rates = own_rates
        self._store = store
        self._courier = courier
        self._clock = clock
        self._meter = meter
        self._chance = chance
        self._traffic = SendScheduler(rate, clock.now())
        self._asked: dict[str, None] = {}
        self._judged: list[_Judged] = []
        self._looked_for: dict[str, datetime] = {}
        self._receipts = Receipts()
        self._looks_round = False
        self._flushing = False
        self._moves_up_at: datetime | None = None

    def on_receive(self, message: Any) -> bool | None:
        """Gather, and flush once for all that has gathered."""
        match message:
            case IsIdle():
                return not (self._traffic or self._judged or self._asked)
            case IsSending(phone_number_id):
                return not self._traffic.halted(phone_number_id)
            case Send(contact_id):
                self._asked[contact_id] = None
            case Answered():
                self._judged.append(self._judge(message))
            case FailedLate() | Delivered():
                self._hear(message)
            case HeardFrom(messages):
                self._receipts.heard(messages, self._clock.now())
                self._look_round_later()
                return None
            case LookRound():
                self._looks_round = False
                self._look_round()
                return None
            case MoveUp():
                self._moves_up_at = None
            case Share(workers):
                self._traffic.share(workers, self._clock.now())
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
        now = self._clock.now()
        self._learn_rates(now)
        judged, self._judged = self._judged, []
        asked = self._next_asked(now)
        chosen = self._traffic.next_in_line(now)
        look = [one for one in (*asked, *chosen) if one not in self._traffic]
        look += [one.answer.row.contact_id for one in judged]

        def work(tx: Transaction) -> Plan:
            self._note_all(tx, judged, now)
            return self._claim(tx, look, chosen, now)

        try:
            plan = self._store.transact(work)
        except Exception as error:  # only we know what Meta answered: it must not be lost
            log.warning("not noted yet", action="outbox.postponed", error=str(error))
            self._put_back(judged, asked + chosen)
            return
        for one in judged:
            self._traffic.noted(one.answer.row)
        self._follow(plan, now)
        if self._asked:
            self._flush_soon()

    def _learn_rates(self, now: datetime) -> None:
        with suppress(MiloError):  # those of before hold until the store answers
            self._traffic.allow(self._own_rates(), now)

    def _next_asked(self, now: datetime) -> list[str]:
        asked = list(self._asked)[:BATCH]
        for contact_id in asked:
            del self._asked[contact_id]
            if self._looked_for.get(contact_id, now) <= now:
                self._looked_for.pop(contact_id, None)
        return asked

    def _put_back(self, judged: list[_Judged], asked: list[str]) -> None:
        self._judged = judged + self._judged
        self._asked.update(dict.fromkeys(asked))
        self.tell_later(STORE_RETRY_SECONDS, Flush())
        self._flushing = True

    # -- in the transaction: must not change what the actor knows ---------------------------------

    def _note_all(self, tx: Transaction, judged: list[_Judged], now: datetime) -> None:
        if taken := {one.answer.row.id: one.answer.wamid or "" for one in judged if one.taken}:
            tx.outbox.sent(taken)
        for row in (one.answer.row for one in judged if one.taken):
            if note_taken(tx, row, now):
                self._meter.gauge("account_alarm", 0, topic=TOPIC)
            if was_respelled(row) and row.user_phone:
                tx.contacts.dialled(row.contact_id, row.user_phone)
        for one in judged:
            if not one.taken:
                self._note(tx, one, now)

    def _claim(
        self, tx: Transaction, contact_ids: list[str], chosen: list[str], now: datetime
    ) -> Plan:
        heads = tx.outbox.heads(contact_ids)
        quiet = [row.contact_id for row in heads if not row.awaited]
        awaited = {row.contact_id for row in heads if row.awaited}
        awaited.update(tx.outbox.awaited(quiet) if quiet else ())
        plan = self._traffic.plan(heads, awaited, set(chosen), now)
        tx.outbox.claim([row.id for row in plan.go], now)
        return plan

    def _note(self, tx: Transaction, one: _Judged, now: datetime) -> None:
        """Note why a message was not taken, and what is done about it."""
        row, error, verdict = one.answer.row, one.answer.error, one.verdict
        assert error and verdict
        note_refusal(tx, row, error.meta_code, now)
        if isinstance(verdict, GiveUp):
            tx.outbox.fail(row.id, str(error))
        else:
            tx.outbox.retry(
                row.id,
                attempts=_tries(row, error),
                retry_at=now + timedelta(seconds=verdict.seconds),
                error=str(error),
                in_doubt=error.kind in IN_DOUBT,
                form=other_form(row, error.kind),
            )

    # -- afterwards -------------------------------------------------------------------------------

    def _follow(self, plan: Plan, now: datetime) -> None:
        for row, place in plan.stand:
            self._traffic.stand(row, place, now)
        for contact_id, seconds in plan.later.items():
            self._look_later(contact_id, seconds, now)
        for row in plan.go:
            self._looked_for.pop(row.contact_id, None)
            self._traffic.went(row, now)
            self._receipts.answered(row.contact_id)
            self._courier.send(row, partial(self._told, row))
        self._move_up_later(now)

    def _look_later(self, contact_id: str, seconds: float, now: datetime) -> None:
        """Look at a person again after a while, unless that is going to happen anyway."""
        at = now + timedelta(seconds=max(seconds, SHORTEST_SECONDS))
        known = self._looked_for.get(contact_id)
        if known is None or not now < known <= at:
            self._looked_for[contact_id] = at
            self.tell_later((at - now).total_seconds(), Send(contact_id))

    def _move_up_later(self, now: datetime) -> None:
        wait = self._traffic.waking(now)
        if wait is None:
            return
        at = now + timedelta(seconds=max(wait, GATHER_SECONDS))
        if self._moves_up_at is None or not now < self._moves_up_at <= at:
            self._moves_up_at = at
            self.tell_later((at - now).total_seconds(), MoveUp())

    # -- receipts ---------------------------------------------------------------------------------

    def _look_round_later(self) -> None:
        if self._receipts and not self._looks_round:
            self._looks_round = True
            self.tell_later(LOOK_SECONDS, LookRound())

    def _look_round(self) -> None:
        """Say that we read those who have waited long, where that takes nothing from an answer."""
        now = self._clock.now()
        due = [one for one in self._receipts.due(now) if self._has_room_for(one, now)]
        try:
            waits = self._store.read(lambda tx: [one for one in due if _waits(tx, one)])
        except MiloError as error:
            log.info("nothing said", action="receipt.dropped", error=str(error))
            waits = []
        for one in waits:
            self._meter.count("receipts_sent")
            self._courier.read(one.phone_number_id, one.message_id)
        self._look_round_later()

    def _has_room_for(self, one: AwaitedReply, now: datetime) -> bool:
        return len(self._traffic) < AT_ONCE and self._traffic.has_room(one.phone_number_id, now)

    # -- answers ----------------------------------------------------------------------------------

    def _judge(self, answer: Answered) -> _Judged:
        """Learn from an answer and decide what it means for its message."""
        row, error, now = answer.row, answer.error, self._clock.now()
        was_halted, chance = self._traffic.halted(row.phone_number_id), self._chance()
        self._traffic.answered(row, error.kind if error else None, now, chance)
        self._tell_of_halt(was_halted, row.phone_number_id, error)
        if error is None:
            self._meter.count("messages_sent")
            return _Judged(answer, None)
        age = now - row.created_at
        verdict = after_failure(
            error.kind,
            max(1, _tries(row, error)),
            age,
            chance,
            other_form=other_form(row, error.kind) is not None,
        )
        self._tell_of_failure(row, error, verdict)
        return _Judged(answer, verdict)

    def _hear(self, news: NumberNews) -> None:
        """Learn what a status, or an error of the account's, says of a number."""
        number = news.phone_number_id
        was_halted = self._traffic.halted(number)
        if isinstance(news, FailedLate):
            self._traffic.failed_late(news, self._clock.now(), self._chance())
            self._tell_of_halt(was_halted, number, news.error)
        else:
            self._traffic.delivered(number)
            self._tell_of_halt(was_halted, number, None)

    def _tell_of_failure(self, row: OutboxRow, error: GatewayError, verdict: Verdict) -> None:
        log.warning(
            "message not taken",
            action="outbox.failed" if isinstance(verdict, GiveUp) else "outbox.retry",
            outbox_id=row.id,
            kind=str(error.kind),
            meta_code=error.meta_code,
        )
        self._meter.count("sends_failed", kind=str(error.kind))
        if row.body.form and error.kind == FailureKind.FINAL:
            code = str(error.meta_code or "")
            number = {"phone_number_id": row.phone_number_id, "meta_code": code}
            told = {"form": row.body.form.id, **number, "error": str(error)}
            log.error("form not taken: the chat asks", action="form.fell_back", **told)
            self._meter.count("forms_fallen_back", code=code)
            if error.meta_code in UNKNOWN:
                self._meter.gauge("account_alarm", 1, topic=TOPIC)

    def _tell_of_halt(self, was: bool, number: str, error: GatewayError | None) -> None:
        """Raise one alarm when a number halts, and say when it is over."""
        halted = self._traffic.halted(number)
        if halted is not was:
            self._meter.gauge("sending_halted", halted, phone_number_id=number)
        if halted and not was:
            code = error.meta_code if error else None
            told = {"phone_number_id": number, "meta_code": code, "error": str(error)}
            log.error("sending halted", action="outbox.halted", **told)
        elif was and not halted:
            log.info("sending goes on", action="outbox.resumed", phone_number_id=number)

    def _told(self, row: OutboxRow, result: Result[str]) -> None:
        """Hear what became of a message, on any thread."""
        try:
            answer = Answered(row, result.get())
        except GatewayError as error:
            answer = Answered(row, None, error)
        self.tell_unless_stopped(answer)


def _waits(tx: Transaction, one: AwaitedReply) -> bool:
    """Return whether a message's answer is still to come: a person may have the session."""
    row = tx.inbox.by_message_id(one.message_id)
    return bool(row and row.done_at is None) or bool(tx.outbox.heads([one.contact_id]))


def _tries(row: OutboxRow, error: GatewayError) -> int:
    """Return how often a message failed for its own sake.

    What may be wrong by itself is given up after a few tries: the tries before it, when Meta could
    not be reached, say nothing about that.
    """
    if error.kind == FailureKind.FEW and not (row.error or "").startswith(FailureKind.FEW):
        return 1
    return row.attempts + (error.kind not in OF_THE_NUMBER)
