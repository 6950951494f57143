"""Looking whether all is well: `doctor`, `flow check`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from ...engine.errors import Fault, FlowError
from ...engine.flow.library import compile_flow
from ..checkup import Row, checkup
from .base import FOUND, as_json, example, main, print_json


@example("milo doctor --json")
@main.command()
@as_json
def doctor(as_json: bool) -> None:
    """List the settings; try the database, the flows, the tokens; 1 when something is wrong."""
    rows = checkup(os.environ)
    if as_json:
        print_json([row.to_json() for row in rows])
    else:
        _print(rows)
    if any(row.problem for row in rows):
        sys.exit(FOUND)


def _print(rows: list[Row]) -> None:
    from ..showing import show

    cells = [(_mark(row), row.name, row.value, row.problem or row.help) for row in rows]
    show(("", "name", "value", "what"), cells)


def _mark(row: Row) -> str:
    return "✗" if row.problem else "✓"


@example("milo flow check flows/reservas.yaml")
@main.group()
def flow() -> None:
    """Work on flows."""


@example("milo flow check flows/reservas.yaml")
@flow.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(paths: tuple[Path, ...]) -> None:
    """Check flows; prints FILE:LINE:COLUMN for each fault."""
    from ...engine.vocabulary import VOCABULARY
    from ..wiring import shipped_flows

    wrong = 0
    for path in paths or tuple(shipped_flows()):
        try:
            compile_flow(_text(path), str(path), VOCABULARY)
        except FlowError as error:
            wrong += len(error.faults)
            click.echo(str(error))
    if wrong:
        sys.exit(FOUND)
    click.echo("No faults.")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise FlowError([Fault("", "cannot be read as text in UTF-8")], str(path)) from None
