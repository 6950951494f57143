"""A booking's life, and what it allows (R16 to R19, R24)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from ..model import BOOKED, OVER, Booking, BookingStatus
from .availability.occupancy import takes_place
from .availability.search import open_between
from .settings.settings import ClientSettings

_NEXT: Mapping[BookingStatus, frozenset[BookingStatus]] = {
    BookingStatus.HELD: frozenset({BookingStatus.CANCELLED}),  # only the person confirms it
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
_OPEN_FIRST = timedelta(hours=1)
"""How long a merchant has been open before a booking that waits for them runs out."""


def may_become(booking: Booking, status: BookingStatus, now: datetime) -> bool:
    """Return whether the merchant may give a booking a status: nothing is over early (R18)."""
    if status in OVER and now < booking.datetime:
        return False
    return status in _NEXT.get(as_of(booking, now).status, frozenset())


def as_of(booking: Booking, now: datetime) -> Booking:
    """Return a booking as it is at an instant: what waited and has run out is expired."""
    if booking.status is BookingStatus.PENDING and not takes_place(booking, now):
        return replace(booking, status=BookingStatus.EXPIRED)
    return booking


def active(bookings: Iterable[Booking], now: datetime) -> list[Booking]:
    """Return those that are pending or confirmed and have not ended (R16).

    What only asks to move another is none of them.
    """
    return [
        row
        for row in bookings
        if row.status in BOOKED and row.ends_at > now and takes_place(row, now) and not row.moves
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
    """Return whether the person may still cancel or move it: early enough, equality included.

    What the merchant has not confirmed is only asked for, and may be withdrawn at any time (R24).
    """
    if booking not in active([booking], now):
        return False
    return booking.status is BookingStatus.PENDING or now <= cancel_until(settings, booking)


def cancel_until(settings: ClientSettings, booking: Booking) -> datetime:
    """Return until when the person may cancel or move it, as it was promised (R19)."""
    notice = booking.cancel_notice_minutes
    return booking.datetime - timedelta(
        minutes=settings.cancel_notice_minutes if notice is None else notice
    )


def pending_expiry(settings: ClientSettings, starts_at: datetime, now: datetime) -> datetime:
    """Return when a booking that becomes pending now runs out (R17).

    Not before the merchant has been open for an hour since, and at its start at the latest.
    """
    expiry = now + timedelta(minutes=settings.pending_expires_minutes)
    if expiry >= starts_at:
        return starts_at
    return min(max(expiry, _open_since(settings, now, starts_at)), starts_at)


def _open_since(settings: ClientSettings, now: datetime, end: datetime) -> datetime:
    """Return when the merchant has been open for an hour from `now` on; `end` at the latest."""
    left = _OPEN_FIRST
    for open_ in open_between(settings, now, end):
        if open_.end - open_.start >= left:
            return open_.start + left
        left -= open_.end - open_.start
    return end


def asks_merchant(settings: ClientSettings, no_shows: int) -> bool:
    """Return whether a booking of a person with so many no-shows needs the merchant's word."""
    limit = settings.no_shows_before_manual
    return settings.confirmation == "manual" or (limit is not None and no_shows >= limit)
