"""`milo outbox`: what we send, and what did not arrive."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ...engine.model import OutboxRow, OutboxStatus
from .base import FOUND, Listing, as_json, example, main, print_json

if TYPE_CHECKING:
    from ...engine.office.outbox import Wanted

F = TypeVar("F", bound=Callable[..., Any])
_STATUSES = click.Choice([str(status) for status in OutboxStatus])
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_DROPPED = "dropped by the operator"


def _span(_ctx: click.Context, _option: click.Parameter, said: str | None) -> timedelta | None:
    """Read a span of time: `45m`, `2h`, `3d`."""
    if said is None:
        return None
    number, unit = said[:-1], _UNITS.get(said[-1:])
    if unit is None or not (number.isascii() and number.isdigit() and len(number) < 6):
        raise click.BadParameter(f"{said!r} is no span such as 45m, 2h or 3d")
    return timedelta(**{unit: int(number)})


def _wanting(command: F) -> F:
    """Add the options that say which messages are meant."""
    for option in (
        click.option("--newer", callback=_span, metavar="SPAN", help="Written since: 45m, 2h, 3d."),
        click.option(
            "--older", callback=_span, metavar="SPAN", help="Written before: 45m, 2h, 3d."
        ),
        click.option("--number", metavar="ID", help="Only of this phone_number_id of ours."),
        click.option("--reason", metavar="WORD", help="A kind (window), a code (131047), a word."),
    ):
        command = option(command)
    return command


@example("milo outbox", "milo outbox --reason 131026 --newer 2h", "milo outbox again 01kar5…")
@main.group(cls=Listing)
def outbox() -> None:
    """Messages of ours: which failed and why; try them again, drop them."""


@example("milo outbox", "milo outbox --status pending --json", "milo outbox --reason window")
@outbox.command("list")
@click.option("--status", type=_STATUSES, default="failed", show_default=True)
@_wanting
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@click.option("--after", metavar="ID", help="Those after this one.")
@as_json
def list_(status: str, limit: int, after: str | None, as_json: bool, **wanted: Any) -> None:
    """List messages, oldest first, with the reason; what `milo outbox` does by itself."""
    from ...engine.office.outbox import find
    from ...http.api.pagination import page_of
    from ..office import office, word
    from ..showing import masked, show

    since = word(after) if after else None
    with office(os.environ) as desk:
        want = _wanted(wanted, desk.clock.now())
        rows = desk.read(
            lambda tx: find(tx, OutboxStatus(status), want, after=since, limit=limit + 1)
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


def _wanted(given: dict[str, Any], now: Any) -> Wanted:
    from ...engine.office.outbox import Wanted
    from ..office import word

    older, newer = given["older"], given["newer"]
    return Wanted(
        reason=word(given["reason"] or ""),
        phone_number_id=word(given["number"]) if given["number"] else None,
        before=now - older if older is not None else None,
        since=now - newer if newer is not None else None,
    )


def _reason(row: OutboxRow) -> str:
    from ...engine.office.outbox import explained

    if row.error:
        return explained(row.error)
    return "waits for its turn" if row.status is OutboxStatus.PENDING else ""


def _json(row: OutboxRow) -> dict[str, Any]:
    from ...engine.office.outbox import kind_of

    return {
        "id": row.id,
        "status": row.status.value,
        "kind": kind_of(row.error),
        "error": row.error,
        "attempts": row.attempts,
        "created_at": row.created_at.isoformat(),
        "retry_at": row.retry_at.isoformat() if row.retry_at else None,
        "session_id": row.session_id,
        "phone_number_id": row.phone_number_id,
        "user_phone": row.user_phone,
        "user_id": row.user_id,
        "text": row.body.text,
    }


@example("milo outbox again 01kar5…", "milo outbox again --all --reason 131000 --newer 2h")
@outbox.command()
@click.argument("row_id", metavar="ID", required=False)
@click.option("--all", "every", is_flag=True, help="All failed ones, or those that are named.")
@_wanting
def again(row_id: str | None, every: bool, **wanted: Any) -> None:
    """Send failed messages again, as if they had never been tried."""
    from ..office import office, word

    _check(row_id, every, wanted)
    with office(os.environ) as desk:
        if every:
            want = _wanted(wanted, desk.clock.now())
            done = _each(desk, OutboxStatus.FAILED, want, lambda tx, one: tx.outbox.again(one))
            _tell_count(done, "go out with the next look at the outbox", "failed")
            return
        found = desk.act(lambda operator: operator.tx.outbox.again(word(row_id or "")))
    _tell(found, "It goes out with the next look at the outbox.", "no failed message")


@example("milo outbox drop 01kar5…", "milo outbox drop --all --older 1d")
@outbox.command()
@click.argument("row_id", metavar="ID", required=False)
@click.option("--all", "every", is_flag=True, help="All pending ones, or those that are named.")
@_wanting
def drop(row_id: str | None, every: bool, **wanted: Any) -> None:
    """Give pending messages up: they are not sent, and count as failed."""
    from ..office import office, word

    _check(row_id, every, wanted)
    with office(os.environ) as desk:
        if every:
            want = _wanted(wanted, desk.clock.now())
            done = _each(
                desk, OutboxStatus.PENDING, want, lambda tx, one: tx.outbox.fail(one, _DROPPED)
            )
            _tell_count(done, "are not sent", "pending")
            return
        found = desk.act(lambda operator: operator.tx.outbox.fail(word(row_id or ""), _DROPPED))
    _tell(found, "It is not sent.", "no pending message")


def _each(desk: Any, status: OutboxStatus, want: Wanted, do: Callable[[Any, str], bool]) -> int:
    """Do it to every message that is meant, some at a time; return how many there were."""
    from ...engine.office.outbox import find

    count, after = 0, None
    while rows := desk.read(lambda tx, a=after: find(tx, status, want, after=a, limit=500)):
        ids = [row.id for row in rows]
        count += desk.act(lambda operator, ids=ids: sum(do(operator.tx, one) for one in ids))
        after = ids[-1]
    return count


def _check(row_id: str | None, every: bool, wanted: dict[str, Any]) -> None:
    if every == (row_id is not None):
        raise click.UsageError("Say which: an ID, or --all.")
    if row_id is not None and any(value is not None for value in wanted.values()):
        raise click.UsageError("--reason, --number, --older and --newer go with --all.")


def _tell(done: bool, text: str, missing: str) -> None:
    if done:
        click.echo(text)
        return
    click.echo(f"There is {missing} with that id.", err=True)
    click.get_current_context().exit(FOUND)


def _tell_count(count: int, what: str, status: str) -> None:
    if count:
        click.echo(f"{count} {'message' if count == 1 else 'messages'}: they {what}.")
        return
    click.echo(f"There is no such {status} message.", err=True)
    click.get_current_context().exit(FOUND)
