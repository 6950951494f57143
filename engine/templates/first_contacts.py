"""Meta's limit of people a day who are written to outside their 24 hours, shared among clients.

All clients on a number have one limit (250 people in 24 hours at first). Reminders and offers of
one with many bookings must not take what the others need, so each has a share; what is left is
lent, but for a tenth, which is kept for clients that have sent nothing yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from ..model import Contact, FirstContact
from ..ports import Transaction

DAY = timedelta(hours=24)
LENT = 0.9
"""The part of the limit beyond which nobody takes more than their share."""


def may_take(used: Mapping[str, int], client_id: str, limit: int) -> bool:
    """Return whether a client may write to one more person.

    Args:
        used: how many of the last 24 hours each client was first to write to.
        client_id: the client's that would write.
        limit: people in 24 hours, for all of them together.
    """
    total = sum(used.values())
    share = limit / (len({*used, client_id}) + 1)
    mine = used.get(client_id, 0)
    if mine < share:
        return total < limit
    due = sum(max(0.0, share - taken) for other, taken in used.items() if other != client_id)
    return total + 1 + due <= LENT * limit


class FirstContactLimit:
    """Keeps to a limit; 0: there is none that we know of."""

    def __init__(self, limit: int = 0) -> None:
        self._limit = limit

    def allows(self, tx: Transaction, contact: Contact, client_id: str, now: datetime) -> bool:
        """Return whether a client may write to a contact by a template now."""
        if not self._limit or tx.first_contacts.of(contact.id, now - DAY):
            return True
        used = tx.first_contacts.counted(contact.phone_number_id, now - DAY)
        return may_take(used, client_id, self._limit)

    def note(self, tx: Transaction, contact: Contact, client_id: str, now: datetime) -> None:
        """Note that a client writes to a contact by a template; once a day it counts."""
        if self._limit and not tx.first_contacts.of(contact.id, now - DAY):
            first = FirstContact(contact.id, contact.phone_number_id, client_id, now)
            tx.first_contacts.note(first, now - DAY)
