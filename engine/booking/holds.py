"""A place kept for a session while the person makes up their mind."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from ..fast_dataclass import replace
from ..model import BOOKED, Booking, BookingStatus, Contact, Session
from . import waitlist
from .availability import availability
from .availability.reason import Reason, why_not_had, why_not_offered
from .availability.slots import Slot, SlotQuery
from .desk import Desk
from .lifecycle import may_cancel
from .outcomes import (
    Confirmed,
    Gone,
    Held,
    MoveAsked,
    Moved,
    MoveWithdrawn,
    OverLimit,
    Pending,
    Repriced,
    Taken,
    TooLate,
)
from .settings.services import Service

HOLD_MINUTES = 15
_HOLD = timedelta(minutes=HOLD_MINUTES)
_KEPT_ONCE = (BookingStatus.HELD, BookingStatus.EXPIRED)
_PLACE = ("datetime", "ends_at", "staff", "staff_name", "party")
"""What a move takes over from the place that was held for it."""


def hold(
    desk: Desk, session: Session, contact: Contact, ask: SlotQuery, day: date, label: str
) -> Held | Taken | OverLimit:
    """See `Agenda.hold`."""
    if desk.is_over_limit(contact.id, ask.exclude):
        return OverLimit()
    ask = replace(ask, contact_id=contact.id)
    slot = availability.offered(desk.settings, ask, day, label, desk.around(day), desk.now)
    if slot is None:
        return Taken(why_not_offered(desk.settings, ask, day, label, desk.now))
    row = _of_session(desk.new_row(ask, slot, BookingStatus.HELD), session, contact)
    row = replace(row, expires_at=desk.now + _HOLD)
    return Held(_put(desk, row))


def confirm(
    desk: Desk, booking_id: str, session_id: str, *, anybody: bool = True, notes: str = ""
) -> Confirmed | Pending | Repriced | Taken | OverLimit | Gone:
    """See `Agenda.confirm`."""
    row = desk.find(booking_id)
    if row is None or row.session_id != session_id:
        return Gone()
    return _confirmed(desk, row, anybody=anybody, notes=notes)


def _with_another(desk: Desk, row: Booking, service: Service) -> Booking | None:
    """Return what was held with another staff member, where only its own is taken meanwhile."""
    if _why_gone(desk, row) is not Reason.TAKEN:
        return None
    others = (replace(row, staff=one) for one in service.staff if one != row.staff)
    free = tuple(other.staff for other in others if other.staff and desk.still_stands(other))
    if not free:
        return None
    ask = SlotQuery(row.service, row.party, contact_id=row.contact_id, exclude=row.id)
    staff = desk.freest_staff(ask, Slot(row.datetime, row.ends_at, "", free))
    return desk.save(row, staff=staff, staff_name=desk.name_of(staff))


def _why_gone(desk: Desk, place: Booking) -> Reason:
    return why_not_had(desk.settings, place, desk.now)


def _book(
    desk: Desk, row: Booking, service: Service, notes: str = ""
) -> Confirmed | Pending | Repriced:
    """Book what was held, or show its new price first (R19)."""
    price, currency = service.price, desk.settings.currency
    if row.currency and (price, currency) != (row.price, row.currency):
        kept = {"status": BookingStatus.HELD, "expires_at": desk.now + _HOLD}
        return Repriced(desk.save(row, price=price, currency=currency, **kept))
    status, notice = desk.status_for(row.contact_id), desk.settings.cancel_notice_minutes
    booked = desk.become(
        row,
        status,
        "booking.create",
        price=price,
        currency=currency,
        cancel_notice_minutes=notice,
        notes=notes or row.notes,
    )
    waitlist.answered(desk, booked)
    return _success(booked)


def reschedule(
    desk: Desk, booking_id: str, hold_id: str, session_id: str
) -> Moved | MoveAsked | Taken | TooLate | Gone:
    """See `Agenda.reschedule`."""
    row, place = desk.find(booking_id), desk.find(hold_id)
    if row is None or place is None or not _is_move(row, place, session_id):
        return Gone()
    if not may_cancel(desk.settings, row, desk.now):
        return TooLate()
    if not desk.still_stands(place, row):
        return Taken()
    desk.drop_move(row)
    if row.status is BookingStatus.CONFIRMED and asks_first(desk, row):
        asked = desk.become(place, BookingStatus.PENDING, moves=row.id, **_promises(row))
        desk.note_asked("booking.move_asked", row.id, after=asked.datetime)
        return MoveAsked(row, asked)
    desk.rows.remove(place.id)
    return Moved(desk.become(row, desk.status_for(row.contact_id), **place_of(place)))


def withdraw_move(desk: Desk, booking_id: str) -> MoveWithdrawn | Gone:
    """Take back what asks to move a booking, which stands where it was (R24)."""
    booking = desk.find(booking_id)
    if booking is None:
        return Gone()
    desk.drop_move(booking)
    return MoveWithdrawn(booking)


def asks_first(desk: Desk, row: Booking) -> bool:
    """Return whether the merchant has the word on what that person wants."""
    return desk.status_for(row.contact_id) is BookingStatus.PENDING


def place_of(place: Booking) -> dict[str, Any]:
    """Return the fields of a place that a booking takes over when it moves there."""
    return {name: getattr(place, name) for name in _PLACE}


def release(desk: Desk, booking_id: str) -> Booking | None:
    """See `Agenda.release`."""
    row = desk.find(booking_id)
    if row is None or row.status is not BookingStatus.HELD:
        return None
    return desk.save(row, status=BookingStatus.CANCELLED, expires_at=None)


def take_offer(
    desk: Desk, booking_id: str, contact_id: str
) -> Confirmed | Pending | Repriced | Taken | OverLimit | Gone:
    """See `Agenda.take_offer`."""
    row = desk.find(booking_id)
    if row is None or row.contact_id != contact_id:
        return Gone()
    return _confirmed(desk, row, anybody=False, notes="")


def _confirmed(
    desk: Desk, row: Booking, *, anybody: bool, notes: str
) -> Confirmed | Pending | Repriced | Taken | OverLimit | Gone:
    """Book what is held, or was; another of the staff takes it where `anybody` may."""
    if row.status in BOOKED:
        return _success(row)
    service = desk.settings.service(row.service)
    if not _was_kept(row) or service is None:
        return Gone()
    if desk.is_over_limit(row.contact_id):
        return OverLimit()
    stands = desk.still_stands(row)
    place = row if stands else _with_another(desk, row, service) if anybody else None
    return _book(desk, place, service, notes) if place else Taken(_why_gone(desk, row))


def extend(desk: Desk, session_id: str) -> Booking | None:
    """See `Agenda.extend`."""
    row = desk.hold_of(session_id)
    return desk.save(row, expires_at=desk.now + _HOLD) if row else None


def _put(desk: Desk, row: Booking) -> Booking:
    """Write a hold over the one before: the merchant's agenda keeps no trail of second thoughts."""
    before = desk.rows.hold_of(row.session_id or "")
    if before is None:
        desk.rows.add(row)
        return row
    row = replace(row, id=before.id, token=before.token)
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


def _is_move(row: Booking, place: Booking, session_id: str) -> bool:
    return (
        row.status in BOOKED
        and row.moves is None
        and place.session_id == session_id
        and (place.contact_id, place.service) == (row.contact_id, row.service)
        and _was_kept(place)
    )


def _was_kept(place: Booking) -> bool:
    """Return whether it is a hold, or was one; a request that ran out is none (R17)."""
    return place.status in _KEPT_ONCE and not place.sequence


def _promises(row: Booking) -> dict[str, Any]:
    names = ("price", "currency", "cancel_notice_minutes", "service_name", "name", "notes")
    return {name: getattr(row, name) for name in names}


def _success(row: Booking) -> Confirmed | Pending:
    return Confirmed(row) if row.status is BookingStatus.CONFIRMED else Pending(row)
