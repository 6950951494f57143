"""Days in free text.

The rules, all from `today` on:

* A bare weekday is the soonest such day, today included; «que viene», «próximo» and «siguiente»
  ask for one strictly after today. «De la semana que viene» is the calendar week from Monday.
* A bare number is the next such day of a month that has it; a date without a year is the soonest.
* Weekday and number must meet: the soonest day within 62 days where both do. With a month, only
  the soonest such date counts. Where they do not meet it is a contradiction, never a guess.
* An hour or a part of the day beside it is passed over; any other word that is not
  about a day, «no» above all, makes the text unread.
"""

import re
from collections.abc import Sequence
from datetime import date

from .chatter import without_chatter
from .day_parts import DayParts, listen
from .due import DayFault, WrongDay, resolve
from .hours import cut_hour

__all__ = ["DayFault", "WrongDay", "day_within", "read_day"]

_OR = re.compile(r" [ou] ")
_LONGEST_RUN = 6
"""Words of the longest day: *el viernes 27 de noviembre de*."""


def read_day(text: str, today: date) -> date | WrongDay | None:
    """Read a text that names a day: «mañana», «el viernes 27», «28/11», «28 de noviembre».

    A bare number reads as a day of the month, so try a list's rows first.

    Args:
        text: As it was typed.
        today: In the merchant's time zone.

    Returns:
        The day, today or later; a `WrongDay` when one is named that cannot be, is past, contradicts
        itself or is more than one; None when the text names no day.
    """
    hours, rest = cut_hour(text)
    day = _read(rest, today)
    return day if day is not None or hours else _either(rest, today)


def day_within(words: Sequence[str], today: date) -> tuple[int, int, date] | None:
    """Return where the longest run of folded words stands that is a day, and the day.

    A bare number is none: it may as well be an hour.
    """
    for length in range(min(_LONGEST_RUN, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            run = words[start : start + length]
            if length == 1 and run[0].isdecimal():
                continue
            day = read_day(" ".join(run), today)
            if isinstance(day, date):
                return start, start + length, day
    return None


def _read(folded: str, today: date) -> date | WrongDay | None:
    plain, wished = without_chatter(folded)
    said = listen(plain)
    if said is None or (_is_bare(said) and (wished or not 1 <= (said.day or 0) <= 31)):
        return None
    return resolve(said, today)


def _is_bare(said: DayParts) -> bool:
    """Only a number, which may as well count something."""
    return said == DayParts(day=said.day)


def _either(folded: str, today: date) -> date | WrongDay | None:
    """«Hoy o mañana»: each side must be a day."""
    days = [_read(side, today) for side in _OR.split(folded)]
    named = sorted({day for day in days if isinstance(day, date)})
    if len(days) < 2 or not all(isinstance(day, date) for day in days):
        return None
    return named[0] if len(named) == 1 else WrongDay(DayFault.AMBIGUOUS, tuple(named))
