"""What is done to a client's agenda, inside a transaction of the store.

Every write first locks the agenda, then lets what has run out expire, then decides again with
the engine that lists the slots, and then writes. If two race, the second one sees what the
first one wrote. What is free before or after it is offered to the people in line.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from ..model import BOOKED, Attendance, Booking, BookingStatus, Client, Contact, Session, Wait
from ..ports import Ids, Transaction
from . import by_hand, holds, waitlist
from .availability import availability
from .availability.bookable_range import first_day, last_day
from .availability.slots import Slot, SlotQuery
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
    MoveWithdrawn,
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

    def slots(self, ask: SlotQuery, day: date) -> list[Slot]:
        """Return the slots of a local day."""
        rows = self._desk.around(day)
        return availability.slots_on(self.settings, ask, day, rows, self._desk.now)

    def days(self, ask: SlotQuery, first: date) -> Iterator[date]:
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
        self, session: Session, contact: Contact, ask: SlotQuery, day: date, label: str
    ) -> Held | Taken | OverLimit:
        """Keep the place that was offered as `Slot.label` of a local day, for a session.

        What it held before is given back for it; where there is no room, that stays. With
        `ask.exclude`, the booking that is being moved counts neither as taken nor for the
        contact's limit.
        """
        with self._locked() as desk:
            return holds.hold(desk, session, contact, ask, day, label)

    def confirm(
        self, booking_id: str, session_id: str, *, anybody: bool = True, notes: str = ""
    ) -> Confirmed | Pending | Repriced | Taken | OverLimit | Gone:
        """Turn a hold into a booking; asked again, it answers the same.

        Where the price has changed since it was held, the hold gets the new one instead, to be
        shown before it is confirmed (R19).

        A hold that ran out is booked all the same while its place is free. Only what must
        still hold is checked again: see `availability.still_stands`. Where only the held staff
        member is taken, another who is free takes over, if `anybody` may. `notes` are what the
        person answered.
        """
        with self._locked() as desk:
            return holds.confirm(desk, booking_id, session_id, anybody=anybody, notes=notes)

    def reschedule(
        self, booking_id: str, hold_id: str, session_id: str
    ) -> Moved | MoveAsked | Taken | TooLate | Gone:
        """Move a contact's booking to the place that its session holds; the hold is given back.

        Hold it with `ask.exclude` set to the booking. It keeps its id and what was promised.
        Where the merchant confirms by hand, the hold becomes a row that asks for the move, and
        a confirmed booking stays where it is until they answer (R18).
        """
        with self._locked() as desk:
            return holds.reschedule(desk, booking_id, hold_id, session_id)

    def release(self, booking_id: str) -> Booking | None:
        """Give a hold back, cancelled; None where it is none, or none any more."""
        with self._locked() as desk:
            return holds.release(desk, booking_id)

    def is_full(self, ask: SlotQuery, day: date, label: str | None = None) -> bool:
        """Return whether a local day, or one hour of it, is taken and can be waited for."""
        return self.settings.waitlist and waitlist.is_full(self._desk, ask, day, label)

    def taken_hours(self, ask: SlotQuery, day: date) -> list[str]:
        """Return the labels of what others have of a local day, soonest first."""
        return waitlist.taken_hours(self._desk, ask, day) if self.settings.waitlist else []

    def wait(self, contact_id: str, ask: SlotQuery, day: date, label: str | None = None) -> bool:
        """Stand in line for a day, or one hour of it; False where the contact is in too many."""
        with self._locked() as desk:
            place = (ask.service, day, desk.now, label, ask.staff, ask.party)
            joined = waitlist.join(desk, Wait(desk.ids.new(), desk.client.id, contact_id, *place))
            waitlist.serve(desk)  # it may have become free since the person was asked
            return joined

    def serve_waitlist(self) -> None:
        """Hold what is free for the first person in line: after a change of settings, or of rows.

        All other writes do so by themselves.
        """
        with self._locked():
            pass

    def give_up(self) -> list[Booking]:
        """Let all that ran out expire; return what the merchant was asked for in vain (R17).

        A row that asked to move a booking goes, and the booking stays where it was.
        """
        with self._locked() as desk:
            return desk.give_up()

    def is_over_limit(self, contact_id: str) -> bool:
        """Return whether a contact may have no further booking."""
        return self._desk.is_over_limit(contact_id)

    def take_offer(
        self, booking_id: str, contact_id: str
    ) -> Confirmed | Pending | Repriced | Taken | OverLimit | Gone:
        """Book what a contact was offered from the waitlist; asked again, it answers the same."""
        with self._locked() as desk:
            return holds.take_offer(desk, booking_id, contact_id)

    def decline_offer(self, booking_id: str, contact_id: str) -> None:
        """Give an offer back: the next in line gets it."""
        with self._locked() as desk:
            row = desk.find(booking_id)
            if row and row.contact_id == contact_id and row.status is BookingStatus.HELD:
                waitlist.decline(desk, row)

    def told_of_offer(self, wait: Wait, message_id: str) -> None:
        """Let an offer run from now on, when its person is told of it by that message."""
        waitlist.told(self._desk, wait, message_id)

    def untold_of_offer(self, wait: Wait, again: datetime | None) -> None:
        """Keep an offer until its person can be told at `again`, or pass it on; None: never."""
        waitlist.untold(self._desk, wait, again)

    def extend(self, session_id: str) -> Booking | None:
        """Keep a session's live hold for another while; None where it has none, or it ran out."""
        if self._desk.hold_of(session_id) is None:  # most messages: nothing to lock for
            return None
        with self._locked() as desk:
            return holds.extend(desk, session_id)

    def cancel(
        self, booking_id: str, contact_id: str
    ) -> Cancelled | MoveWithdrawn | TooLate | Gone:
        """Cancel a contact's booking on their word; asked again, it answers the same.

        Of a row that asks for a move, only that is withdrawn (R24).
        """
        with self._locked() as desk:
            row = desk.find(booking_id)
            if row is None or row.contact_id != contact_id:
                return Gone()
            if row.status is BookingStatus.CANCELLED:
                return Cancelled(row)
            if row.status not in BOOKED or row.ends_at <= desk.now:
                return Gone()
            if row.moves:
                return holds.withdraw_move(desk, row.moves)
            if not may_cancel(self.settings, row, desk.now):
                return TooLate()
            desk.drop_move(row)
            cancelled = desk.become(row, BookingStatus.CANCELLED, "booking.cancel")
            return Cancelled(cancelled, row.status is BookingStatus.PENDING)

    def note_attendance(self, booking_id: str, contact_id: str, said: Attendance) -> bool:
        """Note what a contact said of a booking of theirs; return whether it stands.

        Said of a row that asks for a move, it is of the booking that stands.
        """
        row = self._desk.find(booking_id)
        row = self._desk.find(row.moves) if row and row.moves else row
        stands = row is not None and row.contact_id == contact_id and row.status in BOOKED
        if row is not None and stands and row.attendance is not said:
            self._desk.change(row, attendance=said)
        return stands

    def book_by_hand(
        self,
        ask: SlotQuery,
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
        with self._locked() as desk:
            return by_hand.book(
                desk,
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
        with self._locked() as desk:
            return by_hand.change_status(desk, booking, status)

    def amend(self, booking: Booking, change: Amendment) -> Booking:
        """Move a booking or change what it says, every rule but capacity put aside (R12).

        It keeps its staff member unless they do its service no more (R20).

        Raises:
            InputError: the staff member does not do the service.
            ConflictError: it is not a booking that stands, or there is no room.
        """
        with self._locked() as desk:
            return by_hand.amend(desk, booking, change)

    @contextmanager
    def _locked(self) -> Iterator[Desk]:
        """Lock the agenda; what is free, before and after, is offered to the people in line."""
        self._desk.lock()
        if not waitlist.serve(self._desk):
            yield self._desk
            return
        yield self._desk
        waitlist.serve(self._desk)
