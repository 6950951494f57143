"""`milo flow publish`."""

from __future__ import annotations

import os
import re
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
    from ....engine.ports import Transaction

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@example(
    "milo flow publish flows/reservas.yaml",
    "milo flow publish reservas.yaml --dry-run",
    "milo flow publish reservas-of-may.yaml --roll-back",
)
@flow.command()
@click.argument("paths", metavar="FILE…", nargs=-1, required=True, type=_FILE)
@click.option("--dry-run", is_flag=True, help="Only say what would become of whom.")
@click.option("--roll-back", is_flag=True, help="Go back to an older version, as a new one.")
@as_json
@click.pass_context
def publish(
    ctx: click.Context, paths: tuple[Path, ...], dry_run: bool, roll_back: bool, as_json: bool
) -> None:
    """Publish new versions of flows: all of them, or none where one is refused.

    First every live session is run against them, and what becomes of each group is told. What
    nobody decided is refused: see Versions in docs/flows.md. A running server takes a version up
    within seconds.

    A file that is older than the version in use changes nothing, and is refused. --roll-back goes
    back to it: its text is published under the number after the newest.
    """
    from ....engine.flow.versions.publishing import publish
    from ...office import office
    from ...publish_view import judged, library_of

    with office(os.environ) as desk:
        library = library_of(desk)
        editions = _editions(paths, library)
        before = judged(desk, library, editions)
        if roll_back:
            editions = [_renewed(one, library) if one.is_behind else one.edition for one in before]
        verdicts = judged(desk, library, editions) if roll_back else before
        shadowed = desk.read(lambda tx: _shadowed(tx, editions))
        accepted = not shadowed and all(_goes(verdict) for verdict in verdicts)
        if accepted and not dry_run:
            publish(desk.store, editions, desk.clock.now())
    if as_json:
        print_json({"published": accepted and not dry_run, "flows": [_json(v) for v in verdicts]})
    else:
        _tell(verdicts, paths, before, shadowed, dry_run=dry_run)
    if not accepted:
        ctx.exit(FOUND)


def _goes(verdict: Verdict) -> bool:
    """Return whether a version is in use once it is published."""
    return verdict.accepted and not verdict.is_behind


def _renewed(verdict: Verdict, library: FlowLibrary) -> Edition:
    """Return an older version as the one after the newest: its text with another number."""
    from ....engine.flow.versions.compiler import read_edition

    edition, latest = verdict.edition, verdict.latest or 0
    number = rf"(?m)^(version:\s*){edition.version}\b"
    text = re.sub(number, rf"\g<1>{latest + 1}", edition.source, count=1)
    return read_edition(text, f"{edition.flow}.yaml", library.registry)


def _shadowed(tx: Transaction, editions: Sequence[Edition]) -> list[str]:
    """Return what to say of each word of these versions that is a merchant's slug."""
    from ....engine.flow.versions.library import words_of

    words = {word: one.flow for one in editions for word in words_of(one.script)}
    found = ((word, flow) for word, flow in sorted(words.items()) if tx.clients.by_slug(word))
    return [
        f"{flow}: {word!r} is a merchant's slug: writing it leads to that merchant, and "
        "the flow never hears it. Take another word."
        for word, flow in found
    ]


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
        "behind": verdict.is_behind,
        "undecided": verdict.undecided,
        "groups": groups,
    }


def _tell(
    verdicts: Sequence[Verdict],
    paths: Sequence[Path],
    before: Sequence[Verdict],
    shadowed: Sequence[str],
    *,
    dry_run: bool,
) -> None:
    from ...publish_view import tell

    for verdict, path, old in zip(verdicts, paths, before, strict=True):
        if verdict is not old and old.is_behind:
            flow, number = old.edition.flow, verdict.edition.version
            click.echo(f"{flow} goes back to its version {old.edition.version}, as {number}:")
        tell(verdict, str(path))
    for one in shadowed:
        click.echo(one)
    if shadowed or not all(map(_goes, verdicts)):
        click.echo("Nothing was published.")
    elif dry_run:
        click.echo("Nothing was published: this was a dry run.")
    else:
        click.echo("Published. Servers that run take it up within seconds.")
