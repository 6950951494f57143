"""All actors together: started in one order, stopped in the reverse."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from pykka import ActorRef, Timeout

from ..conversation.external_calls import ExternalCalls
from ..conversation.routing import SessionKey
from ..conversation.worker import ContactWorker
from ..leases import CertainGateway, Sole
from ..ports import (
    Chance,
    Clock,
    Courier,
    Errand,
    Executor,
    Gateway,
    Leases,
    Meter,
    Store,
)
from ..sending.number import NumberNews
from ..sending.receipts import AwaitedReply
from .lease_keeper import LeaseActor, Seek
from .pooled import IsIdle
from .router import Nudge, Rest, RouterActor
from .sender import HeardFrom, IsSending, Send, SenderActor, Share
from .threaded_courier import ThreadedCourier
from .timers import Sweep, Tick, TimersActor

ASK_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Dependencies:
    """All that the actors are handed.

    Attributes:
        executor: runs the actors.
        calls: runs the gateway's calls, which wait for the network.
        outside: runs outside actions; None: where `calls` does.
        awake_limit: how many session actors may be awake at once.
        rate: messages a second that a number may send, all processes together.
        own_rates: gives the rates of numbers that have one of their own.
        chance: spreads what is tried again; by itself, nothing does.
        leases: which contacts are this process's to work.
        give_up: gives up bookings that ran out, and returns whom that writes to.
        courier: carries messages to Meta; None: the gateway is called on `calls`.
        typing: whether who waits long for an answer sees that we read them, and are writing.
    """

    executor: Executor
    calls: Executor
    store: Store
    work: ContactWorker
    gateway: Gateway | None
    clock: Clock
    meter: Meter
    awake_limit: int = 10_000
    rate: float = 80.0
    chance: Chance = lambda: 0.0
    leases: Leases = field(default_factory=Sole)
    outside: Executor | None = None
    courier: Courier | None = None
    typing: bool = False
    give_up: Callable[[Store], Iterable[str]] = lambda _: ()
    own_rates: Callable[[], Mapping[str, float]] = dict


class Engine:
    """The running actors, as the edges see them: tell them whom to look at."""

    def __init__(self, world: Dependencies) -> None:
        self._world = world
        self._busy: dict[str, SessionKey] = {}
        self._leases = world.leases
        self._leaving = False
        self._sender: ActorRef[SenderActor] | None = None
        self._router: ActorRef[RouterActor] | None = None
        self._keeper: ActorRef[LeaseActor] | None = None
        self._timers: ActorRef[TimersActor] | None = None

    def start(self) -> None:
        """Start the sender, the router, the keeper, the timers, who take up what was left undone.

        Raises:
            UnavailableError: the store did not let us be one of its workers.
        """
        world = self._world
        self._leases.start(self._heard, self._workers_changed)
        self._sender = SenderActor.start(
            world.executor,
            world.store,
            world.courier or self._calling(),
            world.clock,
            world.meter,
            world.rate,
            world.chance,
            world.own_rates,
        )
        self._router = RouterActor.start(
            world.executor,
            world.store,
            world.work,
            world.meter,
            self._wrote,
            self._outside(),
            world.awake_limit,
            world.clock,
            self._seek,
            self._busy,
        )
        self._keeper = LeaseActor.start(world.executor, self._leases, world.meter, self._look)
        self._timers = TimersActor.start(
            world.executor,
            world.store,
            world.clock,
            self.nudge,
            self.send,
            self._rest,
            world.work.take_up,
            world.give_up,
            lambda: len(self._busy),
        )
        self._timers.tell(Tick())

    def nudge(self, contact_ids: Iterable[str]) -> None:
        """Something waits for these contacts."""
        if not self._leaving:
            self._find(Errand.WORK, contact_ids)

    def nudge_first(self, contact_ids: Iterable[str]) -> None:
        """Something waits for these contacts, and somebody looks at a screen until it is worked."""
        for contact_id in contact_ids:
            if self._router and self._leases.holds(contact_id) and not self._leaving:
                self._router.tell(Nudge(contact_id, awaited=True))
            else:
                self.nudge((contact_id,))

    def send(self, contact_ids: Iterable[str]) -> None:
        """Something is to be sent to these contacts, or a status settled what was in doubt."""
        if not self._leaving:
            self._find(Errand.SEND, contact_ids)

    def heard_from(self, messages: tuple[AwaitedReply, ...]) -> None:
        """These messages came; somebody waits for an answer to each."""
        ours = tuple(one for one in messages if self._leases.holds(one.contact_id))
        if self._world.typing and self._sender and ours:
            self._sender.tell(HeardFrom(ours))

    def tell_of_number(self, news: NumberNews) -> None:
        """Meta says something about one of our numbers, and not as the answer to a call."""
        if self._sender:
            self._sender.tell(news)

    def idle(self) -> bool:
        """Return whether nobody is being worked and nothing is on its way.

        An actor that cannot answer within the time limit counts as busy. They are asked in the
        order in which work is passed on, so that none slips by between two answers.
        """
        actors = (self._keeper, self._router, self._sender)
        try:
            return all(ref.ask(IsIdle(), timeout=ASK_SECONDS) for ref in actors if ref)
        except Timeout:
            return False

    def sending(self, phone_number_id: str) -> bool:
        """Return whether that number can send: the sender runs and nothing has halted it there."""
        asked = IsSending(phone_number_id)
        return bool(self._sender and self._sender.ask(asked, timeout=ASK_SECONDS))

    def leave(self) -> None:
        """Take nothing more; what is under way goes on to its end, the rest stays in its rows."""
        self._leaving = True

    def stop(self) -> None:
        """Stop the timers, the keeper, the router, the sender; what they hold stays in its rows."""
        for ref in (self._timers, self._keeper, self._router, self._sender):
            if ref:
                ref.stop(block=False)
        self._timers = self._keeper = self._router = self._sender = None

    def _calling(self) -> Courier:
        gateway = self._world.gateway
        assert gateway, "a world has a courier or a gateway"
        return ThreadedCourier(self._world.calls, CertainGateway(gateway, self._leases))

    # -- whose it is ------------------------------------------------------------------------------

    def _find(self, errand: Errand, contact_ids: Iterable[str]) -> None:
        """Have our own contacts looked at; the keeper finds out whose the others are."""
        for contact_id in contact_ids:
            if self._leases.holds(contact_id):
                self._look(errand, (contact_id,))
            elif self._keeper:
                self._keeper.tell(Seek(contact_id, errand))

    def _look(self, errand: Errand, contact_ids: Iterable[str]) -> None:
        for contact_id in contact_ids:
            if errand is Errand.WORK and self._router:
                self._router.tell(Nudge(contact_id))
            elif errand is Errand.SEND and self._sender:
                self._sender.tell(Send(contact_id))

    def _heard(self, errand: Errand, contact_ids: Iterable[str]) -> None:
        """Another process has something for contacts that are ours."""
        (self.nudge if errand is Errand.WORK else self.send)(contact_ids)

    def _workers_changed(self) -> None:
        """Share the rate again; somebody may have left people behind, or we have lost our own."""
        workers = self._leases.workers()
        self._world.meter.gauge("workers", workers)
        self._world.meter.gauge("leases_held", self._leases.count())
        if self._sender:
            self._sender.tell(Share(workers))
        if self._timers:
            self._timers.tell(Sweep())

    def _outside(self) -> ExternalCalls:
        world = self._world
        runs = world.outside or world.calls
        return ExternalCalls(runs, world.executor, world.store, world.clock)

    def _rest(self) -> None:
        if self._router:
            self._router.tell(Rest())

    def _wrote(self, contact_id: str) -> None:
        self._find(Errand.SEND, (contact_id,))

    def _seek(self, contact_id: str) -> None:
        self._find(Errand.WORK, (contact_id,))
