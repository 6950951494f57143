"""`milo flow check`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..base import FOUND, example
from . import flow

if TYPE_CHECKING:
    from ...flow_check import Check

_FORMS = ("human", "json", "gcc", "github", "sarif")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@example(
    "milo flow check consultas.yaml",
    "milo flow check reservas.yaml --clients comercio.yaml",
    "milo flow check --format github",
    "milo flow check --explain F411",
)
@flow.command()
@click.argument("paths", nargs=-1, metavar="[FILE]...", type=_FILE)
@click.option("--clients", type=_FILE, help="A file of merchants, held to the flows as well.")
@click.option("--live", is_flag=True, help="Hold them to what MILO_DATABASE_URL has, too.")
@click.option("--errors-only", is_flag=True, help="Leave out what would work, but not as intended.")
@click.option("--format", "form", type=click.Choice(_FORMS), default="human", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Short for --format json.")
@click.option("--explain", metavar="CODE", help="Say what a code means, with an example.")
def check(
    paths: tuple[Path, ...],
    clients: Path | None,
    live: bool,
    errors_only: bool,
    form: str,
    as_json: bool,
    explain: str | None,
) -> None:
    """Check flows: all that can be known before they go live, with FILE:LINE:COLUMN.

    Without FILE, those of MILO_FLOWS and those that ship are checked. What a flow calls is looked
    for beside it, in MILO_FLOWS, then among those that ship. --live reads every merchant's own
    words, and the versions that went live, from the database. Ends with 1 where something is
    wrong; a warning counts, and does not keep Milo from taking the flow up.
    """
    if explain:
        _explain(explain)
        return
    from ...lean_imports import load_lean

    load_lean()
    from ...fault_forms import FORMS

    done = _checked(paths, clients, live)
    wanted = ("error",) if errors_only else ("error", "warning")
    found = [one for one in done.found if one.fault.severity in wanted]
    told = FORMS["json" if as_json else form](found)
    if told:
        click.echo(told)
    if found:
        sys.exit(FOUND)


def _checked(paths: tuple[Path, ...], clients: Path | None, live: bool) -> Check:
    from ...flow_check import Check

    done = Check()
    done.read(paths, os.environ.get("MILO_FLOWS", ""))
    if live:
        _hold_to_live(done)
    else:
        done.run()
    if clients:
        from ...data_files import read_file

        done.merchants(read_file(clients))
    return done


def _hold_to_live(done: Check) -> None:
    """Look into the database, as it is."""
    from ...flow_check import live_versions
    from ...lists import every_client
    from ...office import office

    with office(os.environ) as desk:
        clients = desk.read(lambda tx: every_client(tx, None))
        live = desk.read(lambda tx: live_versions(tx, done.files))
        done.run(live, {client.slug for client in clients})
        for client in clients:
            done.client(client.slug, client.name, client.settings)


def _explain(code: str) -> None:
    from ...rule_pages import page_of

    told = page_of(code)
    if told is None:
        raise click.UsageError(f"there is no rule {code!r}; each stands in docs/flow-check")
    click.echo(told)
