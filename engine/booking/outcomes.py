"""What came of a store action."""

from __future__ import annotations

from dataclasses import field

from ..fast_dataclass import dataclass
from ..model import Booking
from .availability.reason import Reason


@dataclass(frozen=True, slots=True)
class Held:
    """The place is kept until `booking.expires_at`."""

    booking: Booking


@dataclass(frozen=True, slots=True)
class Confirmed:
    """It is booked."""

    booking: Booking


@dataclass(frozen=True, slots=True)
class Pending:
    """The place is taken, and the merchant has the word until `booking.expires_at`."""

    booking: Booking


@dataclass(frozen=True, slots=True)
class Moved:
    """It is booked at its new time, under its old id."""

    booking: Booking


@dataclass(frozen=True, slots=True)
class MoveAsked:
    """The merchant has the word on a move; until then the booking stays where it is (R18).

    Attributes:
        booking: what is to be moved.
        place: the pending row that asks for it, until `place.expires_at`.
    """

    booking: Booking
    place: Booking


@dataclass(frozen=True, slots=True)
class Repriced:
    """The price has changed since it was shown; the hold has the new one, to be shown (R19)."""

    booking: Booking


@dataclass(frozen=True, slots=True)
class Cancelled:
    """It is given back.

    Attributes:
        waited: the merchant had not confirmed it: it was only asked for.
    """

    booking: Booking
    waited: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class MoveWithdrawn:
    """No move is asked for any more; the booking stands where it was (R24)."""

    booking: Booking


@dataclass(frozen=True, slots=True)
class Taken:
    """There is no room at that time, or no longer; offer others."""

    reason: Reason = field(default=Reason.TAKEN, compare=False)


@dataclass(frozen=True, slots=True)
class OverLimit:
    """The contact has as many active bookings as the client allows."""


@dataclass(frozen=True, slots=True)
class TooLate:
    """The time for cancelling or moving is over; the merchant can be told instead."""


@dataclass(frozen=True, slots=True)
class Gone:
    """There is no such booking any more, or its service is not offered any more."""
