"""`python -m tests.bench.soak`: a day's messages in an hour, or in less; what grows is told.

Every half a minute it looks at the server's processes: memory, descriptors, threads. At the end it
prints them as a table and compares the last quarter with the second: the first is warm-up.
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
from .running import Look, run

PER_DAY = 250_000
"""Messages that a busy number gets in a day."""
MOST_PER_SECOND = 150.0
"""A day in less than an hour is faster, up to this."""
PAUSE = 30.0
LOOK_SECONDS = 30.0
RAMP = 60.0
FLAT = 0.05
"""How much more the last quarter may hold than the second."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What the server's processes hold at one moment, added up."""

    megabytes: float
    descriptors: int
    threads: int

    @classmethod
    def of(cls, pid: int) -> Sample:
        """Look at a process and those that it started."""
        family = machine.family(pid)
        memory = machine.memory_of(family)
        return cls(memory.megabytes, sum(map(machine.descriptors, family)), memory.threads)


def soak(minutes: float, database: str, folder: Path) -> dict[str, Any]:
    """Play so long, and return the run's figures with the samples and what grew."""
    seconds = minutes * 60
    people = round(min(PER_DAY / seconds, MOST_PER_SECOND) * PAUSE)
    plan = Plan(seconds=seconds, ramp=RAMP, people=people, pause=PAUSE, statuses="batched")
    samples: list[Sample] = []
    over = threading.Event()

    def watch(pid: int) -> None:
        while not over.wait(LOOK_SECONDS):
            samples.append(Sample.of(pid))

    figures = run(database, replace(plan, drain=60.0), folder, Look(watch, over.set))
    quarter = max(1, len(samples) // 4)
    second, last = samples[quarter : 2 * quarter] or samples, samples[-quarter:]
    growth = {
        name: round(_mean(last, name) / _mean(second, name) - 1, 4)
        for name in ("megabytes", "descriptors", "threads")
    }
    grew = [f"{name} grew by {by:.1%}" for name, by in growth.items() if by > FLAT]
    return {
        **figures,
        "minutes": minutes,
        "samples": [asdict(sample) for sample in samples],
        "growth": growth,
        "faults": [*figures["faults"], *grew],
    }


def _mean(samples: list[Sample], name: str) -> float:
    return mean(getattr(sample, name) for sample in samples)


def _print(figures: dict[str, Any]) -> None:
    console = Console(highlight=False)
    table = Table(title=f"{figures['minutes']:g} minutes, {figures['counts']['answered']} answered")
    for title in ("minute", "memory, MB", "descriptors", "threads"):
        table.add_column(title, justify="right")
    samples = figures["samples"]
    for number in range(0, len(samples), max(1, len(samples) // 12)):
        one = samples[number]
        minute = f"{(number + 1) * LOOK_SECONDS / 60:g}"
        table.add_row(minute, *(f"{value:g}" for value in one.values()))
    console.print(table)
    for fault in figures["faults"]:
        console.print(f"[red]{fault}[/red]")


def main() -> int:
    """Return 0 when all stayed flat and nothing was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    asked = parser.parse_args()
    folder = Path(".bench")
    folder.mkdir(exist_ok=True)
    figures = soak(asked.minutes, asked.database, folder)
    _print(figures)
    (folder / "soak.json").write_text(json.dumps(figures, indent=1))
    return 1 if figures["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
