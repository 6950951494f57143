"""One ask made ready, once, for any number of days and times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from copy import copy
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from operator import attrgetter

from ...fast_dataclass import dataclass
from ...model import OVER, Taking
from ..hours.open_stretches import Calendar, Opening, closed, opening, starts
from ..hours.timezones import Stretch, clock_text, joined, midnight, subtracted
from ..settings.services import Service
from ..settings.settings import ClientSettings
from .bookable_range import local_day, span_of
from .occupancy import Resource, by_resource, resource, standing
from .slots import Slot, SlotQuery

OPENINGS_KEPT = 32
"""Of one client: a few services and lengths, each over the horizon and on single days."""
_DAY = timedelta(days=1)


_NEVER = datetime.max.replace(tzinfo=UTC)
_expiry = attrgetter("expires_at")


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
        ask: SlotQuery,
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
        bookings = list(bookings) if service.max_per_day else bookings
        self._rows = standing(ask, bookings, now, span)
        self._over = _over(service, ask, bookings)
        self._days = days
        self._slots_of: dict[date, list[Slot]] = {}
        self._since, self._until = now, min(filter(None, map(_expiry, self._rows)), default=_NEVER)
        self._taken = by_resource(settings, service, self._rows)
        self._lanes = {
            staff_id: Lane(
                self._opening(staff_id),
                self._closed(staff_id),
                resource(settings, service, staff_id, taken),
            )
            for staff_id, taken in self._taken.items()
            if ask.staff in (None, staff_id)
        }

    def at(self, now: datetime) -> Search | None:
        """Return the same search at another instant; None where what waits has run out since."""
        if not self._since <= now < self._until:
            return None
        again = copy(self)
        again._earliest = now + self._settings.notice
        return again

    def days(self) -> Iterator[date]:
        """Yield the days that are searched."""
        first, last = self._days
        return (first + number * _DAY for number in range((last - first).days + 1))

    def slots(self, day: date) -> list[Slot]:
        """Return a day's slots, soonest first."""
        known = self._slots_of.get(day)
        if known is None:
            found: dict[datetime, list[str]] = {}
            for staff_id, start in self._free(day):
                found.setdefault(start, []).extend([staff_id] if staff_id else [])
            known = [self._slot(start, tuple(found[start])) for start in sorted(found)]
            self._slots_of[day] = known
        if not known or known[0].starts_at >= self._earliest:
            return known
        return [slot for slot in known if slot.starts_at >= self._earliest]

    def any_on(self, day: date) -> bool:
        """Return whether a day has a slot."""
        if day in self._slots_of:
            return bool(self.slots(day))
        return any(start >= self._earliest for _, start in self._free(day))

    def still_stands(self, staff_id: str | None, start: datetime, end: datetime) -> bool:
        """Return whether a place given earlier is still open and free, wherever the grid lies."""
        return not self._is_full(local_day(self._settings, start)) and any(
            self._is_open(lane, start, end) and lane.resource.free(start, end, self._party)
            for lane in self._of(staff_id)
        )

    def is_open(self, staff_id: str | None, start: datetime, end: datetime) -> bool:
        """Return whether the staff member, or the merchant, is open all through `[start, end)`."""
        return any(self._is_open(lane, start, end) for lane in self._of(staff_id))

    def has_room(self, staff_id: str | None, start: datetime, end: datetime) -> bool:
        """Return whether there is room for the party, on top of all that is taken."""
        return any(lane.resource.free(start, end, self._party) for lane in self._of(staff_id))

    def _of(self, staff_id: str | None) -> list[Lane]:
        """Return somebody's lane; all of them for a booking in nobody's name."""
        if staff_id is None and None not in self._lanes:
            return list(self._lanes.values())
        return [self._lanes[staff_id]] if staff_id in self._lanes else []

    def _is_open(self, lane: Lane, start: datetime, end: datetime) -> bool:
        return lane.opening.covers(start, end) and not any(
            away.start < end and start < away.end for away in lane.closed
        )

    def free_time(self, staff_id: str, day: date) -> timedelta:
        """Return how long a staff member is open and not taken on a local day."""
        zone, lane = self._settings.zone, self._lanes[staff_id]
        start, end = midnight(day, zone), midnight(day + _DAY, zone)
        away = [Stretch(row.datetime, row.ends_at) for row in self._taken[staff_id]]
        open_ = [
            Stretch(max(one.start, start), min(one.end, end))
            for one in lane.opening.touching(start, end)
        ]
        left = subtracted(open_, joined([*away, *lane.closed]))
        return sum((one.end - one.start for one in left), timedelta())

    def _free(self, day: date) -> Iterator[tuple[str | None, datetime]]:
        if self._is_full(day):
            return
        length = self._service.length
        for staff_id, lane in self._lanes.items():
            for start in starts(lane.opening, day, length, self._service.step):
                if self._fits(lane, start, start + length):
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
        return Counter(local_day(self._settings, row.datetime) for row in (*own, *self._over))

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


def _over(service: Service, ask: SlotQuery, bookings: Iterable[Taking]) -> list[Taking]:
    """Return what is over and still counts for its day (R15)."""
    if not service.max_per_day:
        return []
    return [
        row
        for row in bookings
        if row.status in OVER and row.service == service.id and row.id != ask.exclude
    ]


def open_between(settings: ClientSettings, start: datetime, end: datetime) -> list[Stretch]:
    """Return when the shop itself is open within `[start, end)`, closures taken away."""
    zone = settings.zone
    first, last = local_day(settings, start), local_day(settings, end)
    calendar = Calendar(zone, settings.hours, settings.special_days)
    found = opening(calendar, first, last, timedelta())
    away = closed(settings.closures, zone, Stretch(start, end)) if settings.closures else []
    within = [
        Stretch(max(one.start, start), min(one.end, end)) for one in found.touching(start, end)
    ]
    return subtracted(within, away)
