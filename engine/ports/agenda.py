"""Rows of what time brings: waits, and places in agendas."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from ..model import LAPSING, Booking, BookingStatus, Taking, Timer, Wait, ZoneRules


class Timers(Protocol):
    """Waits."""

    def replace(self, contact_id: str, session_id: str, timers: Sequence[Timer]) -> None:
        """Forget the timers of a contact's session and set these; those of bookings stay."""

    def replace_of_booking(self, contact_id: str, booking_id: str, timers: Sequence[Timer]) -> None:
        """Forget a contact's reminders of a booking and set these; its news stays."""

    def add(self, timer: Timer) -> None:
        """Set one more."""

    def drop(self, timer: Timer) -> None: ...
    def postpone(self, timer: Timer, due_at: datetime) -> None:
        """Let a timer come later; one that is gone stays gone."""

    def head(self, contact_id: str, now: datetime) -> Timer | None:
        """Return the contact's first timer that is due (`due_at` <= now)."""

    def due(self, now: datetime, limit: int) -> list[str]:
        """Return contacts with a timer that is due, longest due first."""


class Bookings(Protocol):
    """Places in agendas."""

    def lock(self, client_id: str) -> None:
        """Keep everybody else out of the client's agenda until the transaction ends."""

    def by_id(self, booking_id: str) -> Booking | None: ...
    def counted(self) -> Mapping[BookingStatus, int]:
        """Return how many there are of each status; looks at all of them."""

    def by_token(self, token: str) -> Booking | None:
        """Return the booking that a public page shows."""

    def move_of(self, booking_id: str) -> Booking | None:
        """Return the pending row that asks to move a booking."""

    def between(self, client_id: str, start: datetime, end: datetime) -> list[Taking]:
        """Return what held, pending and confirmed rows take of `[start, end)`, expired or not."""

    def over(self, client_id: str, start: datetime, end: datetime) -> list[Taking]:
        """Return the completed and no-show rows that began within `[start, end)` (R15)."""

    def of_contact(self, client_id: str, contact_id: str, now: datetime) -> list[Booking]:
        """Return a contact's pending and confirmed ones that have not ended, soonest first."""

    def of_person(self, contact_id: str, start: datetime, end: datetime) -> list[Booking]:
        """Return a person's pending and confirmed ones that touch `[start, end)`, with anybody."""

    def latest(self, client_id: str, contact_id: str) -> Booking | None:
        """Return a contact's confirmed or completed one that begins last."""

    def hold_of(self, session_id: str) -> Booking | None:
        """Return the session's row that is `held`, expired or not."""

    def add(self, booking: Booking) -> None: ...
    def remove(self, booking_id: str) -> None:
        """Take a row out, as if it had never been: a move's, once it was answered."""

    def save(self, booking: Booking, *changed: str) -> None:
        """Write the fields that are named; all of them where none is."""

    def lapsed(self, now: datetime) -> list[str]:
        """Return, by id, the clients that have held or pending rows whose `expires_at` <= now."""

    def expire(
        self, client_id: str, now: datetime, statuses: Collection[BookingStatus] = LAPSING
    ) -> list[Booking]:
        """Turn a client's held and pending rows whose `expires_at` <= now into `expired`.

        Returns them as they are now, the first to run out first.
        """

    def no_shows(self, client_id: str, contact_ids: Collection[str]) -> Mapping[str, int]:
        """Return how often each of some contacts did not come, as far as that ever happened."""

    def page(
        self,
        client_id: str,
        *,
        start: datetime | None = None,
        end: datetime | None = None,
        statuses: Iterable[BookingStatus] = (),
        user_phones: Collection[str] = (),
        user_id: str | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> list[Booking]:
        """Return some, by id, those after `after`; `start <= datetime < end`."""


class ZoneRulesKept(Protocol):
    """Time zones as coming bookings were reckoned by them."""

    def add(self, rules: ZoneRules) -> None:
        """Keep a zone's, unless there are some of it."""

    def replace(self, rules: ZoneRules) -> None:
        """Keep a zone's in place of those that are there."""

    def find(self, name: str) -> ZoneRules | None: ...
    def all(self) -> list[ZoneRules]:
        """Return all, by name."""


class Waits(Protocol):
    """People in line for places that are taken."""

    def of_client(self, client_id: str) -> list[Wait]:
        """Return a client's, in the order in which they came."""

    def by_id(self, wait_id: str) -> Wait | None: ...
    def of_contact(self, contact_id: str) -> list[Wait]:
        """Return a person's with all clients, the oldest first."""

    def add(self, wait: Wait) -> None: ...
    def offer(self, wait_id: str, booking_id: str | None, message_id: str | None = None) -> None:
        """Note which hold is offered to them, and by which message; None: they wait again."""

    def remove(self, wait_id: str) -> None:
        """Take one out of the line; nothing happens where it is not there."""
