"""The figures as they stand in docs/performance.md: written by the bench, never by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from .goals import Goal
from .picture import draw
from .report import NAMES, shown, subjects_of, table_rows
from .sections import SECTIONS

PAGE = Path("docs/performance.md")
PICTURE = Path("docs/img/throughput.svg")
BEGIN, END = "<!-- figures: make bench -->", "<!-- end of figures -->"


def publish(whole: dict[str, Any], goals: Sequence[Goal]) -> None:
    """Put the figures into the page, between its two marks, and the picture beside it."""
    before, _, rest = PAGE.read_text().partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise SystemExit(f"{PAGE} lacks its marks: {BEGIN} … {END}")
    figures = "\n".join(_lines(whole, goals))
    PAGE.write_text(f"{before}{BEGIN}\n\n{figures}\n\n{END}{after}")
    PICTURE.write_text(draw(whole))


def _lines(whole: dict[str, Any], goals: Sequence[Goal]) -> Iterator[str]:
    yield f"{whole['at'][:10]}, {whole['machine']}, `{whole['command']}`."
    yield ""
    yield "![Messages answered a second, beside the peer](img/throughput.svg)"
    yield ""
    yield "| | to reach | measured | |"
    yield "|---|---|---|---|"
    for goal in goals:
        mark = "✓" if goal.reached else "short"
        yield f"| {goal.what} | {goal.goal} | {shown(goal.value)} | {mark} |"
    for section in SECTIONS:
        if section.key in whole["sections"]:
            yield from _section(section.title, whole["sections"][section.key]["runs"])
    if "awake" in whole["parts"]:
        yield from _awake(whole["parts"]["awake"])
    if "scale" in whole["parts"]:
        yield from _scale(whole["parts"]["scale"])


def _section(title: str, runs: list[dict[str, Any]]) -> Iterator[str]:
    subjects = subjects_of(runs)
    yield ""
    yield f"**{title}** (median, and from least to most)"
    yield ""
    yield f"| | {' | '.join(NAMES[subject] for subject in subjects)} |"
    yield "|---" * (len(subjects) + 1) + "|"
    for row in table_rows(runs):
        if row is not None:
            yield f"| {' | '.join(cell.strip() for cell in row)} |"
    yield ""
    for run in runs:
        for fault in run["faults"]:
            yield f"- {NAMES[run['subject']]}: {fault}"


def _awake(part: dict[str, Any]) -> Iterator[str]:
    names = {
        "session": "sessions, woken by the router",
        "pooled": "our actor, bare",
        "threading": "pykka's `ThreadingActor`",
    }
    yield ""
    yield "**Awake in one process**"
    yield ""
    yield "| | awake | MB | KB each | starts a second | threads |"
    yield "|---|---|---|---|---|---|"
    for kind, one in part.items():
        cells = ("count", "megabytes", "kilobytes_each", "starts_per_second", "threads")
        yield f"| {names[kind]} | {' | '.join(f'{one[cell]:,g}' for cell in cells)} |"


def _scale(part: dict[str, Any]) -> Iterator[str]:
    yield ""
    yield "**The millionth session beside the thousandth** (milliseconds, median)"
    yield ""
    yield "| | 1,000 on disk | 1,000,000 on disk | times |"
    yield "|---|---|---|---|"
    for matter, one in part.items():
        yield f"| {matter} | {one['few']:g} | {one['many']:g} | {one['ratio']:g} |"
