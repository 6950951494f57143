"""Opening hours as stretches of real time (R1 to R4, R11).

Ranges are wall-clock time: mapped period by period of the zone's offset, a skipped hour gives
nothing and a repeated hour is open twice. Ranges that overlap or touch act as one, across
midnight as well. Closures take time away and leave the stretches, hence the grid, as they are.

A stretch has to be known from its beginning, because its grid starts there. The look-back
walks day by day to a midnight at which nothing is open, at most `LOOK_BACK_DAYS`. What has been
open for longer has no beginning that anybody remembers: its grid starts again at each local
midnight (`Opening.grid_start`), the same for every request, whatever other days it asks for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from ...fast_dataclass import dataclass
from .opening_hours import DAY_MINUTES, WEEKDAYS, Closure, Hours, Ranges
from .timezones import CLOCK_SHIFT, Stretch, instants, is_even, joined, midnight, periods, wall

LOOK_BACK_DAYS = 32
_DAY = timedelta(days=1)
_NEAR_MIDNIGHT = DAY_MINUTES - 180
"""A day that closes later may touch the next one, even where the clock skips midnight."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The ranges of each local day: the client's, or those of a staff member."""

    zone: ZoneInfo
    week: Hours
    special_days: Mapping[date, Ranges]

    def of_member(self, week: Hours, special_days: Mapping[date, Ranges]) -> Calendar:
        """Return a staff member's: their own weekdays and dates replace the client's (R21)."""
        return Calendar(self.zone, {**self.week, **week}, {**self.special_days, **special_days})

    def ranges(self, day: date) -> Ranges:
        """Return what belongs to a day; a special day replaces its weekday."""
        special = self.special_days.get(day)
        return self.week.get(WEEKDAYS[day.weekday()], ()) if special is None else special

    def may_reach(self, day: date) -> bool:
        """Return whether what belongs to a day may go on into the next one."""
        return any(found.closes > _NEAR_MIDNIGHT for found in self.ranges(day))


@dataclass(frozen=True, slots=True)
class Opening:
    """When a calendar is open around some local days: whole stretches, in order."""

    zone: ZoneInfo
    stretches: list[Stretch]

    def grid_start(self, stretch: Stretch, day: date) -> datetime:
        """Return where the grid of a stretch starts, for slots on that local day."""
        if stretch.start > midnight(day - LOOK_BACK_DAYS * _DAY, self.zone):
            return stretch.start
        return midnight(day, self.zone)

    def touching(self, start: datetime, end: datetime) -> Iterator[Stretch]:
        """Return the stretches that share time with `[start, end)`."""
        first = bisect_right(self.stretches, start, key=_end)
        return takewhile(lambda stretch: stretch.start < end, islice(self.stretches, first, None))

    def covers(self, start: datetime, end: datetime) -> bool:
        """Return whether all of `[start, end)` is open."""
        return any(s.start <= start and end <= s.end for s in self.touching(start, end))


def opening(calendar: Calendar, first: date, last: date, length: timedelta) -> Opening:
    """Return when it is open on those local days and for `length` after them."""
    begin = _clean_start(calendar, first)
    days = (last - begin).days + length.days + 3
    walls = [
        Stretch(wall(day, found.opens), wall(day, found.closes))
        for day in (begin + n * _DAY for n in range(days))
        for found in calendar.ranges(day)
    ]
    return Opening(calendar.zone, joined(_mapped(walls, calendar.zone)))


def closed(closures: tuple[Closure, ...], zone: ZoneInfo, within: Stretch) -> list[Stretch]:
    """Return what closures take away of `within`, in order.

    That is every instant whose wall time lies in one of them.
    """
    start, end = within.start - _DAY, within.end + _DAY  # wall times of every zone lie inside
    walls = [
        Stretch(max(closure.start.replace(tzinfo=UTC), start), min(to, end))
        for closure in closures
        if (to := closure.end.replace(tzinfo=UTC)) > start
    ]
    return joined(_mapped([one for one in walls if one.start < one.end], zone))


def _end(stretch: Stretch) -> datetime:
    return stretch.end


def _mapped(walls: list[Stretch], zone: ZoneInfo) -> list[Stretch]:
    if not walls:
        return []
    known = periods(zone, min(w.start for w in walls), max(w.end for w in walls))
    return [piece for one in walls for piece in instants(one, known)]


def _clean_start(calendar: Calendar, first: date) -> date:
    """Return the last day, up to `first`, before which nothing goes on into it."""
    day = first - _DAY  # what is cut off here, at the latest, is older than the look-back
    for _ in range(LOOK_BACK_DAYS):
        if not calendar.may_reach(day - _DAY):
            return day
        day -= _DAY
    return day


def starts(opening: Opening, day: date, length: timedelta, step: timedelta) -> Iterator[datetime]:
    """Yield the starts, on that local day, of all that is wholly open; unordered over stretches."""
    zone, even = opening.zone, is_even(day, opening.zone)
    low, high = midnight(day, zone), midnight(day + _DAY, zone)
    if not even:
        low, high = low - CLOCK_SHIFT, high + CLOCK_SHIFT
    for stretch in opening.touching(low, high):
        grid = opening.grid_start(stretch, day)
        start = grid + max(-((grid - low) // step), 0) * step
        while start < high and start + length <= stretch.end:
            if even or start.astimezone(zone).date() == day:
                yield start
            start += step
