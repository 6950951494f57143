"""What is done to bookings on the merchant's word."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ..errors import ConflictError, Fault, InputError
from ..model import BOOKED, OVER, Booking, BookingStatus
from .availability import availability
from .availability.slots import Slot, SlotQuery
from .desk import Desk
from .holds import place_of
from .lifecycle import may_become
from .settings.settings import ClientSettings


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a merchant changes about a booking; None leaves it as it is.

    Attributes:
        starts_at: UTC.
        staff: a staff member's id; "" for anybody who is free.
    """

    starts_at: datetime | None = None
    party: int | None = None
    staff: str | None = None
    name: str | None = None
    notes: str | None = None

    @property
    def needs_room(self) -> bool:
        """Whether it wants another place of the agenda."""
        return (self.starts_at, self.party, self.staff) != (None, None, None)


def book(
    desk: Desk,
    ask: SlotQuery,
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
    row = replace(
        desk.new_row(ask, _room(desk, ask, starts_at), status),
        user_phone=user_phone,
        user_id=user_id,
        name=name,
        notes=notes,
    )
    return desk.add(row)


def change_status(desk: Desk, booking: Booking, status: BookingStatus) -> Booking:
    """See `Agenda.change_status`."""
    row = _present(desk, booking)
    if row.status is status:
        return row
    if not may_become(row, status, desk.now):
        raise ConflictError(_why_not(row, status, desk.now))
    if row.moves:
        return _answer_move(desk, row, status)
    if status is not BookingStatus.CONFIRMED:
        desk.drop_move(row)
    return desk.become(row, status)


def amend(desk: Desk, booking: Booking, change: Amendment) -> Booking:
    """See `Agenda.amend`."""
    row = _present(desk, booking)
    words: dict[str, Any] = {"name": change.name, "notes": change.notes}
    changes = {key: value for key, value in words.items() if value is not None}
    if change.needs_room:
        if row.status not in BOOKED:
            raise ConflictError(f"A booking that is {row.status} cannot be moved.")
        changes |= _place(desk, row, change)
        desk.drop_move(row)
    changes = {key: value for key, value in changes.items() if getattr(row, key) != value}
    if not changes:
        return row
    if "datetime" in changes:
        return desk.become(row, row.status, **changes)
    return desk.change(row, **changes)


def _answer_move(desk: Desk, asked: Booking, status: BookingStatus) -> Booking:
    """Lead a booking to the place that a row asked for, or leave it; the row goes (R18)."""
    desk.rows.remove(asked.id)
    row = desk.find(asked.moves or "")
    if status is not BookingStatus.CONFIRMED:
        desk.note_asked("booking.move_rejected", asked.moves or "", before=asked.datetime)
        return replace(asked, status=status)
    if row is None or row.status not in BOOKED:
        raise ConflictError("The booking that was to be moved is no longer there.")
    desk.note_asked("booking.move_confirmed", row.id, before=asked.datetime)
    return desk.become(row, BookingStatus.CONFIRMED, **place_of(asked))


def _place(desk: Desk, row: Booking, change: Amendment) -> dict[str, Any]:
    """Return where an amendment leads: only what the booking needs is asked of the agenda (R20)."""
    service = availability.as_booked(desk.settings, row)
    wanted = row.staff if change.staff is None else change.staff or None
    if change.staff and change.staff not in service.staff:
        raise InputError([Fault("staff", "does not do this service")])
    ask = SlotQuery(
        row.service,
        row.party if change.party is None else change.party,
        wanted if wanted in service.staff else None,
        exclude=row.id,
        stand_in=service,
    )
    slot = _room(desk, ask, change.starts_at or row.datetime)
    staff = ask.staff or desk.freest_staff(ask, slot)
    if wanted and not staff:  # nobody does it any more: it keeps the name it was booked with
        return {"datetime": slot.starts_at, "ends_at": slot.ends_at, "party": ask.party}
    return {
        "datetime": slot.starts_at,
        "ends_at": slot.ends_at,
        "party": ask.party,
        "staff": staff,
        "staff_name": desk.name_of(staff),
    }


def _present(desk: Desk, booking: Booking) -> Booking:
    row = desk.find(booking.id)
    if row is None:
        raise ConflictError("There is no such booking any more.")
    return row


def _why_not(row: Booking, status: BookingStatus, now: datetime) -> str:
    if status in OVER and now < row.datetime and row.status is BookingStatus.CONFIRMED:
        return f"A booking cannot become {status} before its start."
    return f"A booking that is {row.status} cannot become {status}."


def _room(desk: Desk, ask: SlotQuery, starts_at: datetime) -> Slot:
    rows = desk.near(starts_at)
    slot = availability.has_room(desk.settings, ask, starts_at, rows, desk.now)
    if slot is None:
        raise ConflictError("There is no room at that time.")
    return slot


def _check(settings: ClientSettings, ask: SlotQuery, status: BookingStatus) -> None:
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
