"""What the works of a group will look for first, looked for at once.

Each post of Meta's asks whether its messages are there already, and each status how far its message
is: one statement for each, of which a group has dozens. What was found serves until somebody in the
same transaction changes it, or a work is undone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from peewee import SQL, Select, fn

from ...engine.json_text import json_text
from ...engine.ports import Foreseen
from .executor import Hole, SqlExecutor, Statement
from .tables import Inbox, Outbox

WAY_COLUMNS = (
    Outbox.id,
    Outbox.contact,
    Outbox.phone_number_id,
    Outbox.wamid,
    Outbox.status,
    Outbox.claimed_at,
    Outbox.created_at,
    Outbox.resends,
    Outbox.beside,
)
"""How far a message is on its way."""


class HasForeseen(Protocol):
    """What waits for its group."""

    foreseen: Foreseen | None


def members(hole: Hole) -> Select:
    """Return the members of a JSON list, on SQLite."""
    return Select([fn.json_each(hole())], [SQL("value")])


_THERE_SQLITE = Statement(
    lambda hole: Inbox.select(Inbox.message_id).where(Inbox.message_id.in_(members(hole)))
)
_THERE_POSTGRES = Statement(
    lambda hole: Inbox.select(Inbox.message_id).where(Inbox.message_id == fn.ANY(hole()))
)
_WAYS = Statement(lambda hole: Outbox.select(*WAY_COLUMNS).where(Outbox.id.in_(members(hole))))


def foresee(rows: SqlExecutor, waiting: Iterable[HasForeseen]) -> None:
    """Look for what works that wait will look for.

    How far messages are is not looked for on PostgreSQL: a work locks each such row, and a group
    that locked many at once would wait for other processes outside of its works' savepoints.
    """
    every = [one.foreseen for one in waiting if one.foreseen]
    messages = sorted({message for one in every for message in one.messages})
    outgoing = sorted({row for one in every for row in one.outgoing})
    if len(messages) > 1:
        there = rows.all(_THERE_POSTGRES, messages) if rows.postgres else None
        if there is None:
            there = rows.all(_THERE_SQLITE, json_text(messages))
        rows.absent = set(messages) - {message for (message,) in there}
    if len(outgoing) > 1 and not rows.locks:
        rows.ways = {str(row[0]): row for row in rows.all(_WAYS, json_text(outgoing))}
