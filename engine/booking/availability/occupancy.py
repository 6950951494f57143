"""What is taken: the bookings that stand in the way, resource by resource (R5, R6, R9, R10).

A service without staff is a resource of its own. Each staff member is one resource for all
services that name them. A row in nobody's name takes one of those who do its service.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from operator import attrgetter
from typing import Protocol

from ...model import LAPSING, Booking, BookingStatus, Taking
from ..settings.services import Service
from ..settings.settings import ClientSettings
from .slots import SlotQuery

_NOTHING = timedelta()
_NO_RESTS = (_NOTHING, _NOTHING)
_CONFIRMED, _HELD = BookingStatus.CONFIRMED, BookingStatus.HELD


class Resource(Protocol):
    """Something that bookings take."""

    def free(self, start: datetime, end: datetime, party: int) -> bool:
        """Return whether there is room for so many guests all through `[start, end)`."""


def takes_place(booking: Booking | Taking, now: datetime) -> bool:
    """Return whether a booking takes its place: confirmed, or waiting and not run out (R9)."""
    if booking.status in LAPSING:
        return booking.expires_at is None or booking.expires_at > now
    return booking.status is _CONFIRMED


def standing(
    ask: SlotQuery, bookings: Iterable[Taking], now: datetime, span: tuple[datetime, datetime]
) -> list[Taking]:
    """Return the bookings in a span that count against an ask (R9, R12)."""
    start, end = span
    if ask.exclude is not None:  # what asks to move it goes with it
        bookings = [row for row in bookings if ask.exclude not in (row.id, row.moves)]
    return [
        row
        for row in bookings
        if (row.status is _CONFIRMED or _waits(row, ask, now))
        and row.datetime < end
        and start < row.ends_at > row.datetime
    ]


def _waits(row: Taking, ask: SlotQuery, now: datetime) -> bool:
    """Return whether a row takes its place for a while, from somebody else."""
    own = row.contact_id is not None and row.contact_id == ask.contact_id
    return takes_place(row, now) and not (own and row.status is _HELD)


class _Tally:
    """Guests by the instant at which they come, or go."""

    def __init__(self, rows: Iterable[Taking], when: Callable[[Taking], datetime]) -> None:
        rows = sorted(rows, key=when)
        self.times = [when(row) for row in rows]
        guests = [row.party if row.party > 0 else 1 for row in rows]
        self.until = list(accumulate(guests, initial=0))
        """How many there are before the time of the same index."""

    def between(self, first: int, last: int, sign: int) -> list[tuple[datetime, int]]:
        """Return the changes from one index to another."""
        return [
            (self.times[n], sign * (self.until[n + 1] - self.until[n])) for n in range(first, last)
        ]


class Shared:
    """A service without staff: room for so many guests at once, in any number of parties."""

    def __init__(self, service: Service, rows: list[Taking], *, buffers: bool) -> None:
        self._rest = max(service.before, service.after) if buffers else _NOTHING
        self._capacity = service.capacity
        self._come = _Tally(rows, attrgetter("datetime"))
        self._go = _Tally(rows, attrgetter("ends_at"))

    def free(self, start: datetime, end: datetime, party: int) -> bool:
        """Compare with the busiest instant, never with the sum of all that touch the slot.

        The sum is looked at first: where even that fits, so does the busiest instant.
        """
        start, end, room = start - self._rest, end + self._rest, self._capacity - party
        came, gone = bisect_right(self._come.times, start), bisect_right(self._go.times, start)
        come, go = bisect_left(self._come.times, end), bisect_left(self._go.times, end)
        present = self._come.until[came] - self._go.until[gone]
        if present > room or self._come.until[come] - self._go.until[gone] <= room:
            return present <= room
        changes = sorted(self._come.between(came, come, 1) + self._go.between(gone, go, -1))
        return max(accumulate((guests for _, guests in changes), initial=present)) <= room


class StaffOccupancy:
    """A staff member: one booking at a time, shared only within one service and start."""

    def __init__(
        self, settings: ClientSettings, service: Service, rows: Iterable[Taking], *, buffers: bool
    ) -> None:
        self._capacity = service.capacity
        self._starts: list[datetime] = []
        self._ends: list[datetime] = []
        self._together: dict[datetime, tuple[int, int]] = {}
        rests: dict[str, tuple[timedelta, timedelta]] = {}
        for row in rows:
            if row.service not in rests:
                rests[row.service] = _rests(settings, service, row) if buffers else _NO_RESTS
            before, after = rests[row.service]
            self._starts.append(row.datetime - before if before else row.datetime)
            self._ends.append(row.ends_at + after if after else row.ends_at)
            if row.service == service.id:
                self._join(row)
        self._starts.sort()
        self._ends.sort()

    def _join(self, row: Taking) -> None:
        rows, guests = self._together.get(row.datetime, (0, 0))
        self._together[row.datetime] = (rows + 1, guests + max(row.party, 1))

    def free(self, start: datetime, end: datetime, party: int) -> bool:
        """All that touch the slot, rests included, must be of its own service and start."""
        touching = bisect_left(self._starts, end) - bisect_right(self._ends, start)
        rows, guests = self._together.get(start, (0, 0))
        return touching == rows and guests + party <= self._capacity


def resource(
    settings: ClientSettings,
    service: Service,
    staff_id: str | None,
    taken: list[Taking],
    *,
    buffers: bool = True,
) -> Resource:
    """Return a staff member, or the service itself under None, with what is taken of it."""
    if staff_id is None:
        return Shared(service, taken, buffers=buffers)
    return StaffOccupancy(settings, service, taken, buffers=buffers)


def by_resource(
    settings: ClientSettings, service: Service, rows: Sequence[Taking]
) -> dict[str | None, list[Taking]]:
    """Return what is taken of what the service needs one of: its staff by id, or itself."""
    if not service.staff:
        return {None: [row for row in rows if row.service == service.id]}
    named: dict[str, list[Taking]] = {}
    nobodys = []
    for row in rows:
        if row.staff is None:
            nobodys.append(row)
        else:
            named.setdefault(row.staff, []).append(row)
    return {
        staff_id: _with_nobodys(settings, staff_id, named, nobodys) for staff_id in service.staff
    }


def _with_nobodys(
    settings: ClientSettings,
    staff_id: str,
    named: Mapping[str, list[Taking]],
    nobodys: list[Taking],
) -> list[Taking]:
    """Return what a staff member has, with the rows in nobody's name that no other can take.

    Such a row was booked before its service had staff. It takes one member who
    can do it, not all, and this one last: what is free here leaves a place for every such row.
    """
    if not nobodys:
        return named.get(staff_id, [])
    taken = {name: list(rows) for name, rows in named.items()}
    for row in sorted(nobodys, key=lambda row: (row.datetime, row.id)):
        service = settings.service(row.service)
        doers = service.staff if service else ()
        if service and staff_id in doers:
            others = [name for name in doers if name != staff_id]
            free = (name for name in others if _can_take(settings, service, row, taken, name))
            taken.setdefault(next(free, staff_id), []).append(row)
    return taken.get(staff_id, [])


def _can_take(
    settings: ClientSettings,
    service: Service,
    row: Taking,
    taken: Mapping[str, list[Taking]],
    staff_id: str,
) -> bool:
    person = StaffOccupancy(settings, service, taken.get(staff_id, ()), buffers=False)
    return person.free(row.datetime, row.ends_at, max(row.party, 1))


def _rests(settings: ClientSettings, service: Service, row: Taking) -> tuple[timedelta, timedelta]:
    """Return the least rest between `service` and then the row, and the other way round (R6).

    A service that is no longer offered has no rests of its own.
    """
    other = settings.service(row.service)
    if other is None:
        return service.after, service.before
    return max(service.after, other.before), max(other.after, service.before)
