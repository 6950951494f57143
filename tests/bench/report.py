"""The figures as a table: for each database the median of its runs, and how far they spread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

WIDTH = 110
Run = dict[str, Any]
NAMES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}


def _ms(kind: str, share: str) -> Callable[[Run], float | None]:
    return lambda run: run["milliseconds"].get(kind, {}).get(share)


def _cpu(process: str) -> Callable[[Run], float | None]:
    return lambda run: run["cpu_ms_per_message"][process] or None


def _plain(name: str) -> Callable[[Run], float | None]:
    return lambda run: run[name]


ROWS: Sequence[tuple[str, Callable[[Run], float | None], int] | None] = (
    ("messages answered a second", _plain("answered_per_second"), 0),
    ("bookings made a second", _plain("booked_per_second"), 0),
    ("webhook posts taken a second", _plain("posts_per_second"), 0),
    None,
    ("message acknowledged, p50, ms", _ms("acknowledged", "p50"), 1),
    ("                      p99, ms", _ms("acknowledged", "p99"), 1),
    ("                    p99.9, ms", _ms("acknowledged", "p99.9"), 1),
    ("status acknowledged,  p50, ms", _ms("status posts", "p50"), 1),
    ("                      p99, ms", _ms("status posts", "p99"), 1),
    ("message answered,     p50, ms", _ms("answered", "p50"), 0),
    ("                      p99, ms", _ms("answered", "p99"), 0),
    None,
    ("CPU ms a message: server", _cpu("server"), 2),
    ("                  database", _cpu("database"), 2),
    ("                  people and Meta", _cpu("people"), 2),
    ("server's memory, MB", _plain("megabytes"), 0),
    ("server's threads", _plain("threads"), 0),
    ("cores that others used", _plain("cores_used_by_others"), 2),
)


def print_report(runs: Sequence[Run], machine: str, command: str) -> None:
    """Print the table, what was lost, and where this was measured."""
    console = Console(highlight=False, width=WIDTH)
    console.print(_table(runs))
    for run in runs:
        for fault in run["faults"]:
            console.print(f"[red]{NAMES[run['database']]}: {fault}[/red]")
    if not any(run["faults"] for run in runs):
        total = sum(run["counts"]["acknowledged"] for run in runs)
        console.print(f"All of {total} acknowledged messages were answered once.")
    console.print(f"{machine}\n{command}", style="dim")


def _table(runs: Sequence[Run]) -> Table:
    databases = list(dict.fromkeys(run["database"] for run in runs))
    table = Table()
    table.add_column("", no_wrap=True)
    for database in databases:
        table.add_column(NAMES[database], justify="right", no_wrap=True)
    for row in ROWS:
        if row is None:
            table.add_section()
            continue
        title, value, digits = row
        cells = [
            _cell([value(run) for run in runs if run["database"] == database], digits)
            for database in databases
        ]
        table.add_row(title, *cells)
    return table


def _cell(values: Sequence[float | None], digits: int) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return "-"
    middle = f"{median(known):,.{digits}f}"
    if len(known) == 1:
        return middle
    return f"{middle} ({min(known):,.{digits}f} to {max(known):,.{digits}f})"
