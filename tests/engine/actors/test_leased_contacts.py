"""Two engines on one set of rows: each person is one's, until that one ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest

from milo.engine.actors.system import Engine, World
from milo.engine.errors import NotOursError, UnavailableError
from milo.engine.leasing import Errand, Taken
from milo.engine.ports import Done, Transaction
from milo.engine.simulated import SimulatedExecutor

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

    def take(self, contact_ids: Iterable[str], errand: Errand) -> Taken:
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
        return Taken((*ours, *fresh), tuple(fresh), tuple(busy))

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
            each.new = self.work.new  # type: ignore[method-assign]
        self.executors = [Halting(self.executor) for _ in "ab"]
        self.engines = [self._one(n) for n in range(2)]
        for engine in self.engines:
            engine.start()
        self.wind()

    def _one(self, n: int) -> Engine:
        store: Any = LeasedStore(self.store, self.leases[n])
        world = World(
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


@pytest.fixture
def cluster() -> Cluster:
    return Cluster()


def test_who_takes_the_first_webhook_works_the_person_from_then_on(cluster):
    cluster.arrives(0, "ana", "s: uno")
    cluster.wind()
    cluster.arrives(1, "ana", "s: dos")
    cluster.arrives(1, "bea", "s: hola")
    cluster.wind()
    assert cluster.sent_by(0) == ["s: uno", "s: dos"]
    assert cluster.sent_by(1) == ["s: hola"]


def test_nobody_asks_twice_for_what_is_known(cluster):
    cluster.arrives(0, "ana", "s: uno")
    cluster.wind()
    asked = cluster.table.asked
    cluster.arrives(0, "ana", "s: dos")
    cluster.wind()
    assert cluster.table.asked == asked
    assert cluster.sent_by(0) == ["s: uno", "s: dos"]


def test_who_is_new_does_not_wait_for_a_round_of_all_that_others_have(cluster):
    """One round for each of the new people would starve them while more keep coming."""
    rounds = iter(range(5))

    def busy() -> None:
        if next(rounds, None) is not None:
            cluster.executor.submit(busy)
        else:
            held.append(len(cluster.leases[0].known))

    held: list[int] = []
    people = [f"p{n}" for n in range(50)]
    cluster.executor.submit(busy)
    for who in people:
        cluster.arrives(0, who, "s: hola")
    cluster.wind()
    assert held == [50]


def test_a_status_that_another_stored_reaches_the_one_who_waits_for_it(cluster):
    cluster.arrives(0, "ana", "s: uno")
    cluster.wind()
    cluster.to_send("ana", "s: aviso", nudge=False)
    cluster.engines[1].send(["ana"])
    cluster.wind()
    assert cluster.sent_by(0) == ["s: uno", "s: aviso"]
    assert cluster.sent_by(1) == []


def test_what_one_left_behind_is_worked_and_sent_by_the_other_in_order(cluster):
    cluster.arrives(0, "ana", "s: uno")
    cluster.wind()
    cluster.to_send("ana", "s: aviso", nudge=False)  # written, and nobody told
    cluster.writes("ana", "s: dos", "s: tres", nudge=False)
    cluster.executors[0].killed = True
    cluster.leases[0].stop()
    cluster.wind()
    assert cluster.sent_by(1) == ["s: aviso", "s: dos", "s: tres"]


def test_a_frozen_one_that_thaws_neither_works_nor_sends_what_is_anothers(cluster):
    cluster.arrives(0, "ana", "s: uno")
    cluster.wind()
    cluster.leases[0].stop()  # buried as it sleeps; it still believes that Ana is its own
    cluster.writes("ana", "s: dos", nudge=False)
    cluster.to_send("ana", "s: aviso", nudge=False)
    cluster.engines[0].nudge(["ana"])
    cluster.engines[0].send(["ana"])
    cluster.wind(6)
    assert cluster.sent_by(0) == ["s: uno"]
    assert sorted(cluster.sent_by(1)) == ["s: aviso", "s: dos"]


def test_what_is_not_certain_is_not_sent_and_goes_out_when_it_is(cluster):
    cluster.arrives(0, "ana", "s: uno")
    cluster.leases[0].sure = False
    cluster.wind()
    assert cluster.metas[0].tried == []
    cluster.leases[0].sure = True
    cluster.wind(5)
    assert cluster.sent_by(0) == ["s: uno"]


def test_a_row_that_somebody_has_just_is_asked_for_again(cluster):
    cluster.table.busy.add("ana")
    cluster.arrives(0, "ana", "s: uno")
    cluster.wind(0.2)
    assert cluster.sent_by(0) == []
    cluster.table.busy.clear()
    cluster.wind(0.2)
    assert cluster.sent_by(0) == ["s: uno"]


def test_a_database_that_is_away_is_asked_again(cluster):
    cluster.table.away = 2
    cluster.arrives(0, "ana", "s: uno")
    cluster.wind(3)
    assert cluster.sent_by(0) == ["s: uno"]


def test_who_leaves_takes_nothing_more_and_ends_what_it_has(cluster):
    cluster.arrives(0, "ana", "s: uno", "s: dos")
    cluster.engines[0].leave()
    cluster.arrives(0, "bea", "s: hola")
    cluster.wind()
    assert cluster.sent_by(0) == ["s: uno", "s: dos"]
    assert cluster.idle(0)
    cluster.leases[0].stop()
    cluster.wind(1)
    assert cluster.sent_by(1) == ["s: hola"]


def test_the_numbers_rate_is_shared(cluster):
    people = [f"p{n}" for n in range(100)]
    for who in people:
        cluster.arrives(0, who, "s: hola")
    cluster.leases[0].changed()
    cluster.wind(1)
    assert len(cluster.sent_by(0)) == pytest.approx(40, abs=1)  # half of 80 a second


def test_what_is_measured(cluster):
    cluster.arrives(0, "ana", "s: uno")
    cluster.wind()
    assert cluster.meters[0].latest["leases_held"] == 1
    cluster.leases[1].stop()
    assert cluster.meters[0].latest["workers"] == 1
