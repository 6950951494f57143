"""A session's actor: works what waits for one contact with one client, a turn at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from pykka import ActorRef

from ..conversation.external_calls import ExternalCalls
from ..conversation.routing import SessionKey
from ..conversation.worker import ContactWorker, WorkResult
from ..errors import NotOursError, StaleError, UnavailableError
from ..fast_dataclass import dataclass
from ..flow.play.external_calls import Unanswered
from ..ports import Executor, Result, Store
from .pooled import STORE_RETRY_SECONDS, PooledActor

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class WorkNext:
    """A nudge: something waits for you. What it is, the rows say.

    Attributes:
        awaited: whether somebody looks at a screen until it is worked: it goes before others.
    """

    awaited: bool = False


@dataclass(frozen=True, slots=True)
class Played:
    """A turn's transaction ended."""

    result: Result[WorkResult]


@dataclass(frozen=True, slots=True)
class Finished:
    """Told to the router: this actor has nothing more to do for its contact.

    Attributes:
        following: who works the contact's next piece, if it is known that there is one.
        heard: whether a message of theirs was worked.
        retry_seconds: when to look again, if something has to wait.
        not_ours: whether the contact turned out to be another process's.
    """

    key: SessionKey
    following: SessionKey | None = None
    retry_seconds: float | None = None
    heard: bool = False
    not_ours: bool = False


@dataclass(frozen=True, slots=True)
class Asleep:
    """Told to the router: this actor was put to sleep."""

    key: SessionKey


class SessionActor(PooledActor):
    """Runs `ContactWorker` in the store's transactions; tells the router when it has finished."""

    def __init__(
        self,
        executor: Executor,
        key: SessionKey,
        store: Store,
        work: ContactWorker,
        router: ActorRef[Any],
        wrote: Callable[[str], None],
        outside: ExternalCalls,
    ) -> None:
        super().__init__(executor)
        self._key = key
        self._store = store
        self._work = work
        self._router = router
        self._wrote = wrote
        self._outside = outside

    def on_receive(self, message: Any) -> None:
        """Hand one piece in, and hear what came of it; no thread waits meanwhile."""
        if isinstance(message, Played):
            self._heard(message)
        else:
            self._store.hand_in(
                lambda tx: self._work.do_next(tx, self._key),
                self._played,
                urgent=message.awaited,
                lane=self._key.slug or "",
            )

    def _played(self, result: Result[WorkResult]) -> None:
        self.tell_unless_stopped(Played(result))

    def _heard(self, played: Played) -> None:
        """Say what came of a piece; who does the next, and when, is the router's to say."""
        try:
            worked = self._worked(played.result)
        except (UnavailableError, StaleError) as error:
            log.warning("store unavailable", action="turn.postponed", error=str(error))
            self._router.tell(Finished(self._key, retry_seconds=STORE_RETRY_SECONDS))
        except NotOursError as error:
            log.info("left to another", action="turn.not_ours", error=str(error))
            self._router.tell(Finished(self._key, not_ours=True))
        except Exception as error:
            self._router.tell(Finished(self._key, retry_seconds=self._count(error)))
        else:
            if worked:
                self._follow(worked)

    def on_stop(self) -> None:
        """Say that this actor is asleep."""
        self._router.tell(Asleep(self._key))

    def _worked(self, result: Result[WorkResult]) -> WorkResult | None:
        """Return what came of a piece; None where it waits for an answer from outside.

        That nudges us to do it again. Meanwhile the contact's other pieces wait, since the router
        has not heard of an end.
        """
        try:
            return result.get()
        except Unanswered as unanswered:
            question = unanswered.question
        self._store.transact(lambda tx: tx.outside_calls.ask(question.call))
        self._outside.ask(question, lambda: self.tell_unless_stopped(WorkNext()))
        return None

    def _follow(self, worked: WorkResult) -> None:
        for contact_id in worked.wrote:
            self._wrote(contact_id)
        self._router.tell(Finished(self._key, worked.following, heard=worked.heard))

    def _count(self, error: Exception) -> float:
        """Count a failed turn and return when to look again."""
        log.error(
            "turn failed",
            action="turn.failed",
            contact_id=self._key.contact_id,
            client=self._key.slug,
            error=f"{type(error).__name__}: {error}",
            exc_info=error,
        )
        contact_id, why = self._key.contact_id, f"{type(error).__name__}: {error}"[:500]
        try:
            parked = self._store.transact(lambda tx: self._work.fail_next(tx, contact_id, why))
        except Exception as failed:  # whatever it is, the router has to hear that we are done
            log.error("failure not noted", action="turn.uncounted", error=str(failed))
            return STORE_RETRY_SECONDS
        if parked is None:
            self._wrote(contact_id)
            return 0.0
        return self._work.seconds_until(parked)
