"""One run: people write all the while, and one thing after another happens to the processes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from ..bench.graph import Graph
from ..bench.ledger import Ledger
from ..bench.merchants import make_merchants
from ..bench.names import APP_SECRET, TOKEN
from ..bench.plan import Plan
from .network import Network
from .processes import Process
from .promises import Trouble, out_of_order, repeated, rows, unknown
from .proxy import Proxy
from .witness import Witness

LOOK_SECONDS = 0.02
DRAIN_SECONDS = 60.0
BEFORE_SECONDS, AFTER_SECONDS = 5.0, 2.0
"""How long before and after a fault a message may have reached Meta without our knowing."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What happened to one process, and to the people whom it had.

    Attributes:
        gone: seconds until its lease was gone; None where it stayed.
        in_doubt: people of whom a message was on its way just then.
    """

    name: str
    at: float
    until: float
    people: frozenset[str]
    in_doubt: frozenset[str]
    gone: float | None


@dataclass
class Story:
    """The processes, the people, and what happened.

    Args:
        database: the URL, with `{}` for its host.
        data: the database's address here.
    """

    network: Network
    database: str
    data: str
    plan: Plan
    folder: Path
    tell: Callable[[str], None] = lambda _: None
    faults: list[Fault] = field(default_factory=list)
    processes: list[Process] = field(default_factory=list)
    proxy: Proxy = field(default_factory=lambda: Proxy(APP_SECRET))

    async def play(self, faults: Callable[[Story], Any]) -> dict[str, Any]:
        """Start all, let people write while `faults` happen, end all; return what was seen."""
        self._ledger = Ledger()
        self._ledger.measuring = True
        proxy: Any = self.proxy
        self._witness = Witness(self.plan, proxy, self._ledger)
        loop = asyncio.get_running_loop()
        graph = await loop.create_server(
            lambda: Graph(TOKEN, self._witness.taken), "0.0.0.0", 0, backlog=256
        )
        self._graph_port = graph.sockets[0].getsockname()[1]
        self._connection = psycopg.connect(self.database.format(self.data), autocommit=True)
        try:
            await asyncio.gather(*(self.start(n) for n in range(len(self.network.hosts))))
            host, port = self.processes[0].to
            await asyncio.to_thread(make_merchants, f"http://{host}:{port}", self.plan.merchants)
            await self._witness.come()
            await faults(self)
            self._witness.stop()
            drained = await self._drain()
            ended = [await asyncio.to_thread(each.terminate) for each in self._running()]
            return self._report(drained, ended)
        finally:
            for process in self.processes:
                process.discard()
            self._connection.close()
            graph.close()

    async def start(self, number: int) -> Process:
        """Start a process on a host, and have webhooks brought to it."""
        host = self.network.hosts[number]
        process = Process(host, self.database, self._graph_port, self.folder / f"{host.name}.log")
        self.processes.append(process)
        await asyncio.to_thread(process.wait_until_it_serves)
        self.proxy.serve(*process.to)
        return process

    def on(self, number: int) -> Process:
        """Return the process that runs on a host."""
        host = self.network.hosts[number]
        return next(each for each in reversed(self.processes) if each.host == host)

    def answered(self) -> int:
        """Return how many messages have reached Meta."""
        return len(self._witness.sent)

    async def strike(
        self, name: str, process: Process, act: Callable[[], object], seconds: float
    ) -> None:
        """Let something happen to a process, and look for so long what becomes of its people."""
        (epoch,) = self._ask("SELECT epoch FROM workers WHERE place LIKE %s", f"%:{process.pid}")[0]
        people = frozenset(
            phone for (phone,) in self._ask(_HELD, epoch) if phone in self._witness._writers
        )
        at = time.monotonic()
        await asyncio.to_thread(act)
        in_doubt = frozenset(phone for (phone,) in self._ask(_CLAIMED, epoch))
        gone = await self._seconds_until_gone(epoch, at, seconds)
        await asyncio.sleep(max(0.0, at + seconds - time.monotonic()))
        until = time.monotonic()
        self.faults.append(Fault(name, at, until, people, in_doubt & people, gone))
        began = datetime.now(UTC) - timedelta(seconds=until - at)
        self.tell(f"{began:%H:%M:%S.%f} {name}: {self._shown(self.faults[-1])}")

    async def _seconds_until_gone(self, epoch: int, at: float, limit: float) -> float | None:
        while time.monotonic() < at + limit:
            if not self._ask("SELECT 1 FROM workers WHERE epoch = %s", epoch):
                return round(time.monotonic() - at, 3)
            await asyncio.sleep(LOOK_SECONDS)
        return None

    async def _drain(self) -> bool:
        """Wait until everybody has an answer, and all rows are done; return whether that came."""
        deadline = time.monotonic() + DRAIN_SECONDS
        while time.monotonic() < deadline:
            left = rows(self._connection)
            quiet = not (self._witness.waiting() or self.proxy.under_way)
            if quiet and not (left["undone"] or left["unsent"]):
                return True
            await asyncio.sleep(0.2)
        return False

    def _running(self) -> list[Process]:
        return [each for each in self.processes if each.runs()]

    def _ask(self, sql: str, *values: Any) -> list[Any]:
        return self._connection.execute(sql.encode(), values).fetchall()

    # -- what was seen ----------------------------------------------------------------------------

    def _report(self, drained: bool, ended: list[int]) -> dict[str, Any]:
        sent = self._witness.sent
        troubles = [
            Trouble(each.name, each.at - BEFORE_SECONDS, each.at + AFTER_SECONDS, each.people)
            for each in self.faults
        ]
        excused, guilty = repeated(sent, troubles)
        return {
            "network": self.network.kind,
            "processes": len(self.network.hosts),
            "people": self.plan.people,
            "written": self._ledger.counts["written"],
            "milliseconds": self._ledger.milliseconds().get("answered"),
            "tries": dict(self.proxy.counts),
            "rows": rows(self._connection),
            "faults": {each.name: self._shown(each) for each in self.faults},
            "drained": drained,
            "unanswered": self._witness.unanswered(),
            "repeated, Meta's answer unknown": len(excused),
            "repeated without an excuse": guilty,
            "out of order": out_of_order(self._connection, sent),
            "counted as sent, never seen": unknown(self._connection, sent),
            "ended with": ended,
        }

    def _shown(self, fault: Fault) -> dict[str, Any]:
        calm = self._witness.pauses(set(fault.people - fault.in_doubt), fault.at, fault.until)
        doubt = self._witness.pauses(set(fault.in_doubt), fault.at, fault.until)
        return {
            "people": len(fault.people),
            "lease gone after": fault.gone,
            "answered": len(calm),
            "pause median": round(median(calm), 3) if calm else None,
            "pause max": round(max(calm), 3) if calm else None,
            "in doubt": len(fault.in_doubt),
            "pause in doubt max": round(max(doubt), 3) if doubt else None,
        }


_HELD = "SELECT user_phone FROM contacts WHERE leased_to = %s"
_CLAIMED = """
SELECT DISTINCT c.user_phone FROM contacts c JOIN outbox o ON o.contact_id = c.id
WHERE c.leased_to = %s AND o.status = 'pending' AND o.claimed_at IS NOT NULL
"""


def faults_of(report: dict[str, Any]) -> list[str]:
    """Return what breaks a promise."""
    wrong = [f"{name}: {report['rows'][name]}" for name in _NONE if report["rows"][name]]
    wrong += [f"{name}: {report[name]}" for name in _EMPTY if report[name]]
    if not report["drained"] or any(report["ended with"]):
        wrong.append(f"not drained, or ended with {report['ended with']}")
    return wrong


_NONE = ("undone", "parked", "unsent", "worked twice", "worked out of order")
_EMPTY = (
    "unanswered",
    "repeated without an excuse",
    "out of order",
    "counted as sent, never seen",
)
