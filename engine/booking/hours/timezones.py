"""Time zones: how a local clock maps to instants.

A *wall* time is what a local clock shows, carried as a datetime labelled UTC: subtracting the
zone's offset makes an instant of it. One wall time is none, one or two instants.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

_PROBE = timedelta(hours=12)  # no zone has changed its offset twice within that
_EXACT = timedelta(seconds=1)
_MARGIN = timedelta(days=1)  # more than any offset
CLOCK_SHIFT = timedelta(hours=3)
"""More than any clock has gone back over a midnight."""


class Stretch(NamedTuple):
    """A piece of time `[start, end)`, UTC."""

    start: datetime
    end: datetime


class Period(NamedTuple):
    """Time during which a zone's offset stays the same."""

    start: datetime
    end: datetime
    offset: timedelta


@lru_cache(maxsize=4096)
def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the first instant of a local day: its midnight, or the jump that replaces it."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


@lru_cache(maxsize=4096)
def is_even(day: date, zone: ZoneInfo) -> bool:
    """Return whether the clock goes on evenly from before a local day's begin until after its end.

    Then the day is what lies between its midnights; else the clock may show it again after one.
    """
    begin, end = midnight(day, zone) - _PROBE, midnight(day + _MARGIN, zone) + _PROBE
    probes = {_offset(zone, begin + n * _PROBE) for n in range((end - begin) // _PROBE + 1)}
    return len(probes | {_offset(zone, end)}) == 1


def wall(day: date, minutes: int = 0) -> datetime:
    """Return the wall time so many minutes after that day's midnight."""
    return datetime.combine(day, time(), UTC) + timedelta(minutes=minutes)


def periods(zone: ZoneInfo, start: datetime, end: datetime) -> list[Period]:
    """Return the periods, in order, that cover the wall times `[start, end)`."""
    begin, last = start - _MARGIN, end + _MARGIN
    found = []
    while begin < last:
        change = _next_change(zone, begin, last)
        found.append(Period(begin, change, _offset(zone, begin)))
        begin = change
    return found


def instants(walls: Stretch, known: list[Period]) -> Iterator[Stretch]:
    """Yield the instants whose wall time lies in `walls`."""
    for period in known:
        start = max(walls.start - period.offset, period.start)
        end = min(walls.end - period.offset, period.end)
        if start < end:
            yield Stretch(start, end)


def joined(stretches: list[Stretch]) -> list[Stretch]:
    """Return them in order, those that overlap or touch as one."""
    whole: list[Stretch] = []
    for stretch in sorted(stretches):
        if whole and stretch.start <= whole[-1].end:
            whole[-1] = Stretch(whole[-1].start, max(whole[-1].end, stretch.end))
        else:
            whole.append(stretch)
    return whole


@lru_cache(maxsize=16_384)
def clock_text(moment: datetime, zone: ZoneInfo) -> str:
    """Return `16:30`, or `01:30-03:00` where the clock shows that time twice."""
    local = moment.astimezone(zone)
    text = f"{local:%H:%M}"
    if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
        return text
    return text + local.isoformat()[-6:]


def subtracted(stretches: list[Stretch], away: list[Stretch]) -> list[Stretch]:
    """Return what is left of stretches without others; both are in order."""
    left = []
    for stretch in stretches:
        at = stretch.start
        for gone in away:
            if at < gone.end and gone.start < stretch.end:
                left.append(Stretch(at, gone.start))
                at = gone.end
        left.append(Stretch(at, stretch.end))
    return [one for one in left if one.start < one.end]


def moved(moment: datetime, was: timedelta, zone: ZoneInfo) -> datetime:
    """Return the instant at which a zone's clock shows what another offset showed at `moment`.

    Where the clock shows that twice, the one nearer to `moment`; where it skips it, as much later
    as it skips.
    """
    local = (moment + was).replace(tzinfo=zone)
    both = [local.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]
    if both[0].astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        return both[0]  # skipped: by the offset before the change
    return min(both, key=lambda one: abs(one - moment))


def _next_change(zone: ZoneInfo, begin: datetime, last: datetime) -> datetime:
    """Return when the offset at `begin` ends, or `last`."""
    offset, low = _offset(zone, begin), begin
    while low < last:
        high = min(low + _PROBE, last)
        if _offset(zone, high) != offset:
            return _change_between(zone, low, high)
        low = high
    return last


def _change_between(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    offset = _offset(zone, low)
    while high - low > _EXACT:
        middle = (low + (high - low) / 2).replace(microsecond=0)
        low, high = (middle, high) if _offset(zone, middle) == offset else (low, middle)
    return high


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
