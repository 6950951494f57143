"""What the figures of a whole bench reach, line by line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from . import turns
from .report import NAMES, shown
from .sections import SECTIONS


@dataclass(frozen=True, slots=True)
class Goal:
    """One line: what was to reach, what was measured."""

    what: str
    goal: str
    value: float
    reached: bool


def goals_of(whole: dict[str, Any]) -> list[Goal]:
    """Return a line for each goal that was measured."""
    return [*_of_sections(whole["sections"]), *_of_parts(whole["parts"])]


def _of_sections(sections: dict[str, Any]) -> Iterator[Goal]:
    for section in SECTIONS:
        if section.key not in sections:
            continue
        runs = sections[section.key]["runs"]
        for line in section.lines:
            value = line.value(runs)
            if value is not None:
                yield Goal(line.what, line.goal, value, line.reached(value))


def _of_parts(parts: dict[str, Any]) -> Iterator[Goal]:
    yield from (
        goal for name, read in _PARTS.items() if name in parts for goal in read(parts[name])
    )


def _turns(part: dict[str, Any]) -> Iterator[Goal]:
    yield _least(
        "turns a second without texts, one thread", part["decided"], turns.TARGETS["decided"]
    )
    yield _least(
        "turns a second with texts, one thread", part["rendered"], turns.TARGETS["rendered"]
    )


def _awake(part: dict[str, Any]) -> Iterator[Goal]:
    sessions = part["session"]
    what = f"MB with {sessions['count']:,.0f} sessions awake, on {sessions['threads']} threads"
    yield _most(what, sessions["megabytes"], 512)


def _scale(part: dict[str, Any]) -> Iterator[Goal]:
    for kind, found in part.items():
        for matter, figures in found.items():
            what = f"{matter} on {NAMES[kind]}: a million beside a thousand, times"
            yield _most(what, figures["ratio"], 1.5)
    sqlite = part["sqlite"]
    slots = sqlite["availability of thirty days"]["many"]
    yield _most("thirty days of availability, 10,000 bookings, ms", slots, 10)
    start = sqlite["start-up to the first message taken"]["many"]
    yield _most("start-up to the first message taken, ms", start, 1000)


def _slow(part: dict[str, Any]) -> Iterator[Goal]:
    beside = part["beside_p99"]
    what = f"others beside an outside action of {part['slow_seconds']:.0f} s, answered p99, ms"
    yield _most(what, beside, max(50.0, 2 * part["alone_p99"]))


def _fairness(part: dict[str, Any]) -> Iterator[Goal]:
    what = (
        f"an answer of another merchant's behind {part['behind']:.0f} of one's rush, "
        f"at {part['rate']:.0f} a second, s"
    )
    yield _most(what, part["other_seconds"], 1)


_PARTS: dict[str, Callable[[dict[str, Any]], Iterator[Goal]]] = {
    "turns": _turns,
    "awake": _awake,
    "slow": _slow,
    "fairness": _fairness,
    "scale": _scale,
}


def _least(what: str, value: float, goal: float) -> Goal:
    return Goal(what, f"{goal:,.0f}", value, value >= goal)


def _most(what: str, value: float, goal: float) -> Goal:
    return Goal(what, f"at most {goal:,g}", value, value <= goal)


def print_goals(console: Console, goals: Sequence[Goal]) -> None:
    """Print what was to reach, and what was."""
    table = Table(title="What was to reach", title_justify="left", title_style="bold")
    table.add_column("")
    table.add_column("to reach", justify="right")
    table.add_column("measured", justify="right")
    table.add_column("")
    for goal in goals:
        mark = "[green]✓[/green]" if goal.reached else "[red]short[/red]"
        table.add_row(goal.what, goal.goal, shown(goal.value), mark)
    console.print(table)
