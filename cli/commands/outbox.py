"""`milo outbox`: what we send, and what did not arrive."""

from __future__ import annotations

import os
from typing import Any

import click

from ...engine.model import OutboxRow, OutboxStatus
from .base import FOUND, Listing, as_json, example, main, print_json

_STATUSES = click.Choice([str(status) for status in OutboxStatus])
_DROPPED = "dropped by the operator"


@example("milo outbox", "milo outbox again 01kar5…")
@main.group(cls=Listing)
def outbox() -> None:
    """Messages of ours: which failed and why, try one again, drop one."""


@example("milo outbox", "milo outbox --status pending --json")
@outbox.command("list")
@click.option("--status", type=_STATUSES, default="failed", show_default=True)
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@click.option("--after", metavar="ID", help="Those after this one.")
@as_json
def list_(status: str, limit: int, after: str | None, as_json: bool) -> None:
    """List messages, oldest first, with the reason; what `milo outbox` does by itself."""
    from ...http.lists import page_of
    from ..office import office, word
    from ..showing import masked, show

    since = word(after) if after else None
    with office(os.environ) as desk:
        rows = desk.read(
            lambda tx: tx.outbox.page(status=OutboxStatus(status), after=since, limit=limit + 1)
        )
    told = page_of("messages", rows, limit, _json, "id")
    if as_json:
        print_json(told)
        return
    if not rows:
        click.echo(f"No {status} messages.")
        return
    cells = [
        (one.id, f"{one.created_at:%F %H:%M}Z", masked(one.user_phone), one.attempts, _reason(one))
        for one in rows[:limit]
    ]
    show(("id", "written", "to", "tries", "reason"), cells)
    if told["next"]:
        click.echo(f"There are more: milo outbox --status {status} --after {told['next']}")


def _reason(row: OutboxRow) -> str:
    if row.error:
        return row.error
    return "waits for its turn" if row.status is OutboxStatus.PENDING else ""


def _json(row: OutboxRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "status": row.status.value,
        "error": row.error,
        "attempts": row.attempts,
        "created_at": row.created_at.isoformat(),
        "retry_at": row.retry_at.isoformat() if row.retry_at else None,
        "session_id": row.session_id,
        "user_phone": row.user_phone,
        "user_id": row.user_id,
        "text": row.body.text,
    }


@example("milo outbox again 01kar5…")
@outbox.command()
@click.argument("row_id", metavar="ID")
@click.pass_context
def again(ctx: click.Context, row_id: str) -> None:
    """Send a failed message again, as if it had never been tried."""
    from ..office import office, word

    with office(os.environ) as desk:
        done = desk.act(lambda operator: operator.tx.outbox.again(word(row_id)))
    _tell(ctx, done, "It goes out with the next look at the outbox.", "no failed message")


@example("milo outbox drop 01kar5…")
@outbox.command()
@click.argument("row_id", metavar="ID")
@click.pass_context
def drop(ctx: click.Context, row_id: str) -> None:
    """Give a pending message up: it is not sent, and counts as failed."""
    from ..office import office, word

    with office(os.environ) as desk:
        done = desk.act(lambda operator: operator.tx.outbox.drop(word(row_id), _DROPPED))
    _tell(ctx, done, "It is not sent.", "no pending message")


def _tell(ctx: click.Context, done: bool, text: str, missing: str) -> None:
    if done:
        click.echo(text)
        return
    click.echo(f"There is {missing} with that id.", err=True)
    ctx.exit(FOUND)
