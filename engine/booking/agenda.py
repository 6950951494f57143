"""What is done to a client's agenda, inside a transaction of the store.

Every write first locks the agenda, then lets what has run out expire, then decides anew with
the engine that lists the slots, and then writes. Whoever races, the second one sees what the
first one wrote.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from ..model import BOOKED, Attendance, Booking, BookingStatus, Client, Contact, Session
from ..ports import Ids, Transaction
from . import by_hand, holds
from .availability import availability
from .availability.slots import Ask, Slot
from .availability.window import first_day, last_day
from .by_hand import Amendment
from .desk import Desk
from .holds import HOLD_MINUTES
from .lifecycle import may_cancel
from .outcomes import (
    Cancelled,
    Confirmed,
    Gone,
    Held,
    MoveAsked,
    Moved,
    OverLimit,
    Pending,
    Repriced,
    Taken,
    TooLate,
)
from .settings.settings import settings_of

__all__ = ["HOLD_MINUTES", "Agenda", "Amendment"]

_DAY = timedelta(days=1)
_A_LOOK = timedelta(days=13)
"""A list shows ten days at once: most merchants have them within two weeks."""


class Agenda:
    """One client's agenda, at one instant, within one transaction.

    Raises SettingsError where another program wrote settings that make no sense.

    What it changes stands in the audit, by `actor`.

    Attributes:
        settings: the client's.
    """

    def __init__(
        self, tx: Transaction, client: Client, now: datetime, ids: Ids, actor: str = "milo"
    ) -> None:
        self.settings = settings_of(client)
        self._desk = Desk(tx, client, self.settings, now, ids, actor)

    def slots(self, ask: Ask, day: date) -> list[Slot]:
        """Return the slots of a local day."""
        rows = self._desk.around(day)
        return availability.slots_on(self.settings, ask, day, rows, self._desk.now)

    def days(self, ask: Ask, first: date) -> Iterator[date]:
        """Yield the local days with room, from `first` to the horizon, each as it is found.

        No more of the agenda is read than the days that are asked for need, and a little more.
        """
        now = self._desk.now
        first, end = max(first, first_day(self.settings, now)), last_day(self.settings, now)
        while first <= end:
            last = min(first + _A_LOOK, end)
            rows = self._desk.around(first, (last - first).days + 1)
            yield from availability.days_with_room(self.settings, ask, first, last, rows, now)
            first = last + _DAY

    def hold(
        self, session: Session, contact: Contact, ask: Ask, day: date, label: str
    ) -> Held | Taken | OverLimit:
        """Keep the place that was offered as `Slot.label` of a local day, for a session.

        What it held before is given back for it; where there is no room, that stays. With
        `ask.exclude`, the booking that is being moved counts neither as taken nor for the
        contact's limit.
        """
        return holds.hold(self._desk, session, contact, ask, day, label)

    def confirm(
        self, booking_id: str, session_id: str, *, anybody: bool = True
    ) -> Confirmed | Pending | Repriced | Taken | OverLimit | Gone:
        """Turn a hold into a booking; asked again, it answers the same.

        Where the price has changed since it was held, the hold gets the new one instead, to be
        shown before it is confirmed (R19).

        A hold that ran out is booked all the same while its place is free. Only what must
        still hold is checked again: see `availability.still_stands`. Where only the held staff
        member is taken, another who is free takes over, if `anybody` may.
        """
        return holds.confirm(self._desk, booking_id, session_id, anybody=anybody)

    def reschedule(
        self, booking_id: str, hold_id: str, session_id: str
    ) -> Moved | MoveAsked | Taken | TooLate | Gone:
        """Move a contact's booking to the place that its session holds; the hold is given back.

        Hold it with `ask.exclude` set to the booking. It keeps its id and what was promised.
        Where the merchant confirms by hand, the hold becomes a row that asks for the move, and
        a confirmed booking stays where it is until they answer (R18).
        """
        return holds.reschedule(self._desk, booking_id, hold_id, session_id)

    def release(self, booking_id: str) -> Booking | None:
        """Give a hold back, cancelled; None where it is none, or none any more."""
        return holds.release(self._desk, booking_id)

    def extend(self, session_id: str) -> Booking | None:
        """Keep a session's live hold for another while; None where it has none, or it ran out."""
        return holds.extend(self._desk, session_id)

    def cancel(self, booking_id: str, contact_id: str) -> Cancelled | TooLate | Gone:
        """Cancel a contact's booking on their word; asked again, it answers the same."""
        self._desk.lock()
        row = self._desk.find(booking_id)
        if row is None or row.contact_id != contact_id or row.moves:
            return Gone()
        if row.status is BookingStatus.CANCELLED:
            return Cancelled(row)
        if row.status not in BOOKED or row.ends_at <= self._desk.now:
            return Gone()
        if not may_cancel(self.settings, row, self._desk.now):
            return TooLate()
        self._desk.drop_move(row)
        return Cancelled(self._desk.become(row, BookingStatus.CANCELLED, "booking.cancel"))

    def note_attendance(self, booking_id: str, contact_id: str, said: Attendance) -> bool:
        """Note what a contact said of a booking of theirs; return whether it stands."""
        row = self._desk.find(booking_id)
        stands = row is not None and row.contact_id == contact_id and row.status in BOOKED
        if row is not None and stands and row.attendance is not said:
            self._desk.change(row, attendance=said)
        return stands

    def book_by_hand(
        self,
        ask: Ask,
        starts_at: datetime,
        *,
        status: BookingStatus = BookingStatus.CONFIRMED,
        user_phone: str | None = None,
        user_id: str | None = None,
        name: str = "",
        notes: str = "",
    ) -> Booking:
        """Book on the merchant's word, for `ask.contact_id` if given.

        Every rule but capacity is put aside.

        Raises:
            InputError: the service, the staff member, the party or the status makes no sense.
            ConflictError: there is no room.
        """
        return by_hand.book(
            self._desk,
            ask,
            starts_at,
            status,
            user_phone=user_phone,
            user_id=user_id,
            name=name,
            notes=notes,
        )

    def change_status(self, booking: Booking, status: BookingStatus) -> Booking:
        """Lead a booking's life on; to where it is already, it is returned as it is.

        A row that asks to move a booking goes with the answer: confirmed, the booking is
        returned at its new place; else the row, as it was answered (R18).

        Raises:
            ConflictError: its life does not lead there.
        """
        return by_hand.change_status(self._desk, booking, status)

    def amend(self, booking: Booking, change: Amendment) -> Booking:
        """Move a booking or change what it says, every rule but capacity put aside (R12).

        It keeps its staff member unless they do its service no more (R20).

        Raises:
            InputError: the staff member does not do the service.
            ConflictError: it is not a booking that stands, or there is no room.
        """
        return by_hand.amend(self._desk, booking, change)
