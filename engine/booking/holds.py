"""A place kept for a session while the person makes up their mind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from ..model import BOOKED, Booking, BookingStatus, Contact, Session
from .availability import availability
from .availability.slots import Ask
from .desk import Desk
from .lifecycle import confirmed_status, may_cancel
from .outcomes import Confirmed, Gone, Held, Moved, OverLimit, Pending, Taken, TooLate

HOLD_MINUTES = 15
_HOLD = timedelta(minutes=HOLD_MINUTES)
_KEPT_ONCE = (BookingStatus.HELD, BookingStatus.EXPIRED)


def hold(
    desk: Desk, session: Session, contact: Contact, ask: Ask, day: date, label: str
) -> Held | Taken | OverLimit:
    """See `Agenda.hold`."""
    desk.lock()
    if desk.is_over_limit(contact.id, ask.exclude):
        return OverLimit()
    ask = replace(ask, contact_id=contact.id)
    slot = availability.offered(desk.settings, ask, day, label, desk.around(day), desk.now)
    if slot is None:
        return Taken()
    row = _of_session(desk.new_row(ask, slot, BookingStatus.HELD), session, contact)
    row = replace(row, expires_at=desk.now + _HOLD)
    return Held(_put(desk, row))


def confirm(
    desk: Desk, booking_id: str, session_id: str
) -> Confirmed | Pending | Taken | OverLimit | Gone:
    """See `Agenda.confirm`."""
    desk.lock()
    row = desk.find(booking_id)
    if row is None or row.session_id != session_id:
        return Gone()
    if row.status in BOOKED:
        return _success(row)
    if not _can_be_had(desk, row):
        return Gone()
    if desk.is_over_limit(row.contact_id):
        return OverLimit()
    if not desk.still_stands(row):
        return Taken()
    return _success(desk.become(row, confirmed_status(desk.settings)))


def reschedule(
    desk: Desk, booking_id: str, hold_id: str, session_id: str
) -> Moved | Taken | TooLate | Gone:
    """See `Agenda.reschedule`."""
    desk.lock()
    row, place = desk.find(booking_id), desk.find(hold_id)
    if row is None or place is None or not _is_move(desk, row, place, session_id):
        return Gone()
    if not may_cancel(desk.settings, row, desk.now):
        return TooLate()
    if not desk.still_stands(place, exclude=row.id):
        return Taken()
    desk.become(place, BookingStatus.CANCELLED)
    to = {"datetime": place.datetime, "ends_at": place.ends_at, "staff": place.staff}
    return Moved(desk.become(row, confirmed_status(desk.settings), **to))


def release(desk: Desk, booking_id: str) -> Booking | None:
    """See `Agenda.release`."""
    desk.lock()
    row = desk.find(booking_id)
    if row is None or row.status is not BookingStatus.HELD:
        return None
    return desk.become(row, BookingStatus.CANCELLED)


def extend(desk: Desk, session_id: str) -> Booking | None:
    """See `Agenda.extend`."""
    if desk.hold_of(session_id) is None:  # most messages: nothing to lock for
        return None
    desk.lock()
    row = desk.hold_of(session_id)
    return desk.save(row, expires_at=desk.now + _HOLD) if row else None


def _put(desk: Desk, row: Booking) -> Booking:
    """Write a hold over the one before: the merchant's agenda keeps no trail of second thoughts."""
    before = desk.rows.hold_of(row.session_id or "")
    if before is None:
        desk.rows.add(row)
        return row
    row = replace(row, id=before.id)
    desk.rows.save(row)
    return row


def _of_session(row: Booking, session: Session, contact: Contact) -> Booking:
    return replace(
        row,
        session_id=session.id,
        user_phone=contact.user_phone,
        user_id=contact.user_id,
        name=contact.name,
    )


def _can_be_had(desk: Desk, place: Booking) -> bool:
    """Return whether it is, or was, a hold of something that is still offered."""
    return place.status in _KEPT_ONCE and desk.settings.service(place.service) is not None


def _is_move(desk: Desk, row: Booking, place: Booking, session_id: str) -> bool:
    return (
        row.status in BOOKED
        and place.session_id == session_id
        and place.contact_id == row.contact_id
        and _can_be_had(desk, place)
    )


def _success(row: Booking) -> Confirmed | Pending:
    return Confirmed(row) if row.status is BookingStatus.CONFIRMED else Pending(row)
