"""A booking's life, and what it allows (R16, R17)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from ..model import BOOKED, Booking, BookingStatus
from .availability.occupancy import takes_place
from .settings.settings import ClientSettings

_NEXT: Mapping[BookingStatus, frozenset[BookingStatus]] = {
    BookingStatus.HELD: frozenset(
        {
            BookingStatus.PENDING,
            BookingStatus.CONFIRMED,
            BookingStatus.EXPIRED,
            BookingStatus.CANCELLED,
        }
    ),
    BookingStatus.PENDING: frozenset(
        {
            BookingStatus.CONFIRMED,
            BookingStatus.REJECTED,
            BookingStatus.CANCELLED,
            BookingStatus.EXPIRED,
        }
    ),
    BookingStatus.CONFIRMED: frozenset(
        {BookingStatus.COMPLETED, BookingStatus.NO_SHOW, BookingStatus.CANCELLED}
    ),
    BookingStatus.COMPLETED: frozenset({BookingStatus.NO_SHOW}),  # a slip of the finger,
    BookingStatus.NO_SHOW: frozenset({BookingStatus.COMPLETED}),  # put right
}


def may_become(old: BookingStatus, new: BookingStatus) -> bool:
    """Return whether a booking's life leads from one status to the other."""
    return new in _NEXT.get(old, frozenset())


def active(bookings: Iterable[Booking], now: datetime) -> list[Booking]:
    """Return those that are pending or confirmed and have not ended (R16)."""
    return [
        row
        for row in bookings
        if row.status in BOOKED and row.ends_at > now and takes_place(row, now)
    ]


def over_limit(
    settings: ClientSettings,
    bookings: Iterable[Booking],
    now: datetime,
    exclude: str | None = None,
) -> bool:
    """Return whether a contact with these bookings may have no further one.

    `exclude` is the id of a booking that is being moved (R12).
    """
    most = settings.max_active_per_contact
    if most is None:
        return False
    return sum(row.id != exclude for row in active(bookings, now)) >= most


def may_cancel(settings: ClientSettings, booking: Booking, now: datetime) -> bool:
    """Return whether the person may still cancel or move it: early enough, equality included."""
    notice = timedelta(minutes=settings.cancel_notice_minutes)
    return booking in active([booking], now) and booking.datetime >= now + notice


def pending_expiry(settings: ClientSettings, starts_at: datetime, now: datetime) -> datetime:
    """Return when a booking that becomes pending now runs out: at its start at the latest (R17)."""
    return min(now + timedelta(minutes=settings.pending_expires_minutes), starts_at)


def confirmed_status(settings: ClientSettings) -> BookingStatus:
    """Return what a booking becomes when the person confirms it."""
    manual = settings.confirmation == "manual"
    return BookingStatus.PENDING if manual else BookingStatus.CONFIRMED
