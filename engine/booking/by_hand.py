"""What is done to bookings on the merchant's word."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ..errors import ConflictError, Fault, InputError
from ..model import BOOKED, Booking, BookingStatus
from .availability import availability
from .availability.slots import Ask, Slot
from .desk import Desk, first_of
from .lifecycle import may_become
from .settings.settings import ClientSettings


def book(
    desk: Desk,
    ask: Ask,
    starts_at: datetime,
    status: BookingStatus,
    *,
    user_phone: str | None,
    user_id: str | None,
    name: str,
    notes: str,
) -> Booking:
    """See `Agenda.book_by_hand`."""
    _check(desk.settings, ask, status)
    desk.lock()
    row = replace(
        desk.new_row(ask, _room(desk, ask, starts_at), status),
        user_phone=user_phone,
        user_id=user_id,
        name=name,
        notes=notes,
    )
    desk.rows.add(row)
    return row


def change_status(desk: Desk, booking: Booking, status: BookingStatus) -> Booking:
    """See `Agenda.change_status`."""
    desk.lock()
    row = _present(desk, booking)
    if row.status is status:
        return row
    if not may_become(row.status, status):
        raise ConflictError(f"A booking that is {row.status} cannot become {status}.")
    return desk.become(row, status)


def move(desk: Desk, booking: Booking, starts_at: datetime) -> Booking:
    """See `Agenda.move`."""
    desk.lock()
    row = _present(desk, booking)
    if row.status not in BOOKED:
        raise ConflictError(f"A booking that is {row.status} cannot be moved.")
    slot = _room(desk, Ask(row.service, row.party, row.staff, exclude=row.id), starts_at)
    to = {"datetime": slot.starts_at, "ends_at": slot.ends_at, "staff": first_of(slot)}
    return desk.become(row, row.status, **to)


def _present(desk: Desk, booking: Booking) -> Booking:
    row = desk.find(booking.id)
    if row is None:
        raise ConflictError("There is no such booking any more.")
    return row


def _room(desk: Desk, ask: Ask, starts_at: datetime) -> Slot:
    rows = desk.near(starts_at)
    slot = availability.has_room(desk.settings, ask, starts_at, rows, desk.now)
    if slot is None:
        raise ConflictError("There is no room at that time.")
    return slot


def _check(settings: ClientSettings, ask: Ask, status: BookingStatus) -> None:
    service = settings.service(ask.service)
    wrong = {
        "service": service is None and "is not one of the client's services",
        "staff": service and ask.staff not in (None, *service.staff) and "does not do this service",
        "party": ask.party < 1 and "must be 1 or more",
        "status": status not in BOOKED and "must be pending or confirmed",
    }
    faults = [Fault(path, words) for path, words in wrong.items() if words]
    if faults:
        raise InputError(faults)
