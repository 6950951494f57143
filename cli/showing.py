"""Rows for people: a table where it fits, else a few lines for each row; phones masked."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..http.text import one_line

_GAP = 2
_PIPED = 200
"""Columns where nobody looks, and nobody said how many there are."""
_LEAST = 24
"""Columns that a long last cell is content with: it goes on below."""
_LONGEST = 300


def masked(phone: str | None) -> str:
    """Return a phone as it may be shown: `…1234`."""
    return f"…{phone[-4:]}" if phone else ""


def show(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows; the last column may take several lines.

    What people wrote is shown as text: no markup, no control characters.
    """
    head, cells = _filled(head, [[_clean(cell) for cell in row] for row in rows])
    console = Console(file=sys.stdout, width=_width(), highlight=False)
    if _needed(head, cells) <= _width():
        console.print(_table(head, cells))
    else:
        for row in cells:
            _print_card(console, head, row)


def fits(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bool:
    """Return whether rows are shown as a table."""
    head, cells = _filled(head, [[_clean(cell) for cell in row] for row in rows])
    return _needed(head, cells) <= _width()


def _width() -> int:
    return shutil.get_terminal_size((_PIPED, 24)).columns


def _filled(
    head: Sequence[str], cells: Sequence[Sequence[str]]
) -> tuple[Sequence[str], list[list[str]]]:
    """Leave out the columns in which nothing stands."""
    kept = [index for index, _ in enumerate(head) if any(row[index] for row in cells)]
    return [head[index] for index in kept], [[row[index] for index in kept] for row in cells]


def _clean(cell: object) -> str:
    return "" if cell is None else one_line(str(cell), _LONGEST)


def _needed(head: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    widths = [max(map(cell_len, column)) for column in zip(head, *rows, strict=True)]
    widths[-1] = min(widths[-1], _LEAST)
    return sum(widths) + _GAP * (len(widths) - 1)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    table = Table(box=None, padding=(0, _GAP, 0, 0), pad_edge=False, header_style="bold")
    for name in head[:-1]:
        table.add_column(name, no_wrap=True)
    table.add_column(head[-1], overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _print_card(console: Console, head: Sequence[str], row: Sequence[str]) -> None:
    label = max(map(cell_len, head))
    for name, cell in zip(head, row, strict=True):
        if cell:
            console.print(Text(f"{name:<{label}}", style="bold"), Text(cell), soft_wrap=False)
    console.print()
