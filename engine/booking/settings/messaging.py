"""What Milo says for a merchant unasked, and when: quiet hours, notices, answers to questions."""

from __future__ import annotations

from datetime import time
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, Field, GetPydanticSchema

from ..hours.opening_hours import ClockTime
from ..setting_types import Flag, Line, Part, Words, at_most, filled, refuse


class Quiet(NamedTuple):
    """Local hours `[begins, ends)`, mostly over a midnight, without what nobody waits for."""

    begins: time
    ends: time

    def covers(self, local: time) -> bool:
        """Return whether a local time of day lies within them."""
        if self.begins < self.ends:
            return self.begins <= local < self.ends
        return local >= self.begins or local < self.ends


def _quiet(pair: tuple[time, time]) -> Quiet:
    begins, ends = pair
    if begins == ends:
        raise refuse("is empty: it ends when it begins")
    return Quiet(begins, ends)


_Pair = Annotated[tuple[ClockTime, ClockTime], AfterValidator(_quiet)]
QuietHours = Annotated[Quiet, GetPydanticSchema(lambda _, handler: handler.generate_schema(_Pair))]
MOST_PHRASES = 50
NIGHT = Quiet(time(21), time(9))


def _some(phrases: tuple[str, ...]) -> tuple[str, ...]:
    if not phrases:
        raise refuse("must have at least 1")
    return phrases


class Faq(Part):
    """What people ask, in some of their words, and the merchant's answer."""

    ask: Annotated[
        tuple[Line, ...],
        AfterValidator(_some),
        at_most(MOST_PHRASES),
        Field(json_schema_extra={"minItems": 1, "maxItems": MOST_PHRASES}),
    ]
    say: Annotated[Words, AfterValidator(filled)]


class Notify(Part):
    """What the merchant's reception hears of.

    Attributes:
        new, moved, cancelled: bookings that people make, move, cancel.
        digest: the local hour of the day's list; None: no list.
    """

    new: Flag = True
    moved: Flag = True
    cancelled: Flag = True
    digest: ClockTime | None = None
