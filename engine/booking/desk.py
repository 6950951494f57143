"""Where an agenda is worked: one client, one instant, one transaction, and the helpers for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from ..model import Booking, BookingStatus, Client, Taking
from ..ports import Bookings, Ids
from .availability import availability
from .availability.slots import Ask, Slot
from .availability.window import local_day, span_of
from .lifecycle import over_limit, pending_expiry
from .settings.settings import ClientSettings


@dataclass(frozen=True, slots=True)
class Desk:
    """One client's agenda within a transaction."""

    rows: Bookings
    client: Client
    settings: ClientSettings
    now: datetime
    ids: Ids

    def lock(self) -> None:
        """Keep everybody else out, and let what has run out expire: before every write."""
        self.rows.lock(self.client.id)
        self.rows.expire(self.client.id, self.now)

    def find(self, booking_id: str) -> Booking | None:
        """Return a booking of this client."""
        row = self.rows.by_id(booking_id)
        return row if row and row.client_id == self.client.id else None

    def hold_of(self, session_id: str) -> Booking | None:
        """Return what a session holds with this client."""
        row = self.rows.hold_of(session_id)
        return row if row and row.client_id == self.client.id else None

    def around(self, day: date, days: int = 1) -> list[Taking]:
        """Return the rows that can matter for slots on those local days."""
        return self.rows.between(self.client.id, *span_of(self.settings, day, days))

    def near(self, moment: datetime) -> list[Taking]:
        """Return the rows that can matter for a slot at an instant."""
        return self.around(local_day(self.settings, moment))

    def is_over_limit(self, contact_id: str | None, exclude: str | None = None) -> bool:
        """Return whether a contact may have no further booking."""
        if contact_id is None:
            return False
        rows = self.rows.of_contact(self.client.id, contact_id, self.now)
        return over_limit(self.settings, rows, self.now, exclude)

    def still_stands(self, hold: Booking, exclude: str | None = None) -> bool:
        """Return whether a place that was held can still be had."""
        rows = self.near(hold.datetime)
        return availability.still_stands(self.settings, hold, rows, self.now, exclude)

    def new_row(self, ask: Ask, slot: Slot, status: BookingStatus) -> Booking:
        """Return a new booking at a slot, with the first staff member who is free."""
        return Booking(
            id=self.ids.new(),
            client_id=self.client.id,
            business_id=self.client.business_id,
            service=ask.service,
            party=ask.party,
            staff=first_of(slot),
            datetime=slot.starts_at,
            ends_at=slot.ends_at,
            status=status,
            expires_at=self.expiry(status, slot.starts_at),
            contact_id=ask.contact_id,
            created_at=self.now,
            updated_at=self.now,
        )

    def expiry(self, status: BookingStatus, starts_at: datetime) -> datetime | None:
        """Return when a booking that gets that status now runs out; None: never."""
        if status is not BookingStatus.PENDING:
            return None
        return pending_expiry(self.settings, starts_at, self.now)

    def become(self, row: Booking, status: BookingStatus, **moved: Any) -> Booking:
        """Save a row with a status, the expiry that goes with it, and where it has moved to."""
        starts_at = moved.get("datetime", row.datetime)
        return self.save(row, status=status, expires_at=self.expiry(status, starts_at), **moved)

    def save(self, row: Booking, **changes: Any) -> Booking:
        """Save a row with some fields changed, now."""
        row = replace(row, updated_at=self.now, **changes)
        self.rows.save(row, "updated_at", *changes)
        return row


def first_of(slot: Slot) -> str | None:
    """Return the staff member who takes a slot: the first who is free."""
    return next(iter(slot.staff), None)
