"""Opening hours as a merchant would post them on the door."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from ...words.formats import listing
from .opening_hours import DAY_MINUTES, WEEKDAYS, Hours, Range

_NAMES = dict(zip(WEEKDAYS, ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"), strict=True))


def posted_hours(hours: Hours) -> str:
    """Return one line for each run of days with the same hours: «lun a vie: 9:00 a 13:00»."""
    days = [(_NAMES[day], tuple(hours.get(day, ()))) for day in WEEKDAYS]
    runs = [(ranges, [day for day, _ in run]) for ranges, run in groupby(days, lambda d: d[1])]
    return "\n".join(f"{_days(names)}: {_ranges(ranges)}" for ranges, names in runs if ranges)


def _days(names: Sequence[str]) -> str:
    return f"{names[0]} a {names[-1]}" if len(names) > 2 else listing(names)


def _ranges(ranges: Sequence[Range]) -> str:
    return listing([f"{_clock(one.opens)} a {_clock(one.closes)}" for one in ranges])


def _clock(minutes: int) -> str:
    if minutes == DAY_MINUTES:
        return "24:00"
    return f"{minutes % DAY_MINUTES // 60}:{minutes % 60:02}"
