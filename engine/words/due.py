"""From what was said to the day that is meant."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .day_parts import DayParts

_REACH_DAYS = 62  # every day of the month comes round within this
_REACH_YEARS = 8  # so does 29 February, but for it over a century without one


class DayFault(StrEnum):
    """What is wrong with a day that a text does name."""

    NONEXISTENT = "nonexistent"
    """«31/2», «el 32»."""
    PAST = "past"
    """«ayer», «el viernes pasado», a date with its year."""
    CONTRADICTION = "contradiction"
    """Weekday and number do not meet: «viernes 28» when the 28th is a Saturday."""
    AMBIGUOUS = "ambiguous"
    """More than one: «hoy o mañana»."""


@dataclass(frozen=True, slots=True)
class WrongDay:
    """A day that was named, but cannot be taken as it stands."""

    why: DayFault
    instead: tuple[date, ...] = ()
    """Days that may be meant, soonest first, none before today; may be empty."""


def resolve(said: DayParts, today: date) -> date | WrongDay | None:
    """Find the soonest day, from today on, that is what was said.

    Returns:
        The day; a `WrongDay` if there is none or it is not sure; None if too little was said.
    """
    if not _enough(said):
        return None
    if said.shift is not None or said.week is not None:
        return _counted(said, today)
    if said.day is not None:
        return _numbered(said, today)
    return _weekday(said, today)


def _enough(said: DayParts) -> bool:
    if said.day is None and (said.month or said.year or said.months_on is not None):
        return False
    if said.month is not None and said.months_on is not None:
        return False
    if said.shift is not None:
        return said.week is None and said.side is None
    if said.week is not None or said.side == -1:
        return said.weekday is not None and not (said.week is not None and said.side)
    return said.weekday is not None or said.day is not None


def _weekday(said: DayParts, today: date) -> date | WrongDay:
    named = _start(said, today)
    while named.weekday() != said.weekday:
        named += timedelta(days=1)
    return WrongDay(DayFault.PAST, (named,)) if said.side == -1 else named


def _counted(said: DayParts, today: date) -> date | WrongDay:
    """Days and weeks counted from today."""
    counted = today + timedelta(days=said.shift or 0)
    if said.week is not None:
        counted += timedelta(days=7 * said.week + (said.weekday or 0) - today.weekday())
    if not _agrees(counted, said):
        return WrongDay(DayFault.CONTRADICTION, _not_past(today, counted))
    if counted < today:
        weekly = counted + timedelta(days=7)
        return WrongDay(DayFault.PAST, (weekly,) if said.week is not None else ())
    return counted


def _numbered(said: DayParts, today: date) -> date | WrongDay:
    """A number of the month, with as much of the rest as was said."""
    if said.side == -1:
        return WrongDay(DayFault.PAST)
    if said.month is None and said.months_on is None:
        return _in_any_month(said, today)
    found = _soonest(said, today)
    if found is None:
        return WrongDay(DayFault.NONEXISTENT)
    if found < today:
        again = _soonest(DayParts(day=found.day, month=found.month), today)
        return WrongDay(DayFault.PAST, (again,) if again else ())
    return found if _agrees(found, said) else _contradiction(found, said, today)


def _in_any_month(said: DayParts, today: date) -> date | WrongDay:
    start = _start(said, today)
    last = start + timedelta(days=_REACH_DAYS)
    months = (divmod(start.year * 12 + start.month - 1 + later, 12) for later in range(4))
    every = (_date(year, month + 1, said.day) for year, month in months)
    numbered = [day for day in every if day and start <= day <= last]
    if not numbered:
        return WrongDay(DayFault.NONEXISTENT)
    agreeing = (day for day in numbered if _agrees(day, said))
    return next(agreeing, None) or _contradiction(numbered[0], said, today)


def _soonest(said: DayParts, today: date) -> date | None:
    """The date of a day and month: in its year if one was said, else the first one to come."""
    month, year = _month_and_year(said, today)
    if year is not None:
        return _date(year, month, said.day)
    for coming in range(today.year, today.year + _REACH_YEARS + 1):
        found = _date(coming, month, said.day)
        if found is not None and found >= _start(said, today):
            return found
    return None


def _month_and_year(said: DayParts, today: date) -> tuple[int | None, int | None]:
    if said.months_on is None:
        return said.month, said.year
    months = today.month - 1 + said.months_on
    return months % 12 + 1, today.year + months // 12


def _contradiction(numbered: date, said: DayParts, today: date) -> WrongDay:
    """Offer the number's own day and the weekday nearest to it."""
    off = (said.weekday or 0) - numbered.weekday()
    nearest = numbered + timedelta(days=(off + 3) % 7 - 3)
    if nearest < today:
        nearest += timedelta(days=7)
    return WrongDay(DayFault.CONTRADICTION, _not_past(today, numbered, nearest))


def _agrees(day: date, said: DayParts) -> bool:
    asked = (said.weekday, said.day, said.month, said.year)
    given = (day.weekday(), day.day, day.month, day.year)
    return all(want in (None, has) for want, has in zip(asked, given, strict=True))


def _not_past(today: date, *days: date) -> tuple[date, ...]:
    return tuple(sorted({day for day in days if day >= today}))


def _start(said: DayParts, today: date) -> date:
    """Today counts, unless «que viene» or «próximo» was said."""
    return today + timedelta(days=1 if said.side == 1 else 0)


def _date(year: int, month: int | None, day: int | None) -> date | None:
    try:
        return date(year, month or 0, day or 0)
    except ValueError:
        return None
