"""`python -m tests.bench.soak`: a day's messages in an hour, or in less; what grows is told.

Every half a minute it looks at the server's processes (memory, descriptors, threads) and at what
its database takes. At the end it prints them as a table and compares the last quarter with the
second: the first is warm-up.

With `--keep-days 10` retention runs meanwhile, in the server and as it does it by itself, but a day
of it is a minute (`retained.py`); people leave after a while and others come. So messages, turns
and conversations go as fast as they come, and what they take may not grow either.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import mean
from typing import Any

from rich.console import Console
from rich.table import Table

from . import machine
from .plan import Plan
from .running import Look, Subject, run

PER_DAY = 250_000
"""Messages that a busy number gets in a day."""
MOST_PER_SECOND = 150.0
"""A day in less than an hour is faster, up to this."""
PAUSE = 30.0
STAY = 300.0
"""Somebody writes so long, where retention is to have conversations that end."""
LOOK_SECONDS = 30.0
RAMP = 60.0
FLAT = 0.05
"""How much more the last quarter may hold than the second."""
LASTING = ("bookings", "contacts", "timers")
"""Tables of which retention takes nothing yet: bookings to come, and whose they are."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What the server's processes hold at one moment, added up, and what its database takes.

    Attributes:
        file: megabytes of the database.
        passing: of these, what is not bookings to come and whose they are.
    """

    megabytes: float
    descriptors: int
    threads: int
    file: float = 0.0
    passing: float = 0.0

    @classmethod
    def of(cls, subject: Subject) -> Sample:
        """Look at a server, the processes that it started, and its database."""
        family = machine.family(subject.pid)
        memory = machine.memory_of(family)
        tables = subject.megabytes()
        file = tables.get("file", 0.0)
        passing = file - sum(tables.get(name, 0.0) for name in LASTING)
        descriptors = sum(map(machine.descriptors, family))
        return cls(memory.megabytes, descriptors, memory.threads, round(file, 1), round(passing, 1))


def soak(
    minutes: float, database: str, folder: Path, rate: float = 0.0, keep_days: int = 0
) -> dict[str, Any]:
    """Play so long, and return the run's figures with the samples and what grew.

    Args:
        rate: messages a second; 0: a day's in this time.
        keep_days: that messages are kept, a minute for a day; 0: all are.
    """
    seconds = minutes * 60
    people = round((rate or min(PER_DAY / seconds, MOST_PER_SECOND)) * PAUSE)
    plan = Plan(seconds=seconds, ramp=RAMP, people=people, pause=PAUSE, statuses="batched")
    if keep_days:
        plan = replace(plan, kept_days=keep_days, stay=STAY)
    samples: list[Sample] = []
    over = threading.Event()

    def watch(subject: Subject) -> None:
        while not over.wait(LOOK_SECONDS):
            samples.append(Sample.of(subject))

    figures = run(database, replace(plan, drain=60.0), folder, Look(watch, over.set))
    quarter = max(1, len(samples) // 4)
    second, last = samples[quarter : 2 * quarter] or samples, samples[-quarter:]
    bounded = ["megabytes", "descriptors", "threads", *(["passing"] if keep_days else [])]
    growth = {name: _growth(second, last, name) for name in bounded}
    grew = [f"{name} grew by {by:.1%}" for name, by in growth.items() if by > FLAT]
    return {
        **figures,
        "minutes": minutes,
        "keep_days": keep_days,
        "samples": [asdict(sample) for sample in samples],
        "growth": growth,
        "faults": [*figures["faults"], *grew],
    }


def _growth(before: list[Sample], after: list[Sample], name: str) -> float:
    first, last = (mean(getattr(one, name) for one in samples) for samples in (before, after))
    return round(last / first - 1, 4)


def _print(figures: dict[str, Any]) -> None:
    console = Console(highlight=False)
    table = Table(title=f"{figures['minutes']:g} minutes, {figures['counts']['answered']} answered")
    for title in ("minute", "memory, MB", "descriptors", "threads", "file, MB", "passing, MB"):
        table.add_column(title, justify="right")
    samples = figures["samples"]
    for number in range(0, len(samples), max(1, len(samples) // 12)):
        one = samples[number]
        minute = f"{(number + 1) * LOOK_SECONDS / 60:g}"
        table.add_row(minute, *(f"{value:g}" for value in one.values()))
    console.print(table)
    console.print(f"From the second quarter to the last: {figures['growth']}")
    console.print(f"Rows at the end: {figures['rows']}")
    for fault in figures["faults"]:
        console.print(f"[red]{fault}[/red]")


def main() -> int:
    """Return 0 when all stayed flat and nothing was lost."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.soak",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--rate", type=float, default=0.0, help="messages a second; 0: a day's")
    parser.add_argument("--keep-days", type=int, default=0, help="a minute each; 0: all is kept")
    asked = parser.parse_args()
    folder = Path(".bench")
    folder.mkdir(exist_ok=True)
    figures = soak(asked.minutes, asked.database, folder, asked.rate, asked.keep_days)
    _print(figures)
    (folder / f"soak-{asked.database}.json").write_text(json.dumps(figures, indent=1))
    return 1 if figures["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
