"""Figures of runs as a table: for each subject the median of its runs, and how far they spread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

WIDTH = 110
Run = dict[str, Any]
NAMES = {
    "sqlite": "Milo on SQLite",
    "postgres": "Milo on PostgreSQL",
    "peer": "pywa, FastAPI, SQLite",
}


def _ms(kind: str, share: str) -> Callable[[Run], float | None]:
    return lambda run: run["milliseconds"].get(kind, {}).get(share)


def _cpu(process: str) -> Callable[[Run], float | None]:
    return lambda run: run["cpu_ms_per_message"][process] or None


def _plain(name: str) -> Callable[[Run], float | None]:
    return lambda run: run[name] or None


ROWS: Sequence[tuple[str, Callable[[Run], float | None], int] | None] = (
    ("messages answered a second", _plain("answered_per_second"), 0),
    ("bookings made a second", _plain("booked_per_second"), 0),
    ("exchanges of forms a second", _plain("exchanges_per_second"), 1),
    ("statuses taken a second", _plain("statuses_per_second"), 0),
    ("webhook posts taken a second", _plain("posts_per_second"), 0),
    None,
    ("message acknowledged, p50, ms", _ms("acknowledged", "p50"), 1),
    ("                      p99, ms", _ms("acknowledged", "p99"), 1),
    ("                    p99.9, ms", _ms("acknowledged", "p99.9"), 1),
    ("status acknowledged,  p50, ms", _ms("status posts", "p50"), 1),
    ("                      p99, ms", _ms("status posts", "p99"), 1),
    ("page of the panel,    p50, ms", _ms("page", "p50"), 1),
    ("                      p99, ms", _ms("page", "p99"), 1),
    ("exchange of a form,   p50, ms", _ms("exchange", "p50"), 1),
    ("                      p99, ms", _ms("exchange", "p99"), 1),
    ("                    p99.9, ms", _ms("exchange", "p99.9"), 1),
    ("message answered,     p50, ms", _ms("answered", "p50"), 0),
    ("                      p99, ms", _ms("answered", "p99"), 0),
    None,
    ("CPU ms a message: server", _cpu("server"), 2),
    ("                  its other processes", _cpu("helpers"), 2),
    ("                  database", _cpu("database"), 2),
    ("                  people and Meta", _cpu("people"), 2),
    ("memory of its processes, MB", _plain("megabytes"), 0),
    ("threads", _plain("threads"), 0),
    ("cores that others used", _plain("cores_used_by_others"), 2),
)


def subjects_of(runs: Sequence[Run]) -> list[str]:
    """Return what was measured, in order."""
    return list(dict.fromkeys(run["subject"] for run in runs))


def middle(runs: Sequence[Run], subject: str, value: Callable[[Run], float | None]) -> float | None:
    """Return the median of one figure over a subject's runs."""
    known = [x for run in runs if run["subject"] == subject and (x := value(run)) is not None]
    return median(known) if known else None


def table_rows(runs: Sequence[Run]) -> list[list[str] | None]:
    """Return title and cells of each row that has a figure; None between groups."""
    rows: list[list[str] | None] = []
    for row in ROWS:
        if row is None:
            rows.append(None)
            continue
        title, value, digits = row
        cells = [
            _cell([value(run) for run in runs if run["subject"] == subject], digits)
            for subject in subjects_of(runs)
        ]
        if any(cells):
            rows.append([title, *cells])
    return rows


def print_runs(console: Console, title: str, runs: Sequence[Run]) -> None:
    """Print a section's table, and what was lost."""
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column("", no_wrap=True)
    for subject in subjects_of(runs):
        table.add_column(NAMES[subject], justify="right", no_wrap=True)
    for row in table_rows(runs):
        if row is None:
            table.add_section()
        else:
            table.add_row(*row)
    console.print(table)
    for run in runs:
        for fault in run["faults"]:
            console.print(f"[red]{NAMES[run['subject']]}: {fault}[/red]")


def _cell(values: Sequence[float | None], digits: int) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return ""
    shown = f"{median(known):,.{digits}f}"
    if len(known) == 1:
        return shown
    return f"{shown} ({min(known):,.{digits}f} to {max(known):,.{digits}f})"


def shown(value: float) -> str:
    """Return a figure with as many digits as it deserves."""
    return f"{value:,.0f}" if value >= 100 else f"{value:,.1f}" if value >= 10 else f"{value:,.2f}"
