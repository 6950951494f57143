"""A whole engine under simulated time, with a gateway and a store that fail when told to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar, cast

from milo.engine.actors.system import Dependencies, Engine
from milo.engine.conversation.routing import SessionKey
from milo.engine.conversation.worker import BACKOFF, Assignment, ContactWorker, WorkResult
from milo.engine.errors import GatewayError, UnavailableError
from milo.engine.flow.language.registry import Registry
from milo.engine.flow.versions.library import FlowLibrary
from milo.engine.messages import Incoming, Kind, Outgoing
from milo.engine.model import Contact, InboxRow, OutboxRow, OutboxStatus
from milo.engine.ports import Chance, Executor, Transaction
from milo.engine.testing import SimulatedClock, SimulatedExecutor
from milo.store.memory import MemoryStore

T = TypeVar("T")
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Gauges:
    """A meter that remembers."""

    def __init__(self) -> None:
        self.values: dict[str, float] = {}
        self.latest: dict[str, float] = {}

    def count(self, name: str, amount: float = 1, **labels: str) -> None:
        self.values[name] = self.values.get(name, 0) + amount

    def gauge(self, name: str, value: float, **labels: str) -> None:
        self.latest[name] = value
        self.values[name] = max(value, self.values.get(name, 0))

    def observe(self, name: str, seconds: float, **labels: str) -> None:
        pass


class Meta:
    """A gateway that takes messages, or fails as `faults` says, the first one first."""

    def __init__(self, clock: SimulatedClock) -> None:
        self.clock = clock
        self.faults: list[GatewayError | Exception] = []
        self.tried: list[tuple[datetime, str]] = []
        self.taken: list[OutboxRow] = []
        self.read_receipts: list[str] = []

    def send(self, row: OutboxRow) -> str:
        self.tried.append((self.clock.now(), row.id))
        if self.faults:
            raise self.faults.pop(0)
        self.taken.append(row)
        copies = sum(taken.id == row.id for taken in self.taken)
        return f"wamid.{row.id}" + f".{copies}" * (copies > 1)

    def read(self, phone_number_id: str, message_id: str) -> None:
        self.read_receipts.append(message_id)

    def seconds(self) -> list[float]:
        """When each try was, in seconds from the beginning."""
        return [(at - NOW).total_seconds() for at, _ in self.tried]


class FaultyStore(MemoryStore):
    """A store that is away for as many calls as it is told."""

    away = 0
    broken = 0
    """Transactions that fail for a reason that nobody has thought of."""

    def transact(self, work: Callable[[Transaction], T]) -> T:
        self._refuse()
        if self.broken:
            self.broken -= 1
            raise KeyError("a defect")
        return super().transact(work)

    def read(self, work: Callable[[Transaction], T]) -> T:
        self._refuse()
        return super().read(work)

    def _refuse(self) -> None:
        if self.away:
            self.away -= 1
            raise UnavailableError("locked")


class Played(ContactWorker):
    """Turns of two words: `session: text`. The text names the session, or a fault."""

    def __init__(self, clock: SimulatedClock) -> None:
        super().__init__(FlowLibrary(Registry()), cast("Any", None), clock, self)
        self._messages = cast("Any", self)
        self.clock = clock
        self.done: list[tuple[str, str]] = []
        self.working: set[str] = set()
        self.faults: dict[str, list[BaseException]] = {}
        self._numbers = count(1)

    def new(self) -> str:
        return f"o{next(self._numbers):06}"

    def secret(self) -> str:
        return f"s{next(self._numbers):06}"

    def _way(self, tx: Transaction, contact_id: str, item: Any) -> Assignment:
        return Assignment(SessionKey(contact_id, item.message.text.split(":")[0]))

    def work(self, tx: Transaction, _contact: Any, row: InboxRow, _there: Any) -> tuple[str, ...]:
        assert row.message and row.contact_id
        text = row.message.text
        for error in self.faults.get(text, [])[:1]:
            self.faults[text].remove(error)
            raise error
        tx.inbox.done(row.id, None, self.clock.now())
        contact = tx.contacts.by_id(row.contact_id)
        assert contact
        tx.outbox.add(OutboxRow.to(contact, self.new(), Outgoing(text), self.clock.now()))
        return (row.contact_id,)

    def take_up(self, tx: Transaction) -> None:
        pass

    def do_next(self, tx: Transaction, key: SessionKey) -> WorkResult:
        head = self._head(tx, key.contact_id)
        worked = super().do_next(tx, key)
        if worked.done and isinstance(head, InboxRow) and head.message:
            self.done.append((key.contact_id, head.message.text))
        return worked


class Stage:
    """The engine on a stage: people write, time passes, and what was sent can be read."""

    def __init__(self, limit: int = 1000, rate: float = 80.0, chance: Chance = lambda: 0.0) -> None:
        self.clock = SimulatedClock(NOW)
        self.executor = SimulatedExecutor(self.clock)
        self.store = FaultyStore()
        self.meta = Meta(self.clock)
        self.work = Played(self.clock)
        self.gauges = Gauges()
        self.limit, self.rate, self.chance = limit, rate, chance
        self.own_rates: dict[str, float] = {}
        self._numbers = count(1)
        self.engine = self._engine(self.executor)

    def _engine(self, executor: Executor) -> Engine:
        world = Dependencies(
            *(executor, executor, self.store, self.work, self.meta, self.clock, self.gauges),
            *(self.limit, self.rate, self.chance),
            typing=True,
            own_rates=lambda: dict(self.own_rates),
        )
        return Engine(world)

    def restart(self) -> None:
        """Kill everything that runs and begin anew on the same rows."""
        self.executor = SimulatedExecutor(self.clock)
        self.engine = self._engine(self.executor)
        self.engine.start()

    def writes(self, contact_id: str, *texts: str, nudge: bool = True) -> None:
        """Put a person's messages into the inbox."""
        contact = Contact(contact_id, "n1", f"AR.{contact_id}", None, contact_id)

        def work(tx: Transaction) -> None:
            tx.contacts.upsert(contact, NOW)
            for text in texts:
                message = Incoming(Kind.TEXT, text=text)
                name = f"m{next(self._numbers)}"
                tx.inbox.add(InboxRow(name, "n1", contact_id, message, b"", self.clock.now()))

        MemoryStore.transact(self.store, work)
        if nudge:
            self.engine.nudge([contact_id])

    def to_send(
        self,
        contact_id: str,
        *texts: str,
        nudge: bool = True,
        awaited: bool = False,
        client: str | None = None,
    ) -> None:
        """Put messages for a person into the outbox."""
        self.writes(contact_id, nudge=False)
        rows = [
            OutboxRow(*self._to(contact_id, text), awaited=awaited, client_slug=client)
            for text in texts
        ]
        MemoryStore.transact(self.store, lambda tx: [tx.outbox.add(row) for row in rows])
        if nudge:
            self.engine.send([contact_id])

    def _to(self, contact_id: str, text: str) -> tuple[str, str, str, Outgoing, datetime]:
        return self.work.new(), contact_id, "n1", Outgoing(text), self.clock.now()

    def wind(self, seconds: float = 0) -> None:
        self.executor.wind(timedelta(seconds=seconds))

    def sent(self, contact_id: str | None = None) -> list[str]:
        """What Meta took, in order; of one person if given."""
        rows = self.meta.taken
        return [row.body.text for row in rows if contact_id in (None, row.contact_id)]

    def statuses(self) -> list[OutboxStatus]:
        """The status of every outbox row."""
        numbers = range(1, 1000)
        rows = (self.store.read(lambda tx: tx.outbox.by_id(f"o{n:06}")) for n in numbers)  # noqa: B023 - called at once
        return [row.status for row in rows if row]

    def undone(self) -> Iterable[str]:
        return MemoryStore.read(self.store, lambda tx: tx.inbox.waiting(1000))


__all__ = ["BACKOFF", "NOW", "Stage"]


def started(stage: Stage) -> Stage:
    """Let a stage's engine begin."""
    stage.engine.start()
    stage.wind()
    return stage
