"""What a merchant offers, and who does it."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from ..hours.opening_hours import Closure, Hours, SpecialDays
from ..setting_types import Count, Flag, Gap, Id, Line, Minutes, Name, Part, Price, Words, at_most

MOST_QUESTIONS = 3


class Question(Part):
    """What a merchant asks the person who books; the answer stands in the booking's notes.

    Attributes:
        required: whether the person may not skip it.
    """

    id: Id
    text: Line
    required: Flag = False


class Service(Part):
    """Something that can be booked.

    Attributes:
        price: as the merchant wrote it ("8000", "desde 8000"), or None.
        capacity: guests at once; with staff, guests who share one start.
        slot_minutes: the step between starts; the duration where it is None.
        max_per_day: bookings, not guests.
        staff: ids of those who do it, the first choice first; empty: nobody in particular.
        questions: asked before the card, in this order.
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
    questions: Annotated[
        tuple[Question, ...],
        at_most(MOST_QUESTIONS),
        Field(json_schema_extra={"maxItems": MOST_QUESTIONS}),
    ] = ()

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
    """Someone, or something, that does services.

    Attributes:
        hours: a weekday here replaces the client's.
        special_days: a date here replaces the client's, for this person alone (R21).
        closures: on top of the client's, for this person alone (R21).
    """

    id: Id
    name: Name
    hours: Hours = Field(default_factory=dict)
    special_days: SpecialDays = Field(default_factory=dict)
    closures: tuple[Closure, ...] = ()
