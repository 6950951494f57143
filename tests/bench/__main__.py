"""`python -m tests.bench`: measure a real server, print tables and a picture, keep the figures."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from . import awake, fairness, scale, slow, turns
from .goals import Goal, goals_of, print_goals
from .machine import describe
from .picture import draw
from .processes import BenchError
from .publishing import publish
from .report import NAMES, WIDTH, Run, print_runs
from .running import run
from .sections import SECTIONS, Section

FOLDER = Path(".bench")
UNFINISHED = FOLDER / "unfinished.json"
"""What was measured so far, should the rest fail."""
PARTS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "turns": lambda _: turns.figures(),
    "awake": lambda _: {kind: awake.measure(kind, n) for kind, n in awake.COUNTS.items()},
    "slow": slow.figures,
    "fairness": fairness.figures,
    "scale": lambda folder: scale.figures(scale.MANY, folder),
}
"""What is measured inside one process, or without people."""


def main() -> int:
    """Return 0 when nothing was lost, 1 when something was or a run failed."""
    asked = _read()
    FOLDER.mkdir(exist_ok=True)
    whole: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": describe(),
        "command": " ".join(["python -m tests.bench", *sys.argv[1:]]),
        "sections": {},
        "parts": {},
    }
    console = Console(highlight=False, width=WIDTH)
    try:
        for section in SECTIONS:
            if section.key in asked.only:
                runs = _section(section, asked)
                whole["sections"][section.key] = {"plan": asdict(section.plan), "runs": runs}
                print_runs(console, section.title, runs)
                UNFINISHED.write_text(json.dumps(whole, indent=1))
        for name, part in PARTS.items():
            if name in asked.only:
                _say(f"{name} …")
                whole["parts"][name] = part(FOLDER)
                console.print_json(data={name: whole["parts"][name]})
    except BenchError as error:
        _say(str(error))
        return 1
    goals = goals_of(whole)
    print_goals(console, goals)
    console.print(f"{whole['machine']}\n{whole['command']}", style="dim")
    _keep(whole, goals, asked)
    return 1 if _lost(whole) else 0


def _section(section: Section, asked: argparse.Namespace) -> list[Run]:
    runs = []
    plan = replace(section.plan, seconds=asked.seconds)
    subjects = [subject for subject in section.subjects if subject in asked.subjects]
    for number in range(asked.rounds):
        for subject in subjects:
            _say(f"{section.title}: {NAMES[subject]}, round {number + 1} of {asked.rounds} …")
            runs.append(run(subject, plan, FOLDER))
    return runs


def _keep(whole: dict[str, Any], goals: list[Goal], asked: argparse.Namespace) -> None:
    kept = FOLDER / f"{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    kept.write_text(json.dumps(whole, indent=1))
    drawing = FOLDER / "throughput.svg"
    drawing.write_text(draw(whole))
    _say(f"{kept}, {drawing}")
    if asked.publish:
        publish(whole, goals)


def _lost(whole: dict[str, Any]) -> bool:
    """Return whether one of ours lost or doubled anything; the peer promises nothing."""
    runs = [run for section in whole["sections"].values() for run in section["runs"]]
    return any(run["faults"] for run in runs if run["subject"] != "peer")


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _read() -> argparse.Namespace:
    keys = [section.key for section in SECTIONS] + list(PARTS)
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description="Measure a real server: messages a second, acknowledgements, CPU, memory.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--only", nargs="+", choices=keys, default=keys, metavar="SECTION")
    parser.add_argument("--subjects", nargs="+", choices=list(NAMES), default=list(NAMES))
    parser.add_argument("--rounds", type=int, default=2, help="runs on each, in turn")
    parser.add_argument("--seconds", type=float, default=15.0, help="measured in each run")
    parser.add_argument("--publish", action="store_true", help="write docs/performance.md")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
