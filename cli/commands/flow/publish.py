"""`milo flow publish`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ....engine.errors import Fault, FlowError
from ..base import FOUND, as_json, example, print_json
from . import flow

if TYPE_CHECKING:
    from ....engine.flow.versions.library import FlowLibrary
    from ....engine.flow.versions.publishing import Edition, Verdict

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@example("milo flow publish flows/reservas.yaml", "milo flow publish reservas.yaml --dry-run")
@flow.command()
@click.argument("paths", metavar="FILE…", nargs=-1, required=True, type=_FILE)
@click.option("--dry-run", is_flag=True, help="Only say what would become of whom.")
@as_json
@click.pass_context
def publish(ctx: click.Context, paths: tuple[Path, ...], dry_run: bool, as_json: bool) -> None:
    """Publish new versions of flows: all of them, or none where one is refused.

    First every live session is run against them, and what becomes of each group is told. What
    nobody decided is refused: see Versions in docs/flows.md. A running server takes a version up
    within seconds.
    """
    from ....engine.flow.versions.publishing import publish
    from ...office import office
    from ...publish_view import judged, library_of

    with office(os.environ) as desk:
        library = library_of(desk)
        editions = _editions(paths, library)
        verdicts = judged(desk, library, editions)
        accepted = all(verdict.accepted for verdict in verdicts)
        if accepted and not dry_run:
            publish(desk.store, editions, desk.clock.now())
    if as_json:
        print_json({"published": accepted and not dry_run, "flows": [_json(v) for v in verdicts]})
    else:
        _tell(verdicts, paths, dry_run)
    if not accepted:
        ctx.exit(FOUND)


def _editions(paths: Sequence[Path], library: FlowLibrary) -> list[Edition]:
    """Read files, each held to what is known once all of them are published."""
    from ....engine.flow.versions.compiler import read_edition
    from ....engine.flow.versions.used import refuse_unknown

    editions = [read_edition(_text(path), str(path), library.registry) for path in paths]
    names = [edition.flow for edition in editions]
    if len(set(names)) < len(names):
        raise click.UsageError("Two of these files are the same flow.")
    for edition in editions:
        refuse_unknown(edition.script, library.registry, {*names, *library.names()})
    return editions


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise FlowError([Fault("", "cannot be read as text in UTF-8")], str(path)) from None


def _json(verdict: Verdict) -> dict[str, Any]:
    groups = [
        {
            "version": one.version,
            "state": one.state,
            "becomes": one.fate.value,
            "sessions": one.count,
            "to": one.to,
            "slots": list(one.slots),
        }
        for one in verdict.groups
    ]
    return {
        "flow": verdict.edition.flow,
        "version": verdict.edition.version,
        "latest": verdict.latest,
        "standing": verdict.standing.value,
        "accepted": verdict.accepted,
        "undecided": verdict.undecided,
        "groups": groups,
    }


def _tell(verdicts: Sequence[Verdict], paths: Sequence[Path], dry_run: bool) -> None:
    from ...publish_view import tell

    for verdict, path in zip(verdicts, paths, strict=True):
        tell(verdict, str(path))
    if any(not verdict.accepted for verdict in verdicts):
        click.echo("Nothing was published.")
    elif dry_run:
        click.echo("Nothing was published: this was a dry run.")
    else:
        click.echo("Published. Servers that run take it up within seconds.")
