"""A hundred thousand sessions awake in one process, beside pykka's own actors.

`python -m tests.bench.awake KIND COUNT` measures one kind in a process of its own, so that none
pays for another's memory: `session` (ours, woken by the router), `pooled` (ours, bare) or
`threading` (pykka's, a thread each).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any, cast

import pykka

from milo.cli.libraries import load_flows
from milo.cli.system_world import SortableIds, SystemClock, ThreadExecutor
from milo.cli.terms import terms_of
from milo.engine.actors.pooled import PooledActor
from milo.engine.actors.system import Dependencies, Engine
from milo.engine.conversation.routing import SessionKey
from milo.engine.conversation.worker import ContactWorker, WorkResult
from milo.engine.ports import Transaction
from milo.http.api.metrics import PrometheusMeter
from milo.store.memory import MemoryStore

from . import machine

COUNTS = {"session": 100_000, "pooled": 100_000, "threading": 2_000}
THREADS = 8
_LOOK_SECONDS = 0.02
_LIMIT_SECONDS = 300.0


class OneTurn(ContactWorker):
    """Each contact has one message, which asks for nothing: its actor wakes, and stays."""

    def __init__(self) -> None:
        super().__init__(load_flows(), terms_of, SystemClock(), SortableIds())

    def next_key(self, tx: Transaction, contact_id: str) -> SessionKey | None:
        return SessionKey(contact_id, "peluqueria-carla")

    def do_next(self, tx: Transaction, key: SessionKey) -> WorkResult:
        return WorkResult(True, None)


class Awake(PrometheusMeter):
    """Remembers how many are awake."""

    now = 0.0

    def gauge(self, name: str, value: float, **labels: str) -> None:
        super().gauge(name, value, **labels)
        if name == "sessions_awake":
            self.now = value


def measure(kind: str, count: int) -> dict[str, float]:
    """Measure one kind in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.awake", kind, str(count)]
    told = subprocess.run(command, capture_output=True, check=True, text=True)
    return cast("dict[str, float]", json.loads(told.stdout))


def _sessions(count: int) -> None:
    executor = ThreadExecutor("actors", THREADS)
    meter = Awake()
    world = Dependencies(
        executor=executor,
        calls=executor,
        store=MemoryStore(),
        work=OneTurn(),
        gateway=cast("Any", object()),
        clock=SystemClock(),
        meter=meter,
        awake_limit=count,
    )
    engine = Engine(world)
    engine.start()
    _kept.append(engine)
    engine.nudge(f"contact-{number:08}-of-the-bench" for number in range(count))
    _until(lambda: meter.now == count and engine.idle())


def _pooled(count: int) -> None:
    executor = ThreadExecutor("actors", THREADS)
    _kept.extend(PooledActor.start(executor) for _ in range(count))


def _threading(count: int) -> None:
    _kept.extend(pykka.ThreadingActor.start() for _ in range(count))


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + _LIMIT_SECONDS
    while not holds():
        if time.monotonic() > end:
            raise SystemExit("they did not wake in time")
        time.sleep(_LOOK_SECONDS)


_kept: list[Any] = []
_KINDS = {"session": _sessions, "pooled": _pooled, "threading": _threading}


def main(kind: str, count: int) -> None:
    """Start so many and say what they cost."""
    pid = os.getpid()
    before, began = machine.memory(pid), time.perf_counter()
    _KINDS[kind](count)
    seconds, after = time.perf_counter() - began, machine.memory(pid)
    figures = {
        "count": count,
        "megabytes": after.megabytes,
        "kilobytes_each": round((after.megabytes - before.megabytes) * 1024 / count, 2),
        "starts_per_second": round(count / seconds),
        "threads": after.threads,
    }
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.stdout.flush()
    os._exit(0)  # two thousand threads would take a while to be told


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
