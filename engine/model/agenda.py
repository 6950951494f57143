"""Waits, and places in a merchant's agenda."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from ..fast_dataclass import dataclass

Instant = datetime
"""An aware datetime in UTC; `Booking.datetime` hides the name of its type."""


class BookingStatus(StrEnum):
    """The life of a booking: held → pending → confirmed → completed or no_show."""

    HELD = "held"
    PENDING = "pending"
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    EXPIRED = "expired"
    NO_SHOW = "no_show"


BOOKED = (BookingStatus.PENDING, BookingStatus.CONFIRMED)
"""A booking that has not come to its end."""
STOOD = (BookingStatus.CONFIRMED, BookingStatus.COMPLETED)
"""A booking that came about."""
LAPSING = (BookingStatus.HELD, BookingStatus.PENDING)
"""Takes its place until `expires_at` only."""
OVER = (BookingStatus.COMPLETED, BookingStatus.NO_SHOW)
"""A booking whose time has come: it takes no place, and still counts for its day (R15)."""
TAKING = (BookingStatus.HELD, *BOOKED)
"""May take its place (R9)."""
NOTES_LIMIT = 1_000
"""Characters of a booking's notes."""


class Attendance(StrEnum):
    """What a person said of a booking of theirs: they come, or cannot."""

    COMING = "coming"
    ABSENT = "absent"


WAITLIST = "lugar_libre"
"""Names the timer that offers a free place, and the text and the template that it says."""
NEWS = "news:"
"""Begins the name of a timer that tells what has become of a booking; its purpose follows."""


@dataclass(frozen=True, slots=True)
class Timer:
    """A wait, as a row: what a session wants to happen unless something else happens first.

    Attributes:
        turn: the turn of the session that set it; it does nothing once the session moved on.
        name: the trigger to fire (`timeout:0`, `return`).
        booking_id: the booking that a reminder is of, or news that waits for a quiet chat (`NEWS`
            begins its name), or the wait of the first person in line (`WAITLIST`); such
            a timer outlives the session's turns.
    """

    id: str
    contact_id: str
    session_id: str
    turn: int
    name: str
    due_at: datetime
    booking_id: str | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """Somebody in line for a place that is taken: a day of a service, or one hour of it.

    Attributes:
        day: the local day.
        hour: as `Slot.label` tells it; None: any hour of that day.
        staff: whom they want; None: anybody who is free.
        booking_id: the hold that is offered to them; None while they wait.
        message_id: what tells them of it, in the outbox; None before they are told.
    """

    id: str
    client_id: str
    contact_id: str
    service: str
    day: date
    created_at: Instant
    hour: str | None = None
    staff: str | None = None
    party: int = 1
    booking_id: str | None = None
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Booking:
    """A place in a client's agenda, from the hold on.

    Attributes:
        service: the service's id in the client's settings.
        staff: the staff member's id, or None.
        party: how many guests.
        datetime: when it starts.
        expires_at: when a hold or a pending booking stops taking its place.
        session_id: the session whose hold it is or was.
        price, currency, cancel_notice_minutes: as they were promised (R19); None: other
            programs' rows promise nothing, and today's settings hold.
        service_name, staff_name: by which it was booked (R20).
        token: opens its public page; unguessable.
        moves: the booking that this pending one asks to move: both places are taken.
        sequence: grows with each change that a calendar has to see.
        reminded_at: when the last reminder went out.
        attendance: what the person said of it since.
    """

    id: str
    client_id: str
    service: str
    datetime: Instant
    ends_at: Instant
    status: BookingStatus
    created_at: Instant
    updated_at: Instant
    staff: str | None = None
    party: int = 1
    business_id: str | None = None
    contact_id: str | None = None
    session_id: str | None = None
    user_phone: str | None = None
    user_id: str | None = None
    name: str = ""
    expires_at: Instant | None = None
    notes: str = ""
    price: str | None = None
    currency: str | None = None
    cancel_notice_minutes: int | None = None
    service_name: str = ""
    staff_name: str = ""
    token: str | None = None
    moves: str | None = None
    sequence: int = 0
    reminded_at: Instant | None = None
    attendance: Attendance | None = None


@dataclass(frozen=True, slots=True)
class ZoneRules:
    """A time zone as coming bookings are reckoned by it.

    Attributes:
        name: its name in the time zone database.
        release: which release of that says so, such as `2026f`.
        offsets: from when on which offset holds, in order; seconds east of UTC.
        until: how far they reach.
    """

    name: str
    release: str
    offsets: tuple[tuple[Instant, int], ...]
    until: Instant


class Taking(NamedTuple):
    """What a booking takes of an agenda: as much of it as availability looks at.

    A tuple, since a list of days is made of hundreds of them.
    """

    id: str
    service: str
    datetime: Instant
    ends_at: Instant
    status: BookingStatus
    staff: str | None = None
    party: int = 1
    contact_id: str | None = None
    expires_at: Instant | None = None
    moves: str | None = None


class Takings(list[Taking]):
    """What is taken of an agenda.

    Attributes:
        state: the same object for as long as nothing of the agenda changes; None: nobody knows.
    """

    def __init__(self, takings: Iterable[Taking], *, state: object = None) -> None:
        super().__init__(takings)
        self.state = state
