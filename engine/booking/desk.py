"""Where an agenda is worked: one client, one instant, one transaction, and the helpers for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from ..fast_dataclass import dataclass, replace
from ..model import AuditEntry, Booking, BookingStatus, Client, Taking
from ..ports import Bookings, Ids, Transaction
from .availability import availability
from .availability.bookable_range import local_day, span_of
from .availability.slots import Slot, SlotQuery
from .lifecycle import as_of, asks_merchant, over_limit, pending_expiry
from .reminders import reminders
from .settings.settings import ClientSettings

_TIMED = {"status", "datetime"}
"""What moves a booking's reminders."""
_HISTORY = (
    *("status", "service", "staff", "party", "datetime", "ends_at"),
    *("name", "notes", "attendance"),
)
"""What the audit tells of a booking."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One client's agenda within a transaction.

    Attributes:
        actor: who changes it, as the audit calls them.
    """

    tx: Transaction
    client: Client
    settings: ClientSettings
    now: datetime
    ids: Ids
    actor: str

    @property
    def rows(self) -> Bookings:
        """The bookings' table."""
        return self.tx.bookings

    def lock(self) -> None:
        """Keep everybody else out, and let holds that ran out expire: before every write.

        What waits for the merchant expires in the sweep, which tells both sides of it.
        """
        self.rows.lock(self.client.id)
        self.rows.expire(self.client.id, self.now, (BookingStatus.HELD,))

    def find(self, booking_id: str) -> Booking | None:
        """Return a booking of this client, as it is now."""
        row = self.rows.by_id(booking_id)
        return as_of(row, self.now) if row and row.client_id == self.client.id else None

    def hold_of(self, session_id: str) -> Booking | None:
        """Return what a session holds with this client."""
        row = self.rows.hold_of(session_id)
        return row if row and row.client_id == self.client.id else None

    def around(self, day: date, days: int = 1) -> list[Taking]:
        """Return the rows that can matter for slots on those local days."""
        return takings_on(self.rows, self.client.id, self.settings, (day, days), self.now)

    def near(self, moment: datetime) -> list[Taking]:
        """Return the rows that can matter for a slot at an instant."""
        return self.around(local_day(self.settings, moment))

    def is_over_limit(self, contact_id: str | None, exclude: str | None = None) -> bool:
        """Return whether a contact may have no further booking."""
        if contact_id is None:
            return False
        rows = self.rows.of_contact(self.client.id, contact_id, self.now)
        return over_limit(self.settings, rows, self.now, exclude)

    def still_stands(self, hold: Booking, moved: Booking | None = None) -> bool:
        """Return whether a place that was held can still be had, maybe for a booking to move."""
        return availability.still_stands(
            self.settings,
            hold,
            self.near(hold.datetime),
            self.now,
            moved.id if moved else None,
            availability.as_booked(self.settings, moved) if moved else None,
        )

    def status_for(self, contact_id: str | None) -> BookingStatus:
        """Return what a booking becomes when that person confirms it."""
        no_shows = 0
        if contact_id and self.settings.no_shows_before_manual:
            no_shows = self.rows.no_shows(self.client.id, [contact_id]).get(contact_id, 0)
        manual = asks_merchant(self.settings, no_shows)
        return BookingStatus.PENDING if manual else BookingStatus.CONFIRMED

    def new_row(self, ask: SlotQuery, slot: Slot, status: BookingStatus) -> Booking:
        """Return a new booking at a slot, with what is promised now (R19)."""
        service = self.settings.service(ask.service) or ask.stand_in
        staff = ask.staff or self.freest_staff(ask, slot)
        return Booking(
            id=self.ids.new(),
            client_id=self.client.id,
            business_id=self.client.business_id,
            service=ask.service,
            party=ask.party,
            staff=staff,
            datetime=slot.starts_at,
            ends_at=slot.ends_at,
            status=status,
            expires_at=self.expiry(status, slot.starts_at),
            contact_id=ask.contact_id,
            price=service.price if service else None,
            currency=self.settings.currency,
            cancel_notice_minutes=self.settings.cancel_notice_minutes,
            service_name=service.name if service else "",
            staff_name=self.name_of(staff),
            token=self.ids.secret(),
            created_at=self.now,
            updated_at=self.now,
        )

    def freest_staff(self, ask: SlotQuery, slot: Slot) -> str | None:
        """Return who of those free takes a slot; see `availability.freest_staff`."""
        if len(slot.staff) < 2:
            return next(iter(slot.staff), None)
        rows = self.near(slot.starts_at)
        return availability.freest_staff(self.settings, ask, slot, rows, self.now)

    def name_of(self, staff_id: str | None) -> str:
        """Return a staff member's name; empty where there is none."""
        member = self.settings.member(staff_id) if staff_id else None
        return member.name if member else ""

    def expiry(self, status: BookingStatus, starts_at: datetime) -> datetime | None:
        """Return when a booking that gets that status now runs out; None: never."""
        if status is not BookingStatus.PENDING:
            return None
        return pending_expiry(self.settings, starts_at, self.now)

    def add(self, row: Booking) -> Booking:
        """Write a new booking, and that it was made."""
        row = replace(row, sequence=1)
        self.rows.add(row)
        self._set_reminders(row)
        self._note("booking.create", row.id, {}, _history(row))
        return row

    def become(
        self, row: Booking, status: BookingStatus, action: str = "booking.change", **changes: Any
    ) -> Booking:
        """Save a row with a status, the expiry that goes with it, and what else has changed."""
        expires_at = self.expiry(status, changes.get("datetime", row.datetime))
        return self.change(row, action, status=status, expires_at=expires_at, **changes)

    def change(self, row: Booking, action: str = "booking.change", **changes: Any) -> Booking:
        """Save a booking with some fields changed: calendars and the audit see it."""
        before = {} if action == "booking.create" else _history(row)
        fresh = self.save(row, sequence=row.sequence + 1, **changes)
        if _TIMED & changes.keys():
            self._set_reminders(fresh)
        self._note(action, row.id, before, _history(fresh))
        return fresh

    def save(self, row: Booking, **changes: Any) -> Booking:
        """Save a row with some fields changed, now, and without a trace."""
        row = replace(row, updated_at=self.now, **changes)
        self.rows.save(row, "updated_at", *changes)
        return row

    def _set_reminders(self, row: Booking) -> None:
        if row.contact_id is not None:
            waits = reminders(self.settings, row, self.now, self.ids)
            self.tx.timers.replace_of_booking(row.contact_id, row.id, waits)

    def give_up(self) -> list[Booking]:
        """Let all that ran out expire; return what was asked for, holds being only looked at."""
        lapsed = [row for row in self.rows.expire(self.client.id, self.now) if row.sequence]
        for row in lapsed:
            if row.moves:  # the booking stays where it was
                self.rows.remove(row.id)
                self.note_asked("booking.move_expired", row.moves, before=row.datetime)
            else:
                waited = replace(row, status=BookingStatus.PENDING)
                self.change(waited, "booking.expire", status=BookingStatus.EXPIRED)
        return lapsed

    def drop_move(self, booking: Booking) -> None:
        """Take out what asks to move a booking, if anything does."""
        if asked := self.rows.move_of(booking.id):
            self.rows.remove(asked.id)
            self.note_asked("booking.move_dropped", booking.id, before=asked.datetime)

    def note_asked(
        self,
        action: str,
        booking_id: str,
        *,
        before: datetime | None = None,
        after: datetime | None = None,
    ) -> None:
        """Note in a booking's history that a move of it is asked for, or no more (None)."""
        self._note(action, booking_id, {"asked": _json(before)}, {"asked": _json(after)})

    def _note(
        self, action: str, booking_id: str, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> None:
        changes = {
            key: [before.get(key), value]
            for key, value in after.items()
            if before.get(key) != value and (before or value)
        }
        if changes:
            subject = f"booking:{booking_id}"
            entry = AuditEntry(self.ids.new(), self.now, self.actor, action, subject, changes)
            self.tx.audit.add(entry)


def takings_on(
    rows: Bookings, client_id: str, settings: ClientSettings, days: tuple[date, int], now: datetime
) -> list[Taking]:
    """Return the rows that can matter for slots on so many local days from a first one.

    What is over takes no place, but counts where a service has a limit for a day (R15).
    """
    span = span_of(settings, *days)
    found = rows.between(client_id, *span)
    if span[0] <= now and any(service.max_per_day for service in settings.services):
        over = rows.over(client_id, *span)
        return [*found, *over] if over else found
    return found


def _history(row: Booking) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in _HISTORY}
    return {name: _json(value) for name, value in told.items()}


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
