"""All actors together: started in one order, stopped in the reverse."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pykka import ActorRef

from ..ports import Chance, Clock, Executor, Gateway, Meter, Store
from ..work import Work
from .pooled import IsIdle
from .router import Nudge, Rest, RouterActor
from .sender import IsSending, Send, SenderActor
from .timers import Tick, TimersActor

ASK_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class World:
    """All that the actors are handed.

    Attributes:
        executor: runs the actors.
        calls: runs the gateway's calls, which wait for the network.
        awake_limit: how many session actors may be awake at once.
        rate: messages a second that a number may send.
        chance: spreads what is tried again; by itself, nothing does.
    """

    executor: Executor
    calls: Executor
    store: Store
    work: Work
    gateway: Gateway
    clock: Clock
    meter: Meter
    awake_limit: int = 10_000
    rate: float = 80.0
    chance: Chance = lambda: 0.0


class Engine:
    """The running actors, as the edges see them: tell them whom to look at."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._sender: ActorRef[SenderActor] | None = None
        self._router: ActorRef[RouterActor] | None = None
        self._timers: ActorRef[TimersActor] | None = None

    def start(self) -> None:
        """Start the sender, the router, the timers; what was left undone is taken up at once."""
        world = self._world
        self._sender = SenderActor.start(
            world.executor,
            world.calls,
            world.store,
            world.gateway,
            world.clock,
            world.meter,
            world.rate,
            world.chance,
        )
        self._router = RouterActor.start(
            world.executor,
            world.store,
            world.work,
            world.meter,
            self._wrote,
            world.awake_limit,
            world.clock,
        )
        self._timers = TimersActor.start(
            world.executor, world.store, world.clock, self.nudge, self.send, self._rest
        )
        self._timers.tell(Tick())

    def nudge(self, contact_ids: Iterable[str]) -> None:
        """Something waits for these contacts."""
        if self._router:
            for contact_id in contact_ids:
                self._router.tell(Nudge(contact_id))

    def send(self, contact_ids: Iterable[str]) -> None:
        """Something is to be sent to these contacts, or a status settled what was in doubt."""
        for contact_id in contact_ids:
            self._wrote(contact_id)

    def idle(self) -> bool:
        """Return whether nobody is being worked and nothing is on its way."""
        return all(
            ref.ask(IsIdle(), timeout=ASK_SECONDS) for ref in (self._router, self._sender) if ref
        )

    def sending(self, phone_number_id: str) -> bool:
        """Return whether that number can send: the sender runs and nothing has halted it there."""
        asked = IsSending(phone_number_id)
        return bool(self._sender and self._sender.ask(asked, timeout=ASK_SECONDS))

    def stop(self) -> None:
        """Stop the timers, then the router, then the sender; what they hold stays in its rows."""
        for ref in (self._timers, self._router, self._sender):
            if ref:
                ref.stop(block=False)
        self._timers = self._router = self._sender = None

    def _rest(self) -> None:
        if self._router:
            self._router.tell(Rest())

    def _wrote(self, contact_id: str) -> None:
        if self._sender:
            self._sender.tell(Send(contact_id))
