"""Two engines on one set of rows, and the leases by which they share the people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from milo.engine.actors.system import Dependencies, Engine
from milo.engine.errors import NotOursError, UnavailableError
from milo.engine.ports import Done, Errand, LeasesTaken, Transaction
from milo.engine.testing import SimulatedExecutor

from .simulated_world import Gauges, Meta, Played, Stage

T = TypeVar("T")


class Table:
    """Who holds whom, as the database knows it; `told` are the nudges between processes."""

    def __init__(self) -> None:
        self.holders: dict[str, FakeLeases] = {}
        self.alive: list[FakeLeases] = []
        self.busy: set[str] = set()
        self.away = 0
        self.asked = 0


class FakeLeases:
    """`Leases` in a dict: what one process knows, and the table that all share."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.known: set[str] = set()
        self.sure = True
        self.heard: Callable[..., None] = lambda *_: None
        self.changed: Callable[[], None] = lambda: None

    def start(self, heard: Callable[..., None], changed: Callable[[], None]) -> None:
        self.heard, self.changed = heard, changed
        self.table.alive.append(self)

    def stop(self) -> None:
        """End, or be buried: the others hear of it, this one does not."""
        self.table.alive.remove(self)
        for each in self.table.alive:
            each.changed()

    def holds(self, contact_id: str) -> bool:
        return contact_id in self.known

    def count(self) -> int:
        return len(self.known)

    def take(self, contact_ids: Iterable[str], errand: Errand) -> LeasesTaken:
        table = self.table
        table.asked += 1
        if table.away:
            table.away -= 1
            raise UnavailableError("cut off")
        ours, fresh, busy = [], [], []
        for contact_id in contact_ids:
            holder = table.holders.get(contact_id)
            if holder is self and self in table.alive:
                ours.append(contact_id)
            elif holder in table.alive:
                holder.heard(errand, [contact_id])
            elif contact_id in table.busy:
                busy.append(contact_id)
            else:
                table.holders[contact_id] = self
                fresh.append(contact_id)
        self.known.update(ours, fresh)
        return LeasesTaken((*ours, *fresh), tuple(fresh), tuple(busy))

    def certain(self) -> bool:
        return self.sure

    def watch(self, renewed: Callable[[float], None]) -> None:
        pass

    def workers(self) -> int:
        return len(self.table.alive)

    def check(self, contact_id: str) -> None:
        if self.table.holders.get(contact_id) is not self or self not in self.table.alive:
            self.known.discard(contact_id)
            raise NotOursError(contact_id)


class LeasedStore:
    """The store as one process has it: what is another's is refused."""

    def __init__(self, inner: Any, leases: FakeLeases) -> None:
        self._inner = inner
        self._leases = leases

    def transact(self, work: Callable[[Transaction], T]) -> T:
        result: T = self._inner.transact(lambda tx: work(_Leased(tx, self._leases)))
        return result

    def hand_in(
        self,
        work: Callable[[Transaction], T],
        done: Done[T],
        *,
        urgent: bool = False,
        lane: str = "",
    ) -> None:
        led = {"urgent": urgent, "lane": lane}
        self._inner.hand_in(lambda tx: work(_Leased(tx, self._leases)), done, **led)

    def read(self, work: Callable[[Transaction], T]) -> T:
        result: T = self._inner.read(work)
        return result


class _Leased:
    def __init__(self, tx: Any, leases: FakeLeases) -> None:
        self._tx, self._leases = tx, leases
        self.inbox, self.outbox = _Inbox(tx.inbox, leases), _Outbox(tx.outbox, leases)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tx, name)


class _Inbox:
    def __init__(self, room: Any, leases: FakeLeases) -> None:
        self._room, self._leases = room, leases

    def __getattr__(self, name: str) -> Any:
        return getattr(self._room, name)

    def heads(self, contact_id: str, limit: int) -> Any:
        self._leases.check(contact_id)
        return self._room.heads(contact_id, limit)


class _Outbox(_Inbox):
    def heads(self, contact_ids: Iterable[str]) -> Any:
        ours = [
            each for each in contact_ids if self._leases.table.holders.get(each) is self._leases
        ]
        return self._room.heads(ours if self._leases in self._leases.table.alive else [])


class Halting:
    """One process's part of the executor that all share: it can be killed."""

    def __init__(self, inner: SimulatedExecutor) -> None:
        self._inner = inner
        self.killed = False

    def submit(self, work: Callable[[], object]) -> None:
        self._inner.submit(lambda: self.killed or work())

    def later(self, seconds: float, work: Callable[[], object]) -> None:
        self._inner.later(seconds, lambda: self.killed or work())


class Cluster(Stage):
    """A stage with two engines, `a` and `b`, each with a gateway of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.table = Table()
        self.leases = [FakeLeases(self.table) for _ in "ab"]
        self.metas = [Meta(self.clock) for _ in "ab"]
        self.played = [Played(self.clock) for _ in "ab"]
        self.meters = [Gauges() for _ in "ab"]
        for each in self.played:  # ids are nobody's twice
            each.new = self.work.new
        self.executors = [Halting(self.executor) for _ in "ab"]
        self.engines = [self._one(n) for n in range(2)]
        for engine in self.engines:
            engine.start()
        self.wind()

    def _one(self, n: int) -> Engine:
        store: Any = LeasedStore(self.store, self.leases[n])
        world = Dependencies(
            *(self.executors[n], self.executors[n], store, self.played[n], self.metas[n]),
            *(self.clock, self.meters[n]),
            leases=self.leases[n],
        )
        return Engine(world)

    def arrives(self, n: int, contact_id: str, *texts: str) -> None:
        """A webhook that the n-th process stores."""
        self.writes(contact_id, *texts, nudge=False)
        self.engines[n].nudge([contact_id])

    def idle(self, n: int) -> bool:
        """Whether the n-th process has ended what it had."""
        with ThreadPoolExecutor(1) as pool:
            asked = pool.submit(self.engines[n].idle)
            while not asked.done():
                self.executor.run()
            return asked.result()

    def sent_by(self, n: int) -> list[str]:
        return [row.body.text for row in self.metas[n].taken]
