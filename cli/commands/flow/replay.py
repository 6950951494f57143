"""`milo flow replay`."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ....engine.errors import Fault, FlowError
from ..base import FOUND, as_json, example, print_json
from . import flow

if TYPE_CHECKING:
    from ....engine.replaying.comparing import Compared
    from ....engine.replaying.conversations import Conversation

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@example("milo flow replay flows/reservas.yaml", "milo flow replay reservas.yaml --since 3d")
@flow.command()
@click.argument("path", metavar="FILE", type=_FILE)
@click.option("--since", default="7d", show_default=True, help="A span (45m, 3d) or an instant.")
@click.option("--client", "slug", metavar="SLUG", help="Only conversations with this merchant.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True)
@as_json
@click.pass_context
def replay(
    ctx: click.Context, path: Path, since: str, slug: str | None, limit: int, as_json: bool
) -> None:
    """Play recorded turns against a changed flow, and show what would be said otherwise.

    Nothing happens: functions answer what they answered then. Where the changed flow asks what
    was not asked then, or something else of the person, the rest is unknown until they start
    over. --limit counts conversations, the latest first.
    """
    from ....engine.flow.versions.compiler import read_edition
    from ....engine.replaying.conversations import replayed
    from ...office import office, word
    from ...publish_view import library_of
    from ...terms import terms_of

    with office(os.environ) as desk:
        library = library_of(desk)
        edition = read_edition(_text(path), str(path), library.registry)
        after = _instant(since, desk.clock.now())
        found = desk.read(
            lambda tx: replayed(
                *(tx, library, edition.script, lambda client: terms_of(client).terms),
                since=after,
                slug=word(slug) if slug else None,
                limit=limit,
            )
        )
    if as_json:
        print_json({"conversations": [_json(one) for one in found]})
    else:
        _tell(found)
    if any(turn.differs or turn.unknown for one in found for turn in one.turns):
        ctx.exit(FOUND)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise FlowError([Fault("", "cannot be read as text in UTF-8")], str(path)) from None


def _instant(text: str, now: datetime) -> datetime:
    from ....engine.flow.language.value_types import read_duration

    try:
        return now - read_duration(text)
    except (ValueError, OverflowError):
        pass
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise click.BadParameter(
            "is neither a span (45m, 3d) nor an instant with its offset", param_hint="--since"
        )
    return instant


def _json(one: Conversation) -> dict[str, Any]:
    return {
        "session": one.session.id,
        "client": one.session.client_slug,
        "turns": [_turn_json(turn) for turn in one.turns],
    }


def _turn_json(turn: Compared) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "turn": turn.record.turn,
        "at": turn.record.now.isoformat(),
        "did": turn.did,
        "then": asdict(turn.then) if turn.then else None,
        "now": asdict(turn.now) if turn.now else None,
        "differs": turn.differs,
        "unknown": turn.unknown or None,
    }


def _tell(found: list[Conversation]) -> None:
    from ...replayed import tell, total

    for one in found:
        tell(one)
    click.echo(total(found))
