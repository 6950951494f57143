"""By which names a booking is shown: today's, or those it was booked under (R20)."""

from __future__ import annotations

from ..model import Booking
from ..words.fold import clean
from .settings.settings import ClientSettings

_SERVICE, _STAFF = 100, 60


def service_name(settings: ClientSettings, booking: Booking) -> str:
    """Return the name of a booking's service, also of one that is offered no more."""
    service = settings.service(booking.service)
    return clean(service.name if service else booking.service_name or booking.service, _SERVICE)


def staff_name(settings: ClientSettings, booking: Booking) -> str:
    """Return the name of the booking's staff member, also of one who left; empty without one."""
    member = settings.member(booking.staff) if booking.staff else None
    return clean(member.name if member else booking.staff_name or booking.staff or "", _STAFF)
