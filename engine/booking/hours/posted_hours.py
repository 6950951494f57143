"""Opening hours as a merchant would post them on the door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from ...words.formats import day_short, hour, listing
from .opening_hours import DAY_MINUTES, WEEKDAYS, Closure, Hours, Range

_AHEAD_DAYS = 21
"""How far ahead days are posted on which it opens otherwise."""
_CHANGES_LIMIT = 6

_NAMES = dict(zip(WEEKDAYS, ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"), strict=True))


def posted_hours(hours: Hours) -> str:
    """Return one line for each run of days with the same hours: «lun a vie: 9:00 a 13:00»."""
    days = [(_NAMES[day], tuple(hours.get(day, ()))) for day in WEEKDAYS]
    runs = [(ranges, [day for day, _ in run]) for ranges, run in groupby(days, lambda d: d[1])]
    return "\n".join(f"{_days(names)}: {_ranges(ranges)}" for ranges, names in runs if ranges)


def posted_changes(
    special_days: Mapping[date, Sequence[Range]], closures: Sequence[Closure], today: date
) -> str:
    """Return a line for each day and closure ahead that differs: «vie 25 dic: cerrado»."""
    until = today + timedelta(days=_AHEAD_DAYS)
    lines = [
        (day, f"{day_short(day)}: {_ranges(ranges) if ranges else 'cerrado'}")
        for day, ranges in special_days.items()
        if today <= day <= until
    ]
    for closure in closures:
        first, last = closure.start.date(), closure.end.date()
        if first <= until and last >= today:
            lines.append((first, f"{_closed(closure.start, closure.end)}: cerrado"))
    return "\n".join(line for _, line in sorted(lines)[:_CHANGES_LIMIT])


def _closed(starts: datetime, ends: datetime) -> str:
    if starts.date() == ends.date():
        return f"{day_short(starts.date())} de {hour(starts)} a {hour(ends)}"
    return f"{day_short(starts.date())} {hour(starts)} a {day_short(ends.date())} {hour(ends)}"


def _days(names: Sequence[str]) -> str:
    return f"{names[0]} a {names[-1]}" if len(names) > 2 else listing(names)


def _ranges(ranges: Sequence[Range]) -> str:
    return listing([f"{_clock(one.opens)} a {_clock(one.closes)}" for one in ranges])


def _clock(minutes: int) -> str:
    if minutes == DAY_MINUTES:
        return "24:00"
    return f"{minutes % DAY_MINUTES // 60}:{minutes % 60:02}"
