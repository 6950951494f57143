"""Asks the world outside, where no lock, no transaction and no thread of the actors is held."""

from __future__ import annotations

import json
from collections.abc import Callable
from threading import Lock

import structlog

from ..flow.language.registry import ERROR, Outcome
from ..flow.play.external_calls import OutsideQuestion
from ..ports import Clock, Executor, Store

log = structlog.get_logger(__name__)

RETRY_SECONDS = 1.0
"""How long to wait for a store that cannot take an answer now."""
Answered = Callable[[], None]


class ExternalCalls:
    """Puts a turn's questions, each once at a time; the answer, or its absence, is kept.

    Args:
        executor: runs the questions, as many at once as it has threads.
        limits: runs out the time limits, and keeps what they found.
    """

    def __init__(self, executor: Executor, limits: Executor, store: Store, clock: Clock) -> None:
        self._executor = executor
        self._limits = limits
        self._store = store
        self._clock = clock

    def ask(self, question: OutsideQuestion, answered: Answered) -> None:
        """Put a question that stands on disk; `answered` is called once, when its answer does.

        Waiting for a free thread counts as time: the person waits, too.
        """
        asking = _Asking(self, question, answered)
        self._limits.later(question.action.seconds, asking.give_up)
        self._executor.submit(asking.ask)

    def keep(self, question: OutsideQuestion, outcome: Outcome, answered: Answered) -> None:
        """Put an answer on disk, sooner or later, and say so."""
        call = question.call
        data = {"name": outcome.name, "slots": dict(outcome.slots)}
        now = self._clock.now()
        try:
            self._store.transact(
                lambda tx: tx.outside_calls.answer(call.piece, call.sequence, data, now)
            )
        except Exception as error:  # the turn waits: whatever it is, it is tried again
            log.warning("answer not kept", action="outside.postponed", error=str(error))
            self._limits.later(RETRY_SECONDS, lambda: self.keep(question, outcome, answered))
        else:
            answered()


class _Asking:
    """One question under way: the answer and the end of its time race, and the first counts."""

    def __init__(
        self, outside: ExternalCalls, question: OutsideQuestion, answered: Answered
    ) -> None:
        self._outside = outside
        self._question = question
        self._answered = answered
        self._lock = Lock()
        self._over = False

    def ask(self) -> None:
        """Ask, unless the time was over before there was a thread for it."""
        if not self._over:
            self._end(_answer(self._question))

    def give_up(self) -> None:
        """The time is over."""
        if self._end(Outcome(ERROR)):
            name, key = self._question.call.name, self._question.call.key
            log.warning("no answer in time", action="outside.late", name=name, key=key)

    def _end(self, outcome: Outcome) -> bool:
        """Keep an outcome; False where another one counts already."""
        with self._lock:
            late, self._over = self._over, True
        if not late:
            self._outside.keep(self._question, outcome, self._answered)
        return not late


def _answer(question: OutsideQuestion) -> Outcome:
    """Return what is answered; `error` for whatever is no answer."""
    try:
        outcome = question.action.run(question.request)
        if outcome.name not in question.action.outcomes:
            raise ValueError(f"ended as {outcome.name!r}, which it never declared")
        json.dumps(dict(outcome.slots))
    except Exception as error:
        key, name = question.call.key, question.call.name
        log.error("no answer", action="outside.failed", name=name, key=key, exc_info=error)
        return Outcome(ERROR)
    return outcome
