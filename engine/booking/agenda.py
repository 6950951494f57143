"""What is done to a client's agenda, inside a transaction of the store.

Every write first locks the agenda, then lets what has run out expire, then decides anew with
the engine that lists the slots, and then writes. Whoever races, the second one sees what the
first one wrote.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from ..errors import ConflictError, Fault, InputError
from ..model import Booking, BookingStatus, Client, Contact, Session
from ..ports import Ids, Transaction
from . import availability
from .outcomes import (
    Cancelled,
    Confirmed,
    Gone,
    Held,
    Moved,
    OverLimit,
    Pending,
    Taken,
    TooLate,
)
from .rules import confirmed_status, may_become, may_cancel, over_limit, pending_expiry
from .settings import settings_of
from .slots import Ask, Slot
from .window import first_day, last_day, local_day, span_of

HOLD_MINUTES = 15
_HOLD = timedelta(minutes=HOLD_MINUTES)
_BOOKED = (BookingStatus.PENDING, BookingStatus.CONFIRMED)
_LAPSED = (BookingStatus.HELD, BookingStatus.EXPIRED)


class Agenda:
    """One client's agenda, at one instant, within one transaction.

    Raises SettingsError where another program wrote settings that make no sense.
    """

    def __init__(self, tx: Transaction, client: Client, now: datetime, ids: Ids) -> None:
        self._bookings = tx.bookings
        self._client = client
        self._now = now
        self._ids = ids
        self.settings = settings_of(client)

    # Reading

    def slots(self, ask: Ask, day: date) -> list[Slot]:
        """Return the slots of a local day."""
        rows = self._around(day, 1)
        return availability.slots_on(self.settings, ask, day, rows, self._now)

    def days(self, ask: Ask, first: date, count: int) -> list[date]:
        """Return the first `count` local days with room, from `first` to the horizon."""
        last = last_day(self.settings, self._now)
        first = max(first, first_day(self.settings, self._now))
        if first > last:
            return []
        rows = self._around(first, (last - first).days + 1)
        found = availability.days_with_room(self.settings, ask, first, last, rows, self._now)
        return [day for day, _ in zip(found, range(count), strict=False)]

    # What a conversation does

    def hold(
        self, session: Session, contact: Contact, ask: Ask, starts_at: datetime
    ) -> Held | Taken | OverLimit:
        """Keep a place for a session; what it held before is given back for it.

        With `ask.exclude`, the booking that is being moved counts neither as taken nor for
        the contact's limit. Where there is no room, what was held before stays.
        """
        self._lock()
        if self._over_limit(contact.id, ask.exclude):
            return OverLimit()
        ask = replace(ask, contact_id=contact.id)
        slot = self._admitted(ask, starts_at)
        if slot is None:
            return Taken()
        held = self._bookings.hold_of(session.id)
        row = self._held(session, contact, ask, slot)
        if held is None:
            self._bookings.add(row)
        else:  # the row is replaced, not cancelled: the merchant's agenda keeps no trail of it
            row = replace(row, id=held.id)
            self._bookings.save(row)
        return Held(row)

    def confirm(
        self, booking_id: str, session_id: str
    ) -> Confirmed | Pending | Taken | OverLimit | Gone:
        """Turn a hold into a booking; asked again, it answers the same.

        A hold that ran out is booked all the same while its place is free. Only what must
        still hold is checked again: see `availability.still_stands`.
        """
        self._lock()
        row = self._own(booking_id)
        if row is None or row.session_id != session_id:
            return Gone()
        if row.status in _BOOKED:
            return _success(row)
        if row.status not in _LAPSED or self.settings.service(row.service) is None:
            return Gone()
        if self._over_limit(row.contact_id):
            return OverLimit()
        if not self._still_stands(row):
            return Taken()
        return _success(self._become(row, confirmed_status(self.settings)))

    def release(self, booking_id: str) -> Booking | None:
        """Give a hold back, cancelled; None where it is none, or none any more."""
        self._lock()
        row = self._own(booking_id)
        if row is None or row.status is not BookingStatus.HELD:
            return None
        return self._become(row, BookingStatus.CANCELLED)

    def extend(self, session_id: str) -> Booking | None:
        """Keep a session's live hold for another while; None where it has none, or it ran out."""
        if self._bookings.hold_of(session_id) is None:
            return None
        self._lock()
        row = self._bookings.hold_of(session_id)
        if row is None or row.client_id != self._client.id:
            return None
        return self._saved(replace(row, expires_at=self._now + _HOLD))

    def cancel(self, booking_id: str, contact_id: str) -> Cancelled | TooLate | Gone:
        """Cancel a contact's booking on their word; asked again, it answers the same."""
        self._lock()
        row = self._own(booking_id)
        if row is None or row.contact_id != contact_id:
            return Gone()
        if row.status is BookingStatus.CANCELLED:
            return Cancelled(row)
        if row.status not in _BOOKED or row.ends_at <= self._now:
            return Gone()
        if not may_cancel(self.settings, row, self._now):
            return TooLate()
        return Cancelled(self._become(row, BookingStatus.CANCELLED))

    def reschedule(
        self, booking_id: str, hold_id: str, session_id: str
    ) -> Moved | Taken | TooLate | Gone:
        """Move a contact's booking to the place that its session holds, which becomes free.

        Hold it with `ask.exclude` set to the booking. It keeps its id; where the merchant
        confirms by hand, it has to be confirmed anew.
        """
        self._lock()
        row, hold = self._own(booking_id), self._own(hold_id)
        if row is None or hold is None or hold.session_id != session_id:
            return Gone()
        if row.contact_id != hold.contact_id or row.status not in _BOOKED:
            return Gone()
        if hold.status not in _LAPSED:
            return Gone()
        if not may_cancel(self.settings, row, self._now):
            return TooLate()
        if not self._still_stands(hold, exclude=row.id):
            return Taken()
        self._become(hold, BookingStatus.CANCELLED)
        row = replace(row, datetime=hold.datetime, ends_at=hold.ends_at, staff=hold.staff)
        return Moved(self._become(row, confirmed_status(self.settings)))

    # What a merchant does

    def book_by_hand(
        self,
        ask: Ask,
        starts_at: datetime,
        *,
        status: BookingStatus = BookingStatus.CONFIRMED,
        contact_id: str | None = None,
        user_phone: str | None = None,
        user_id: str | None = None,
        name: str = "",
        notes: str = "",
    ) -> Booking:
        """Book on the merchant's word: every rule but capacity is put aside.

        Raises:
            InputError: the service, the staff member, the party or the status makes no sense.
            ConflictError: there is no room.
        """
        self._check(ask, status)
        self._lock()
        slot = self._roomy(ask, starts_at)
        row = Booking(
            id=self._ids.new(),
            client_id=self._client.id,
            business_id=self._client.business_id,
            service=ask.service,
            party=ask.party,
            staff=next(iter(slot.staff), None),
            datetime=slot.starts_at,
            ends_at=slot.ends_at,
            status=status,
            expires_at=self._expiry(status, slot.starts_at),
            contact_id=contact_id,
            user_phone=user_phone,
            user_id=user_id,
            name=name,
            notes=notes,
            created_at=self._now,
            updated_at=self._now,
        )
        self._bookings.add(row)
        return row

    def change_status(self, booking: Booking, status: BookingStatus) -> Booking:
        """Lead a booking's life on; to where it is already, it is returned as it is.

        Raises:
            ConflictError: its life does not lead there.
        """
        self._lock()
        row = self._present(booking)
        if row.status is status:
            return row
        if not may_become(row.status, status):
            raise ConflictError(f"A booking that is {row.status} cannot become {status}.")
        return self._become(row, status)

    def move(self, booking: Booking, starts_at: datetime) -> Booking:
        """Move a booking on the merchant's word, every rule but capacity put aside (R12).

        It keeps its staff member.

        Raises:
            ConflictError: it is not a booking that stands, or there is no room.
        """
        self._lock()
        row = self._present(booking)
        if row.status not in _BOOKED:
            raise ConflictError(f"A booking that is {row.status} cannot be moved.")
        slot = self._roomy(Ask(row.service, row.party, row.staff, exclude=row.id), starts_at)
        return self._become(_at(row, slot), row.status)

    # How

    def _lock(self) -> None:
        self._bookings.lock(self._client.id)
        self._bookings.expire(self._client.id, self._now)

    def _around(self, day: date, days: int) -> list[Booking]:
        return self._bookings.between(self._client.id, *span_of(self.settings, day, days))

    def _rows(self, moment: datetime) -> list[Booking]:
        return self._around(local_day(self.settings, moment), 1)

    def _own(self, booking_id: str) -> Booking | None:
        row = self._bookings.by_id(booking_id)
        return row if row and row.client_id == self._client.id else None

    def _present(self, booking: Booking) -> Booking:
        row = self._own(booking.id)
        if row is None:
            raise ConflictError("There is no such booking any more.")
        return row

    def _over_limit(self, contact_id: str | None, exclude: str | None = None) -> bool:
        if contact_id is None:
            return False
        rows = self._bookings.of_contact(self._client.id, contact_id, self._now)
        return over_limit(self.settings, rows, self._now, exclude)

    def _admitted(self, ask: Ask, starts_at: datetime) -> Slot | None:
        rows = self._rows(starts_at)
        return availability.admits(self.settings, ask, starts_at, rows, self._now)

    def _still_stands(self, row: Booking, exclude: str | None = None) -> bool:
        rows = self._rows(row.datetime)
        return availability.still_stands(self.settings, row, rows, self._now, exclude)

    def _roomy(self, ask: Ask, starts_at: datetime) -> Slot:
        rows = self._rows(starts_at)
        slot = availability.has_room(self.settings, ask, starts_at, rows, self._now)
        if slot is None:
            raise ConflictError("There is no room at that time.")
        return slot

    def _check(self, ask: Ask, status: BookingStatus) -> None:
        service = self.settings.service(ask.service)
        faults = []
        if service is None:
            faults.append(Fault("service", "is not one of the client's services"))
        elif ask.staff is not None and ask.staff not in service.staff:
            faults.append(Fault("staff", "does not do this service"))
        if ask.party < 1:
            faults.append(Fault("party", "must be 1 or more"))
        if status not in _BOOKED:
            faults.append(Fault("status", "must be pending or confirmed"))
        if faults:
            raise InputError(faults)

    def _held(self, session: Session, contact: Contact, ask: Ask, slot: Slot) -> Booking:
        return Booking(
            id=self._ids.new(),
            client_id=self._client.id,
            business_id=self._client.business_id,
            service=ask.service,
            party=ask.party,
            staff=next(iter(slot.staff), None),
            datetime=slot.starts_at,
            ends_at=slot.ends_at,
            status=BookingStatus.HELD,
            expires_at=self._now + _HOLD,
            contact_id=contact.id,
            session_id=session.id,
            user_phone=contact.user_phone,
            user_id=contact.user_id,
            name=contact.name,
            created_at=self._now,
            updated_at=self._now,
        )

    def _expiry(self, status: BookingStatus, starts_at: datetime) -> datetime | None:
        if status is not BookingStatus.PENDING:
            return None
        return pending_expiry(self.settings, starts_at, self._now)

    def _become(self, row: Booking, status: BookingStatus) -> Booking:
        expires_at = self._expiry(status, row.datetime)
        return self._saved(replace(row, status=status, expires_at=expires_at))

    def _saved(self, row: Booking) -> Booking:
        row = replace(row, updated_at=self._now)
        self._bookings.save(row)
        return row


def _success(row: Booking) -> Confirmed | Pending:
    return Confirmed(row) if row.status is BookingStatus.CONFIRMED else Pending(row)


def _at(row: Booking, slot: Slot) -> Booking:
    staff = next(iter(slot.staff), None)
    return replace(row, datetime=slot.starts_at, ends_at=slot.ends_at, staff=staff)
