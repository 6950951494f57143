"""What ran out while nobody confirmed it: given up, and both sides told (R17)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..model import AuditEntry, Booking, BookingStatus
from ..ports import Clock, Ids, Transaction
from .notices import Notices

_ACTOR = "milo"


class Expiry:
    """Gives up holds and pending bookings that ran out."""

    def __init__(self, notices: Notices, clock: Clock, ids: Ids) -> None:
        self._notices = notices
        self._clock = clock
        self._ids = ids

    def sweep(self, tx: Transaction) -> tuple[str, ...]:
        """Give up what ran out; return the contacts for whom there is something to send."""
        wrote: list[str] = []
        for row in tx.bookings.expire(None, self._clock.now()):
            if row.sequence:  # it was asked for; a hold was only looked at
                wrote += self._given_up(tx, row)
        return tuple(wrote)

    def _given_up(self, tx: Transaction, row: Booking) -> tuple[str, ...]:
        now, client = self._clock.now(), tx.clients.by_id(row.client_id)
        if row.moves:  # the booking stays where it was
            tx.bookings.remove(row.id)
        else:
            row = replace(row, sequence=row.sequence + 1)
            tx.bookings.save(row, "sequence")
        changes: dict[str, Any] = {"status": [BookingStatus.PENDING.value, row.status.value]}
        subject, action = f"booking:{row.id}", "booking.expire"
        if row.moves:  # what stands was not changed
            changes = {"asked": [row.datetime.isoformat(), None]}
            subject, action = f"booking:{row.moves}", "booking.move_expired"
        tx.audit.add(AuditEntry(self._ids.new(), now, _ACTOR, action, subject, changes))
        if client is None:
            return ()
        waited = replace(row, status=BookingStatus.PENDING)
        return self._notices.changed(tx, client, waited, row, now).contacts
