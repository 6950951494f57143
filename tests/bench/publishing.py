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
SCALE_BEGIN = "<!-- figures: python -m tests.bench.scale -->"


def publish(whole: dict[str, Any], goals: Sequence[Goal]) -> None:
    """Put the figures into the page, between its two marks, and the picture beside it."""
    _put(BEGIN, "\n".join(_lines(whole, goals)))
    PICTURE.write_text(draw(whole))
    if "scale" in whole["parts"]:
        publish_scale(whole["parts"]["scale"], f"{whole['at'][:10]}, {whole['machine']}")


def _put(begin: str, figures: str) -> None:
    before, _, rest = PAGE.read_text().partition(begin)
    _, found, after = rest.partition(END)
    if not found:
        raise SystemExit(f"{PAGE} lacks its marks: {begin} … {END}")
    PAGE.write_text(f"{before}{begin}\n\n{figures}\n\n{END}{after}")


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


def publish_scale(part: dict[str, Any], where: str) -> None:
    """Put what `scale` found into its place on the page."""
    _put(SCALE_BEGIN, "\n".join(_scale(part, where)))


def _scale(part: dict[str, Any], where: str) -> Iterator[str]:
    yield f"{where}; milliseconds, median."
    yield ""
    yield f"| |{'|'.join(f' {NAMES[kind]}: 1,000 | 1,000,000 | times ' for kind in part)}|"
    yield "|---" * (3 * len(part) + 1) + "|"
    for matter in next(iter(part.values())):
        cells = (found[matter] for found in part.values())
        told = (f" {one['few']:g} | {one['many']:g} | {one['ratio']:g} " for one in cells)
        yield f"| {matter} |{'|'.join(told)}|"
