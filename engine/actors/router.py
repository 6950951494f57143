"""The router: gives each contact's work to the session it belongs to, and keeps few awake.

A nudge says only that something waits for a contact. One contact is worked by one actor at a time,
so a person's messages are worked in their order; different people's, side by side. A person
who writes more than Meta would let us answer is worked at the pace of the answers: their messages
wait in their rows, and delay nobody else.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Any

import structlog
from pykka import ActorRef

from ..conversation.external_calls import ExternalCalls
from ..conversation.routing import SessionKey
from ..conversation.worker import ContactWorker
from ..errors import UnavailableError
from ..fast_dataclass import dataclass
from ..ports import Clock, Executor, Meter, Store
from ..sending.rate_limit import Buckets
from .pooled import SHORTEST_SECONDS, STORE_RETRY_SECONDS, IsIdle, PooledActor
from .session import Asleep, Finished, SessionActor, WorkNext

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Nudge:
    """Something waits for this contact.

    Attributes:
        awaited: whether somebody looks at a screen until it is worked.
    """

    contact_id: str
    awaited: bool = False


@dataclass(frozen=True, slots=True)
class Rest:
    """Time to put to sleep the actors that were idle for `IDLE_RESTS` of these."""


@dataclass(frozen=True, slots=True)
class _Free:
    """A person who was held back may be worked again."""

    contact_id: str


IDLE_RESTS = 120
"""With a rest every five seconds: ten minutes."""


class RouterActor(PooledActor):
    """Knows which sessions are awake and which contacts are being worked.

    Args:
        awake_limit: how many sessions may be awake at once.
        wrote: called with a contact for whom something new is to be sent.
        seek: called with a contact that turned out not to be ours: somebody has to work it.
        outside: asks what a turn needs from outside.
        busy: where it notes whom it has worked, and by whom; others may look how many they are.
    """

    in_a_row = 32
    """It hears of everybody: of one message at a time, it would hear of one for each commit."""

    def __init__(
        self,
        executor: Executor,
        store: Store,
        work: ContactWorker,
        meter: Meter,
        wrote: Callable[[str], None],
        outside: ExternalCalls,
        awake_limit: int,
        clock: Clock,
        seek: Callable[[str], None],
        busy: dict[str, SessionKey] | None = None,
    ) -> None:
        super().__init__(executor)
        self._store = store
        self._work = work
        self._meter = meter
        self._wrote = wrote
        self._outside = outside
        self._limit = awake_limit
        self._seek = seek
        self._awake: OrderedDict[SessionKey, ActorRef[SessionActor]] = OrderedDict()
        self._used: dict[SessionKey, int] = {}
        self._rests = 0
        self._falling_asleep: dict[SessionKey, ActorRef[SessionActor]] = {}
        self._last: dict[str, SessionKey] = {}
        self._busy = {} if busy is None else busy
        self._again: set[str] = set()
        self._awaited: set[str] = set()
        self._clock = clock
        self._paces = Buckets()
        self._held_back: set[str] = set()
        self._waiting: deque[SessionKey] = deque()

    def on_receive(self, message: Any) -> bool | None:
        """Follow a nudge, or what a session told."""
        match message:
            case IsIdle():
                return not self._busy
            case Nudge(contact_id, awaited):
                if awaited:
                    self._awaited.add(contact_id)
                self._nudged(contact_id)
            case _Free(contact_id):
                self._held_back.discard(contact_id)
                self._nudged(contact_id)
            case Finished():
                self._finished(message)
            case Asleep(key):
                self._falling_asleep.pop(key, None)
                self._count_awake()
                self._wake_waiting()
            case Rest():
                self._rests += 1
                self._put_idle_to_sleep()
        return None

    def _nudged(self, contact_id: str) -> None:
        if contact_id in self._busy:
            self._again.add(contact_id)
            return
        if self._holds_back(contact_id):
            return
        try:
            key = self._last.get(contact_id) or self._asked(contact_id)
        except UnavailableError:
            self._later(contact_id, STORE_RETRY_SECONDS)
            return
        if key:
            self._give(key)
        else:
            self._awaited.discard(contact_id)

    def _asked(self, contact_id: str) -> SessionKey | None:
        """Ask the rows who works a contact's next piece.

        An actor that is awake and worked the last one is not looked up but nudged: it finds out
        in its turn's own transaction whether the piece is its, and names the right one if not.
        """
        return self._store.read(lambda tx: self._work.next_key(tx, contact_id))

    def _give(self, key: SessionKey) -> None:
        self._busy[key.contact_id] = key
        actor = self._actor(key)
        if actor:
            self._last[key.contact_id] = key
            self._tell(actor, key)
        else:
            self._waiting.append(key)

    def _tell(self, actor: ActorRef[SessionActor], key: SessionKey) -> None:
        """Nudge an actor, once as one that somebody waits for."""
        awaited = key.contact_id in self._awaited
        self._awaited.discard(key.contact_id)
        actor.tell(WorkNext(awaited))

    def _finished(self, told: Finished) -> None:
        contact_id = told.key.contact_id
        self._busy.pop(contact_id, None)
        if told.heard:
            self._paces.take(contact_id, self._clock.now())
        again = contact_id in self._again
        self._again.discard(contact_id)
        if told.not_ours:
            self._seek(contact_id)
        elif told.following:
            if not self._holds_back(contact_id):
                self._give(told.following)
        elif told.retry_seconds:
            self._later(contact_id, told.retry_seconds)
        elif again or told.retry_seconds is not None:
            self._nudged(contact_id)
        self._wake_waiting()

    def _holds_back(self, contact_id: str) -> bool:
        """Return whether a person has written too much to be worked now; it will be, in time."""
        if contact_id in self._held_back:
            return True
        wait = self._paces.wait(contact_id, self._clock.now())
        if wait <= 0:
            return False
        self._meter.count("people_held_back")
        self._held_back.add(contact_id)
        self.tell_later(max(wait, SHORTEST_SECONDS), _Free(contact_id))
        return True

    def _later(self, contact_id: str, seconds: float) -> None:
        self.tell_later(seconds, Nudge(contact_id))

    # -- awake and asleep -------------------------------------------------------------------------

    def _actor(self, key: SessionKey) -> ActorRef[SessionActor] | None:
        """Return a session's actor, woken if there is room; None when it has to wait."""
        self._used[key] = self._rests
        if key in self._awake:
            self._awake.move_to_end(key)
            return self._awake[key]
        if key in self._falling_asleep or self._count() >= self._limit:
            self._put_one_to_sleep()
            return None
        ref = SessionActor.start(
            *(self._executor, key, self._store, self._work, self.actor_ref),
            *(self._wrote, self._outside),
        )
        self._awake[key] = ref
        self._count_awake()
        return ref

    def _count_awake(self) -> None:
        self._meter.gauge("sessions_awake", self._count())

    def _count(self) -> int:
        return len(self._awake) + len(self._falling_asleep)

    def _put_one_to_sleep(self) -> None:
        """Put the actor that has been idle longest to sleep, if one is idle."""
        for key in self._awake:
            if not self._is_busy(key):
                self._put_to_sleep(key)
                return

    def _put_idle_to_sleep(self) -> None:
        """Put every actor to sleep that has been idle for long; the longest idle stand first."""
        for key in list(self._awake):
            if self._rests - self._used[key] < IDLE_RESTS:
                return
            if not self._is_busy(key):
                self._put_to_sleep(key)

    def _is_busy(self, key: SessionKey) -> bool:
        return self._busy.get(key.contact_id) == key

    def _put_to_sleep(self, key: SessionKey) -> None:
        del self._used[key]
        if self._last.get(key.contact_id) == key:
            del self._last[key.contact_id]
        self._falling_asleep[key] = ref = self._awake.pop(key)
        ref.stop(block=False)

    def _wake_waiting(self) -> None:
        while self._waiting:
            actor = self._actor(self._waiting[0])
            if actor is None:
                return
            self._tell(actor, self._waiting.popleft())
