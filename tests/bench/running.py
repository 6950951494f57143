"""One run: a fresh database, a real server, people who write, and what came of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from . import machine
from .databases import Counts, Database, fresh_database
from .merchants import make_merchants
from .names import HOST
from .plan import Plan
from .processes import Load, free_port, load, server

SLACK_SECONDS = 70.0
"""How much later than planned the people may tell something."""


@dataclass(frozen=True, slots=True)
class Cpu:
    """CPU seconds used so far."""

    server: float
    people: float
    database: float
    machine: float

    @classmethod
    def now(cls, server: int, people: int, backends: list[int]) -> Cpu:
        """Look at the processes."""
        return cls(
            machine.cpu_seconds([server]),
            machine.cpu_seconds([people]),
            machine.cpu_seconds(backends),
            machine.busy_seconds(),
        )


def run(database: str, plan: Plan, folder: Path) -> dict[str, Any]:
    """Run once and return its figures."""
    port = free_port()
    log = folder / f"server-{database}.log"
    with fresh_database(database, folder) as fresh, load(port, plan) as people:
        graph_port = people.hear(SLACK_SECONDS)["graph_port"]
        with server(port, graph_port, fresh.url, log) as pid:
            make_merchants(f"http://{HOST}:{port}", plan.merchants)
            before, after, memory = _measure(fresh, people, pid, plan)
            told = people.hear(plan.drain + SLACK_SECONDS)
        found = faults(told, fresh.count(), with_statuses=plan.statuses != "none")
    return {"database": database, **_figures(plan, told, before, after), **memory, "faults": found}


def _measure(
    fresh: Database, people: Load, pid: int, plan: Plan
) -> tuple[Cpu, Cpu, dict[str, Any]]:
    people.begin()
    people.hear(plan.warm_up + SLACK_SECONDS)
    # Those that work for the server now do so until its end, so that one list serves twice.
    before = Cpu.now(pid, people.pid, backends := fresh.backends())
    people.hear(plan.seconds + SLACK_SECONDS)
    after = Cpu.now(pid, people.pid, backends)
    return before, after, asdict(machine.memory(pid))


def _figures(plan: Plan, told: dict[str, Any], before: Cpu, after: Cpu) -> dict[str, Any]:
    measured = told["measured"]
    answered = measured.get("answered", 0)
    used = {name: value - asdict(before)[name] for name, value in asdict(after).items()}
    others = used.pop("machine") - sum(used.values())
    return {
        "answered_per_second": round(answered / plan.seconds, 1),
        "booked_per_second": round(measured.get("booked", 0) / plan.seconds, 1),
        "posts_per_second": round(
            (measured.get("acknowledged", 0) + measured.get("status posts", 0)) / plan.seconds, 1
        ),
        "milliseconds": told["milliseconds"],
        "cpu_ms_per_message": {
            name: round(seconds * 1000 / answered, 3) if answered else None
            for name, seconds in used.items()
        },
        "cores_used_by_others": round(others / plan.seconds, 2),
        "counts": told["counts"],
    }


def faults(told: dict[str, Any], rows: Counts, *, with_statuses: bool) -> list[str]:
    """Return what was lost, doubled or refused, from what people saw and what the rows say."""
    counts = told["counts"]
    acknowledged, answered = counts.get("acknowledged", 0), counts.get("answered", 0)
    same = {
        "messages written and acknowledged": (counts.get("written", 0), acknowledged),
        "messages acknowledged and answered": (acknowledged, answered),
        "messages acknowledged and in the inbox": (acknowledged, rows["inbox"]),
        "answers got and in the outbox": (answered, rows["outbox"]),
        "bookings told and in the agenda": (counts.get("booked", 0), rows["bookings"]),
    }
    if with_statuses:
        same["answers in the outbox and read"] = (rows["outbox"], rows["read"])
    none = {
        "answered twice": counts.get("answered twice", 0),
        "acknowledged and never answered": told["unanswered"],
        "undone in the inbox": rows["undone"],
        "parked in the inbox": rows["parked"],
        "unsent or failed in the outbox": rows["unsent"],
    }
    found = [f"{what}: {one} and {two}" for what, (one, two) in same.items() if one != two]
    found += [f"{what}: {number}" for what, number in none.items() if number]
    refused = ("refused with", "posts without", "connections lost")
    return found + [f"{what}: {n}" for what, n in counts.items() if what.startswith(refused)]
