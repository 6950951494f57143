"""`milo doctor`: looking whether all is well."""

from __future__ import annotations

import os
import sys

import click

from ..check_row import CheckRow
from ..checkup import checkup
from .base import FOUND, as_json, example, main, print_json


@example("milo doctor --json", "milo doctor --online")
@main.command()
@click.option("--online", is_flag=True, help="Ask Meta, too: token, number, webhook, templates.")
@as_json
def doctor(online: bool, as_json: bool) -> None:
    """List the settings; try the database, the flows, the tokens; 1 when something is wrong."""
    rows = checkup(os.environ, online=online)
    if as_json:
        print_json([row.to_json() for row in rows])
    else:
        _print(rows)
    if any(row.problem for row in rows):
        sys.exit(FOUND)


def _print(rows: list[CheckRow]) -> None:
    from ..showing import show

    cells = [
        ("✗" if row.problem else "✓", row.name, row.value, row.problem or row.help) for row in rows
    ]
    show(("", "name", "value", "what"), cells)
