"""`milo inbox`: messages of people's that were parked, and what becomes of them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from .base import FOUND, Listing, as_json, example, main, print_json

if TYPE_CHECKING:
    from ...engine.model import InboxRow
    from ...engine.ports import Transaction

_LONGEST_ID = 18
"""Digits that any database takes for a number."""


@example("milo inbox", "milo inbox --json", "milo inbox again 17")
@main.group(cls=Listing)
def inbox() -> None:
    """Messages of people's that could not be worked: try them again, drop them."""


@example("milo inbox", "milo inbox --limit 1000 --json")
@inbox.command("list")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@click.option("--after", type=click.IntRange(0, 2**62), metavar="ID", help="Those after this one.")
@as_json
def list_(limit: int, after: int | None, as_json: bool) -> None:
    """List parked messages, oldest first, with the reason; what `milo inbox` does by itself."""
    from ...http.api.pagination import page_of
    from ..office import office
    from ..showing import show

    with office(os.environ) as desk:
        rows = desk.read(lambda tx: tx.inbox.parked_page(after=after or 0, limit=limit + 1))
    told = page_of("messages", rows, limit, _json, "id")
    if as_json:
        print_json(told)
        return
    if not rows:
        click.echo("No message is parked.")
        return
    cells = [
        (one.id, f"{one.received_at:%F %H:%M}Z", _kind(one), one.attempts, one.error)
        for one in rows[:limit]
    ]
    show(("id", "came", "kind", "tries", "reason"), cells)
    if told["next"]:
        click.echo(f"There are more: milo inbox --after {told['next']}")


def _kind(row: InboxRow) -> str:
    return str(row.message.kind) if row.message else "unreadable"


def _json(row: InboxRow) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "message_id": row.message_id,
        "kind": _kind(row),
        "error": row.error,
        "attempts": row.attempts,
        "received_at": row.received_at.isoformat(),
        "contact_id": row.contact_id,
        "phone_number_id": row.phone_number_id,
        "text": row.message.text if row.message else None,
        "payload": row.payload.decode(errors="replace"),
    }


@example("milo inbox again 17", "milo inbox again wamid.HBgN…")
@inbox.command()
@click.argument("row_id", metavar="ID")
def again(row_id: str) -> None:
    """Have a parked message worked again, as if it had just come."""
    from ..office import office

    with office(os.environ) as desk:
        row = desk.read(lambda tx: _find(tx, row_id))
        workable = row is not None and row.message is not None and row.contact_id is not None
        number = row.id if row and workable else None
        done = number is not None and desk.act(lambda operator: operator.tx.inbox.again(number))
    if row is not None and row.error is not None and not workable:
        click.echo("That message cannot be read: it can only be dropped.", err=True)
        click.get_current_context().exit(FOUND)
    _tell(bool(done), "It is worked with the next look at the inbox.")


@example("milo inbox drop 17", "milo inbox drop wamid.HBgN…")
@inbox.command()
@click.argument("row_id", metavar="ID")
def drop(row_id: str) -> None:
    """Put a parked message away: nobody answers it, and it is listed no more."""
    from ..office import office

    with office(os.environ) as desk:
        row = desk.read(lambda tx: _find(tx, row_id))
        number = row.id if row else None
        done = number is not None and desk.act(lambda operator: operator.tx.inbox.drop(number))
    _tell(bool(done), "It is put away.")


def _find(tx: Transaction, typed: str) -> InboxRow | None:
    """Return a message by the id that the list shows, or by Meta's."""
    from ..office import word

    if typed.isascii() and typed.isdigit() and len(typed) <= _LONGEST_ID:
        return tx.inbox.by_id(int(typed))
    return tx.inbox.by_message_id(word(typed))


def _tell(done: bool, text: str) -> None:
    if done:
        click.echo(text)
        return
    click.echo("There is no parked message with that id.", err=True)
    click.get_current_context().exit(FOUND)
