"""One run: a fresh database, a real server, people who write, and what came of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from milo.http.forms.keys import FormKeys, new_key

from . import machine
from .databases import Counts, fresh_database
from .merchants import make_merchants, publish_form
from .names import HOST, form_slug_of
from .plan import Plan
from .processes import Load, free_port, load, milo, peer

SLACK_SECONDS = 70.0
"""How much later than planned the people may tell something."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is measured: its process, and what may be asked of its database."""

    pid: int
    backends: Callable[[], list[int]]
    counts: Counts
    megabytes: Callable[[], dict[str, float]] = dict


@dataclass(frozen=True, slots=True)
class Cpu:
    """CPU seconds used so far.

    Attributes:
        server: by the process that takes the webhook.
        helpers: by those that it started.
        people: by people and Meta.
        database: by the database's processes that work for the server.
        machine: by all that runs on the machine.
    """

    server: float
    helpers: float
    people: float
    database: float
    machine: float

    @classmethod
    def now(cls, server: int, people: int, backends: list[int]) -> Cpu:
        """Look at the processes."""
        return cls(
            machine.cpu_seconds([server]),
            machine.cpu_seconds(machine.family(server)[1:]),
            machine.cpu_seconds([people]),
            machine.cpu_seconds(backends),
            machine.busy_seconds(),
        )


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody who looks at the server while it is measured, in a thread of his own.

    Attributes:
        watch: looks at what is measured, until it is told to stop.
        stop: tells it.
    """

    watch: Callable[[Subject], None]
    stop: Callable[[], None]


def run(subject: str, plan: Plan, folder: Path, look: Look | None = None) -> dict[str, Any]:
    """Run once and return its figures.

    Args:
        subject: `sqlite` or `postgres`, for a Milo on that database, or `peer`.
        plan: how people write.
        folder: where the server's log is left.
        look: who looks meanwhile.
    """
    port, key = free_port(), None
    if plan.fillers:
        key = folder / "forms.pem"
        key.write_bytes(new_key())
        plan = replace(plan, key=FormKeys(key.read_bytes()).public)
    with load(port, plan) as people:
        graph_port = people.hear(SLACK_SECONDS)["graph_port"]
        serving = _peer if subject == "peer" else _milo
        with serving(subject, port, graph_port, plan, folder, key) as measured:
            with _looking(look, measured):
                before, after, memory = _measure(people, measured, plan)
            told = people.hear(plan.drain + SLACK_SECONDS)
    found = faults(told, measured.counts, plan)
    told_of = {**_figures(plan, told, before, after), **memory, "rows": measured.counts}
    return {"subject": subject, **told_of, "faults": found}


@contextmanager
def _milo(
    database: str, port: int, graph_port: int, plan: Plan, folder: Path, key: Path | None
) -> Iterator[Subject]:
    counts: Counts = {}
    log = folder / f"server-{database}.log"
    with fresh_database(database, folder) as fresh:
        with milo(port, graph_port, fresh.url, log, key, plan.kept_days) as pid:
            make_merchants(f"http://{HOST}:{port}", plan.merchants)
            if plan.fillers:
                publish_form(fresh.url)
                there = f"http://{HOST}:{port}"
                make_merchants(there, plan.merchants, form_slug_of, forms="greeting")
            yield Subject(pid, fresh.backends, counts, fresh.megabytes)
        counts.update(fresh.count())


@contextmanager
def _peer(
    _: str, port: int, graph_port: int, plan: Plan, folder: Path, key: Path | None
) -> Iterator[Subject]:
    del plan, key
    with (
        TemporaryDirectory(dir=folder) as kept,
        peer(port, graph_port, Path(kept) / "peer.db", folder / "server-peer.log") as pid,
    ):
        yield Subject(pid, list, {})


@contextmanager
def _looking(look: Look | None, subject: Subject) -> Iterator[None]:
    if look is None:
        yield
        return
    thread = threading.Thread(target=look.watch, args=[subject])
    thread.start()
    try:
        yield
    finally:
        look.stop()
        thread.join()


def _measure(people: Load, subject: Subject, plan: Plan) -> tuple[Cpu, Cpu, dict[str, Any]]:
    people.begin()
    people.hear(plan.ramp + plan.settle + SLACK_SECONDS)
    backends = subject.backends()  # by now all that will work for the server do
    before = Cpu.now(subject.pid, people.pid, backends)
    people.hear(plan.seconds + SLACK_SECONDS)
    after = Cpu.now(subject.pid, people.pid, backends)
    return before, after, asdict(machine.memory_of(machine.family(subject.pid)))


def _figures(plan: Plan, told: dict[str, Any], before: Cpu, after: Cpu) -> dict[str, Any]:
    measured = told["measured"]
    answered = measured.get("answered", 0)
    used = {name: value - asdict(before)[name] for name, value in asdict(after).items()}
    others = used.pop("machine") - sum(used.values())
    posts = measured.get("acknowledged", 0) + measured.get("status posts", 0)
    return {
        "answered_per_second": round(answered / plan.seconds, 1),
        "booked_per_second": round(measured.get("booked", 0) / plan.seconds, 1),
        "posts_per_second": round(posts / plan.seconds, 1),
        "exchanges_per_second": round(measured.get("exchange", 0) / plan.seconds, 1),
        "exchanges_failed": measured.get("exchange failed", 0),
        "statuses_per_second": round(measured.get("statuses", 0) / plan.seconds, 1),
        "milliseconds": told["milliseconds"],
        "cpu_ms_per_message": {
            name: round(seconds * 1000 / answered, 3) if answered else None
            for name, seconds in used.items()
        },
        "cores_used_by_others": round(others / plan.seconds, 2),
        "counts": told["counts"],
    }


def faults(told: dict[str, Any], rows: Counts, plan: Plan) -> list[str]:
    """Return what was lost, doubled or refused, from what people saw and what the rows say.

    Args:
        told: the people's figures.
        rows: counts of rows; none for the peer, of which only people can tell.
        plan: how they wrote.
    """
    counts = told["counts"]
    acknowledged, answered = counts.get("acknowledged", 0), counts.get("answered", 0)
    same = {
        "messages written and acknowledged": (counts.get("written", 0), acknowledged),
        "messages acknowledged and answered": (acknowledged, answered),
    }
    none = {
        "answered twice": counts.get("answered twice", 0),
        "acknowledged and never answered": told["unanswered"],
    }
    if rows and plan.kept_days:  # of most of what people saw no row is left
        same["bookings told and in the agenda"] = (counts.get("booked", 0), rows["bookings"])
    elif rows:
        asked = counts.get("form greeted", 0) + counts.get("exchange", 0)
        taken, booked = counts.get("forms taken", 0), counts.get("booked by form", 0)
        same["forms asked for and greeted"] = (
            counts.get("forms asked for", 0),
            counts.get("form greeted", 0),
        )
        most = acknowledged + asked
        least = most - counts.get("exchange failed", 0)  # asked again, some find their answer
        same["messages acknowledged and in the inbox"] = (
            rows["inbox"] if least <= rows["inbox"] <= most else most,
            rows["inbox"],
        )
        same["answers got and in the outbox"] = (answered + taken, rows["outbox"])
        told_of = counts.get("booked", 0) + booked
        same["bookings told and in the agenda"] = (told_of, rows["bookings"])
    if rows:
        if plan.statuses != "none":
            same["answers in the outbox and read"] = (rows["outbox"], rows["read"])
        none["undone in the inbox"] = rows["undone"]
        none["parked in the inbox"] = rows["parked"]
        none["unsent or failed in the outbox"] = rows["unsent"]
    found = [f"{what}: {one} and {two}" for what, (one, two) in same.items() if one != two]
    found += [f"{what}: {number}" for what, number in none.items() if number]
    refused = ("refused with", "posts without")
    return found + [f"{what}: {n}" for what, n in counts.items() if what.startswith(refused)]
