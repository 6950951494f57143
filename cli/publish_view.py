"""What was published, beside a server that may be running; and what a new version means, told."""

from __future__ import annotations

from collections.abc import Sequence

import click

from ..engine.flow.versions.library import FlowLibrary, edited
from ..engine.flow.versions.publishing import (
    UNDECIDED,
    Edition,
    SessionFate,
    SessionGroup,
    Verdict,
    VersionStanding,
)
from ..engine.ports import Transaction
from .libraries import load_flows
from .office import Office
from .showing import show


def library_of(desk: Office) -> FlowLibrary:
    """Return the flows as a server would use them: what was published, then the files."""

    def read(tx: Transaction) -> FlowLibrary:
        library = load_flows(desk.settings.flows, tx.flow_versions.latest)
        library.take_up(tx)
        return library

    return desk.read(read)


def judged(desk: Office, library: FlowLibrary, editions: Sequence[Edition]) -> list[Verdict]:
    """Return what publishing these would mean, seen on one view."""
    return desk.read(lambda tx: [library.judge(tx, edition) for edition in editions])


def tell(verdict: Verdict, path: str) -> None:
    """Print what publishing a version means, and how to decide what nobody has decided."""
    edition = verdict.edition
    click.echo(_headline(verdict))
    if verdict.groups:
        show(
            ("sessions", "on", "state", "what becomes of them"),
            [(one.count, f"version {one.version}", one.state, fate(one)) for one in verdict.groups],
        )
    if verdict.standing is VersionStanding.EDITED:
        click.echo(str(edited(edition)))
    elif verdict.is_behind:
        click.echo(
            f"{path}: version {verdict.latest} is in use, and this would change nothing. Raise "
            f"`version` above {verdict.latest}, or go back to what this file says: --roll-back"
        )
    elif verdict.undecided:
        click.echo(_advice(verdict, path))


def _headline(verdict: Verdict) -> str:
    edition, latest = verdict.edition, verdict.latest
    if verdict.standing is VersionStanding.PUBLISHED:
        newer = f"; version {latest} is in use" if verdict.is_behind else ""
        return f"{edition.flow} {edition.version} is published already{newer}."
    before = f"after version {latest}" if latest else "the first that is published"
    nobody = "" if verdict.groups else "; nobody is in the middle of it"
    return f"{edition.flow} {edition.version}, {before}{nobody}."


def fate(group: SessionGroup) -> str:
    """Return what becomes of a group, as a person would say it."""
    slots = ", ".join(group.slots)
    match group.fate:
        case SessionFate.GOES_ON:
            return f"go on in {group.to}"
        case SessionFate.STAYS:
            return "stay on their version until they end"
        case SessionFate.RESTARTS:
            return "start over with their next message"
        case SessionFate.NEEDS_MAP:
            return "need a map: nobody could go on there"
        case SessionFate.LOSES_SLOT:
            return f"would lose {slots}"
        case SessionFate.LACKS_SLOT:
            return f"would lack {slots} in {group.to}"


def _advice(verdict: Verdict, path: str) -> str:
    """Return what can be written so that all is decided."""
    undecided = [one for one in verdict.groups if one.fate in UNDECIDED]
    maps = {one.state: "STATE" for one in undecided if one.fate is not SessionFate.LOSES_SLOT}
    maps |= {
        slot: "null"
        for one in undecided
        if one.fate is SessionFate.LOSES_SLOT
        for slot in one.slots
    }
    named = ", ".join(f"{name}: {target}" for name, target in maps.items())
    count = verdict.undecided
    return (
        f"{path}: in_flight: refused, for nobody has decided what becomes of "
        f"{count} live {'session' if count == 1 else 'sessions'}. Write one of these:\n"
        f"  in_flight: upgrade      # they go on, with\n"
        f"  migrate: {{{named}}}\n"
        f"  in_flight: finish       # they stay on their version until they end\n"
        f"  in_flight: restart      # they start over with their next message"
    )
