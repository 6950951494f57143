"""What a merchant offers, and who does it."""

from __future__ import annotations

from datetime import timedelta

from pydantic import Field

from ..hours.opening_hours import Hours
from ..value_types import Count, Gap, Id, Minutes, Name, Part, Price, Words


class Service(Part):
    """Something that can be booked.

    Attributes:
        price: as the merchant wrote it ("8000", "desde 8000"), or None.
        capacity: guests at once; with staff, guests who share one start.
        slot_minutes: the step between starts; the duration where it is None.
        max_per_day: bookings, not guests.
        staff: ids of those who do it, the first choice first; empty: nobody in particular.
    """

    id: Id
    name: Name
    description: Words = ""
    minutes: Minutes
    price: Price | None = None
    capacity: Count = 1
    max_party: Count = 1
    slot_minutes: Minutes | None = None
    buffer_before_minutes: Gap = 0
    buffer_after_minutes: Gap = 0
    max_per_day: Count | None = None
    staff: tuple[Id, ...] = ()

    @property
    def length(self) -> timedelta:
        """How long it takes."""
        return timedelta(minutes=self.minutes)

    @property
    def step(self) -> timedelta:
        """The time between two starts."""
        return timedelta(minutes=self.slot_minutes or self.minutes)

    @property
    def before(self) -> timedelta:
        """The rest its resource needs before it."""
        return timedelta(minutes=self.buffer_before_minutes)

    @property
    def after(self) -> timedelta:
        """The rest its resource needs after it."""
        return timedelta(minutes=self.buffer_after_minutes)


class Staff(Part):
    """Someone, or something, that does services. A weekday in `hours` replaces the client's."""

    id: Id
    name: Name
    hours: Hours = Field(default_factory=dict)
