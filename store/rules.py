"""What holds for rows wherever they are kept: pure, shared by the memory and the SQL stores."""

from __future__ import annotations

from dataclasses import replace

from ..engine.model import BookingStatus, Contact, OutboxRow, OutboxStatus

TAKING = (BookingStatus.HELD, BookingStatus.PENDING, BookingStatus.CONFIRMED)
"""Statuses of bookings that take their place."""
LAPSING = (BookingStatus.HELD, BookingStatus.PENDING)
"""Statuses that `expires_at` ends."""
ACTIVE = (BookingStatus.PENDING, BookingStatus.CONFIRMED)
"""Statuses that a person calls *my bookings*."""

_LATER = {
    OutboxStatus.PENDING: (),
    OutboxStatus.SENT: (OutboxStatus.PENDING,),
    OutboxStatus.DELIVERED: (OutboxStatus.PENDING, OutboxStatus.SENT),
    OutboxStatus.READ: (OutboxStatus.PENDING, OutboxStatus.SENT, OutboxStatus.DELIVERED),
    OutboxStatus.FAILED: (OutboxStatus.PENDING, OutboxStatus.SENT),
}
"""For each status, those it may follow."""


def learned(known: Contact, heard: Contact) -> Contact:
    """Return the known contact with what it lacked, and with the name it goes by now."""
    return replace(
        known,
        user_id=known.user_id or heard.user_id,
        user_phone=known.user_phone or heard.user_phone,
        name=heard.name or known.name,
    )


def moves(before: OutboxStatus, after: OutboxStatus) -> bool:
    """Return whether a message goes forward from one status to another."""
    return before in _LATER[after]


def settled(
    row: OutboxRow, wamid: str | None, status: OutboxStatus, error: str | None
) -> OutboxRow:
    """Return the row after a status: moved forward or as it was, knowing its wamid."""
    forward = moves(row.status, status)
    return replace(
        row,
        wamid=row.wamid or wamid,
        status=status if forward else row.status,
        error=error if forward else row.error,
    )
