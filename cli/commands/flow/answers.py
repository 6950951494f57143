"""`milo flow answers`."""

from __future__ import annotations

import os
from typing import Any

import click

from ....engine.model import Answers
from ....engine.ports import Transaction
from ..base import as_json, example, print_json
from . import flow


@example("milo flow answers encuesta", "milo flow answers encuesta --client carla --json")
@flow.command()
@click.argument("flow")
@click.option("--client", metavar="SLUG", help="Of this merchant alone.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@click.option("--after", metavar="ID", help="Those after this one.")
@as_json
def answers(flow: str, client: str | None, limit: int, after: str | None, as_json: bool) -> None:
    """List what people answered in a flow, oldest first.

    A flow keeps it by the action guardar_respuestas.
    """
    from ....http.api.pagination import page_of
    from ...office import office, word
    from ...showing import show

    since = word(after) if after else None

    def page(tx: Transaction) -> list[Answers]:
        client_id = _client_id(tx, client)
        return tx.answers.page(word(flow), client_id=client_id, after=since, limit=limit + 1)

    with office(os.environ) as desk:
        rows = desk.read(page)
    told = page_of("answers", rows, limit, _json, "id")
    if as_json:
        print_json(told)
    elif not rows:
        click.echo(f"No answers in {flow}.")
    else:
        show(("id", "at", "person", "answers"), [_cells(row) for row in rows[:limit]])
        if told["next"]:
            of = f" --client {client}" if client else ""
            click.echo(f"There are more: milo flow answers {flow}{of} --after {told['next']}")


def _client_id(tx: Transaction, slug: str | None) -> str | None:
    from ....engine.office.merchants import find_client
    from ...office import word

    return find_client(tx, word(slug), any_status=True).id if slug else None


def _cells(row: Answers) -> tuple[str, str, str, str]:
    said = ", ".join(f"{slot}: {value}" for slot, value in row.slots.items())
    return row.id, f"{row.created_at:%F %H:%M}Z", row.contact_id, said


def _json(row: Answers) -> dict[str, Any]:
    return {
        "id": row.id,
        "client_id": row.client_id,
        "contact_id": row.contact_id,
        "session_id": row.session_id,
        "flow": row.flow,
        "version": row.version,
        "slots": dict(row.slots),
        "created_at": row.created_at.isoformat(),
    }
