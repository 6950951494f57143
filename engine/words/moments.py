"""A day and an hour in one answer: «mañana a las 5»."""

from datetime import date, time
from typing import NamedTuple

from .days import WrongDay, read_day
from .hours import cut_hour, read_hours


class Moment(NamedTuple):
    """What a text says of when; either part may be missing."""

    day: date | WrongDay | None
    hours: tuple[time, ...]
    """As `read_hours` returns them."""


def read_moment(text: str, today: date) -> Moment:
    """Read a day with an hour beside it, a day alone, or an hour alone.

    A bare number («9») may be either: it is read as both a day and hours, and the caller knows
    which was asked for. Where any of the text is neither, both parts are empty.
    """
    day = read_day(text, today)
    alone = read_hours(text)
    if alone or day is None:
        return Moment(day, alone)
    return Moment(day, cut_hour(text).hours)
