"""What operators see of the outbox: which messages are meant, and why they did not go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ..model import OutboxRow, OutboxStatus
from ..ports import Transaction
from ..sending.retry import FailureKind

_PAGE = 500
WORDS: Mapping[str, str] = {
    FailureKind.RETRY: "Meta could not take it",
    FailureKind.FEW: "Meta does not know why it cannot take it",
    FailureKind.UNKNOWN: "nobody knows whether Meta has it",
    FailureKind.LOST: "the process that sent it died",
    FailureKind.SLOW: "the number sends too fast",
    FailureKind.PAIR: "too many messages to this person",
    FailureKind.WINDOW: "their 24 hours are over",
    FailureKind.UNLISTED: "a test number may not write to them",
    FailureKind.HALT: "Meta takes nothing from this number",
    FailureKind.FINAL: "Meta does not take it",
}
"""What each kind of failure means, for a person."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages are meant; what is empty does not matter.

    Attributes:
        reason: a kind, a code of Meta's, or a word of the reason.
        before: written before this instant.
        since: written at this instant or after it.
    """

    reason: str = ""
    phone_number_id: str | None = None
    before: datetime | None = None
    since: datetime | None = None

    def means(self, row: OutboxRow) -> bool:
        """Return whether a message is meant."""
        return (
            self.reason.lower() in (row.error or "").lower()
            and self.phone_number_id in (None, row.phone_number_id)
            and (self.before is None or row.created_at < self.before)
            and (self.since is None or row.created_at >= self.since)
        )


def find(
    tx: Transaction, status: OutboxStatus, wanted: Wanted, *, after: str | None, limit: int
) -> list[OutboxRow]:
    """Return some messages that are meant, by id, those after `after`."""
    found: list[OutboxRow] = []
    while len(found) < limit:
        rows = tx.outbox.page(status=status, after=after, limit=max(limit, _PAGE))
        found += [row for row in rows if wanted.means(row)]
        if len(rows) < _PAGE:
            break
        after = rows[-1].id
    return found[:limit]


def kind_of(error: str | None) -> str | None:
    """Return the kind that a noted reason begins with."""
    first = (error or "").partition(" ")[0]
    return first if first in WORDS else None


def explained(error: str) -> str:
    """Return a noted reason as a person reads it: what it means, then what Meta said."""
    kind = kind_of(error)
    if kind is None:
        return error
    said = error.removeprefix(kind).strip()
    return f"{WORDS[kind]} ({said})" if said else WORDS[kind]
