"""`milo flow check`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ....engine.errors import Fault, FlowError
from ....engine.flow.library import compile_flow
from ..base import FOUND, example
from . import flow


@example("milo flow check flows/reservas.yaml")
@flow.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(paths: tuple[Path, ...]) -> None:
    """Check flows; prints FILE:LINE:COLUMN for each fault."""
    from ....engine.vocabulary import VOCABULARY
    from ...wiring import shipped_flows

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
