"""Where slots start: every step of elapsed time from the beginning of a stretch (R3, R4, R13)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from .hours import Opening
from .zones import is_even, midnight

_DAY = timedelta(days=1)
_SHIFT = timedelta(hours=3)  # more than any clock has gone back over a midnight


def starts(opening: Opening, day: date, length: timedelta, step: timedelta) -> Iterator[datetime]:
    """Yield the starts, on that local day, of all that is wholly open; unordered over stretches."""
    zone, even = opening.zone, is_even(day, opening.zone)
    low, high = midnight(day, zone), midnight(day + _DAY, zone)
    if not even:
        low, high = low - _SHIFT, high + _SHIFT
    for stretch in opening.touching(low, high):
        grid = opening.grid_start(stretch, day)
        start = grid + max(-((grid - low) // step), 0) * step
        while start < high and start + length <= stretch.end:
            if even or start.astimezone(zone).date() == day:
                yield start
            start += step
