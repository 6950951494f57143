"""Coming bookings that today's settings would not allow (R22): they are kept, and listed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from ..model import Booking, BookingStatus, Taking
from .availability.bookable_range import local_day
from .availability.search import Search
from .availability.slots import SlotQuery
from .settings.settings import ClientSettings


class Conflict(StrEnum):
    """Why a booking would not be allowed today."""

    SERVICE = "service_removed"
    STAFF = "staff_removed"
    PARTY = "party_too_large"
    CLOSED = "closed"
    FULL = "no_room"


def conflicts(
    settings: ClientSettings, bookings: Iterable[Booking], takings: Iterable[Taking], now: datetime
) -> list[tuple[Booking, Conflict]]:
    """Return the bookings that are outside today's settings, each with why, in their order.

    Args:
        settings: today's.
        bookings: the coming ones that are looked at.
        takings: at least all that is taken of their days (`span_of`); holds do not count.
        now: the present instant.
    """
    by_day: dict[date, list[Taking]] = {}
    for row in takings:
        if row.status is BookingStatus.HELD:  # maybe the very hour that one of them would move to
            continue
        for day in {local_day(settings, row.datetime), local_day(settings, row.ends_at)}:
            by_day.setdefault(day, []).append(row)
    found = []
    for booking in bookings:
        why = _why(settings, booking, by_day, now)
        if why is not None:
            found.append((booking, why))
    return found


def _why(
    settings: ClientSettings, booking: Booking, by_day: dict[date, list[Taking]], now: datetime
) -> Conflict | None:
    service = settings.service(booking.service)
    if service is None:
        return Conflict.SERVICE
    if booking.staff is not None and booking.staff not in service.staff:
        return Conflict.STAFF
    if booking.party > service.max_party:
        return Conflict.PARTY
    days = local_day(settings, booking.datetime), local_day(settings, booking.ends_at)
    rows = {row.id: row for day in days for row in by_day.get(day, [])}.values()
    # A booking and what asks to move it are not in each other's way.
    ask = SlotQuery(service.id, booking.party, exclude=booking.moves or booking.id)
    search = Search(settings, service, ask, rows, now, days)
    span = booking.datetime, booking.ends_at
    if not search.is_open(booking.staff, *span):
        return Conflict.CLOSED
    return None if search.has_room(booking.staff, *span) else Conflict.FULL
