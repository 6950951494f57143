"""Who changes what, within the transaction that changes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..booking.agenda import Agenda
from ..model import AuditEntry, Booking, Client
from ..ports import Ids, Transaction
from ..templates.notice_outcome import UNASKED, Told

Changes = Mapping[str, tuple[Any, Any]]


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """Return the fields that differ, each as (old, new)."""
    return {key: (before.get(key), after[key]) for key in after if before.get(key) != after[key]}


Announce = Callable[[Transaction, Client, Booking | None, Booking, datetime], Told]


def in_silence(
    _tx: Transaction, _client: Client, _old: Booking | None, _new: Booking, _now: datetime
) -> Told:
    """Tell nobody."""
    return UNASKED


@dataclass(frozen=True, slots=True)
class Operator:
    """Somebody who sets things up, within one transaction.

    Attributes:
        name: how the audit calls them.
        announce: tells a person what became of their booking (the old one, the new one).
        common_id: Meta's id of the number that merchants without their own share; empty: unknown.
        is_merchant: whether it is the merchant, who sees at once what becomes of what they do.
        contact_id: the merchant's own phone by which they act, if it is known.
    """

    tx: Transaction
    ids: Ids
    now: datetime
    name: str = "admin"
    announce: Announce = in_silence
    common_id: str = ""
    is_merchant: bool = False
    contact_id: str | None = None

    def freed(self, tx: Transaction, client: Client) -> None:
        """Offer what has become free in a client's agenda to the people in line."""
        Agenda(tx, client, self.now, self.ids).serve_waitlist()

    def note(self, action: str, subject: str, changes: Changes) -> None:
        """Leave word in the audit; a change that changes nothing leaves none."""
        if changes:
            pairs = {key: list(pair) for key, pair in changes.items()}
            entry = AuditEntry(self.ids.new(), self.now, self.name, action, subject, pairs)
            self.tx.audit.add(entry)
