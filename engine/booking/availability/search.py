"""One ask made ready, once, for any number of days and times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from ...model import Taking
from ..hours.open_stretches import Calendar, Opening, closed, opening, starts
from ..hours.timezones import Stretch, clock_text, midnight
from ..settings.services import Service
from ..settings.settings import ClientSettings
from .occupancy import Resource, resources, standing
from .slots import Ask, Slot
from .window import local_day, span_of

OPENINGS_KEPT = 32
"""Of one client: a few services and lengths, each over the horizon and on single days."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Lane:
    """A resource, when it is open, and what closures take away of that."""

    opening: Opening
    closed: list[Stretch]
    resource: Resource


class Search:
    """Looks for room for one ask on the local days `first` to `last`.

    `bookings` are at least the client's that touch `span_of` these days.
    """

    def __init__(
        self,
        settings: ClientSettings,
        service: Service,
        ask: Ask,
        bookings: Iterable[Taking],
        now: datetime,
        days: tuple[date, date],
    ) -> None:
        first, last = days
        span = span_of(settings, first, (last - first).days + 1)
        self._settings = settings
        self._service = service
        self._party = ask.party
        self._earliest = now + settings.notice
        self._rows = standing(ask, bookings, now, span)
        self._days = days
        self._lanes = {
            staff_id: Lane(self._opening(staff_id), self._closed(staff_id), resource)
            for staff_id, resource in resources(settings, service, self._rows).items()
            if ask.staff in (None, staff_id)
        }

    def days(self) -> Iterator[date]:
        """Yield the days that are searched."""
        first, last = self._days
        return (first + number * _DAY for number in range((last - first).days + 1))

    def slots(self, day: date) -> list[Slot]:
        """Return a day's slots, soonest first."""
        found: dict[datetime, list[str]] = {}
        for staff_id, start in self._free(day):
            found.setdefault(start, []).extend([staff_id] if staff_id else [])
        return [self._slot(start, tuple(found[start])) for start in sorted(found)]

    def any_on(self, day: date) -> bool:
        """Return whether a day has a slot."""
        return any(True for _ in self._free(day))

    def still_stands(self, staff_id: str | None, start: datetime, end: datetime) -> bool:
        """Return whether a place given earlier is still open and free, wherever the grid lies."""
        lane = self._lanes.get(staff_id)
        return (
            lane is not None
            and lane.opening.covers(start, end)
            and self._fits(lane, start, end)
            and not self._is_full(local_day(self._settings, start))
        )

    def _free(self, day: date) -> Iterator[tuple[str | None, datetime]]:
        if self._is_full(day):
            return
        length = self._service.length
        for staff_id, lane in self._lanes.items():
            for start in starts(lane.opening, day, length, self._service.step):
                if start >= self._earliest and self._fits(lane, start, start + length):
                    yield staff_id, start

    def _fits(self, lane: Lane, start: datetime, end: datetime) -> bool:
        if any(away.start < end and start < away.end for away in lane.closed):
            return False
        return lane.resource.free(start, end, self._party)

    def _is_full(self, day: date) -> bool:
        most = self._service.max_per_day
        return most is not None and self._per_day[day] >= most

    @cached_property
    def _per_day(self) -> Counter[date]:
        own = (row for row in self._rows if row.service == self._service.id)
        return Counter(local_day(self._settings, row.datetime) for row in own)

    def _closed(self, staff_id: str | None) -> list[Stretch]:
        member = self._settings.member(staff_id) if staff_id else None
        closures = (*self._settings.closures, *(member.closures if member else ()))
        if not closures:
            return []
        first, last = self._days
        zone, length = self._settings.zone, self._service.length
        within = Stretch(midnight(first - _DAY, zone), midnight(last + 2 * _DAY, zone) + length)
        return closed(closures, zone, within)

    @cached_property
    def _calendar(self) -> Calendar:
        settings = self._settings
        return Calendar(settings.zone, settings.hours, settings.special_days)

    def _opening(self, staff_id: str | None) -> Opening:
        """Return when a staff member, or the shop, is open: worked out once for all who ask."""
        member = self._settings.member(staff_id) if staff_id else None
        own = member is not None and bool(member.hours or member.special_days)
        key = (staff_id if own else None, *self._days, self._service.length)
        known = self._settings.openings
        found = known.get(key)
        if found is None:
            calendar = self._calendar
            if member and own:
                calendar = calendar.of_member(member.hours, member.special_days)
            if len(known) >= OPENINGS_KEPT:
                known.clear()
            found = known[key] = opening(calendar, *self._days, self._service.length)
        return found

    def _slot(self, start: datetime, staff: tuple[str, ...]) -> Slot:
        label = clock_text(start, self._settings.zone)
        return Slot(start, start + self._service.length, label, staff)
