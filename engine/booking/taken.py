"""What is taken: the bookings that stand in the way, resource by resource (R5, R6, R9, R10).

A service without staff is a resource of its own. Each staff member is one resource for all
services that name them. A row of another program may be incomplete, and then blocks more rather
than less: without a staff member, it blocks everyone who does its service.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Protocol

from ..model import Booking, BookingStatus
from .services import Service
from .settings import ClientSettings

NOTHING = timedelta()
_WAITING = (BookingStatus.HELD, BookingStatus.PENDING)


class Resource(Protocol):
    """Something that bookings take."""

    def free(self, start: datetime, end: datetime, party: int) -> bool:
        """Return whether there is room for so many guests all through `[start, end)`."""


def takes_place(booking: Booking, now: datetime) -> bool:
    """Return whether a booking takes its place: confirmed, or waiting and not run out (R9)."""
    if booking.status in _WAITING:
        return booking.expires_at is None or booking.expires_at > now
    return booking.status is BookingStatus.CONFIRMED


class Shared:
    """A service without staff: room for so many guests at once, whoever they come with."""

    def __init__(self, service: Service, rows: Iterable[Booking], *, buffers: bool) -> None:
        pad = max(service.before, service.after) if buffers else NOTHING
        changes: list[tuple[datetime, int]] = []
        for row in rows:
            guests = max(row.party, 1)
            changes.append((row.datetime - pad, guests))
            changes.append((row.ends_at + pad, -guests))
        changes.sort()
        self._capacity = service.capacity
        self._times = [at for at, _ in changes]
        self._guests = list(accumulate(change for _, change in changes))

    def free(self, start: datetime, end: datetime, party: int) -> bool:
        """Compare with the busiest instant, never with the sum of all that touch the slot."""
        before = max(bisect_right(self._times, start) - 1, 0)
        inside = self._guests[before : bisect_left(self._times, end)]
        return max(inside, default=0) + party <= self._capacity


class Person:
    """A staff member: one booking at a time, shared only within one service and start."""

    def __init__(
        self, settings: ClientSettings, service: Service, rows: Iterable[Booking], *, buffers: bool
    ) -> None:
        self._capacity = service.capacity
        self._starts: list[datetime] = []
        self._ends: list[datetime] = []
        self._together: dict[datetime, tuple[int, int]] = {}
        for row in rows:
            other = settings.service(row.service) if buffers else None
            before, after = gaps(service, other) if buffers else (NOTHING, NOTHING)
            self._starts.append(row.datetime - before)
            self._ends.append(row.ends_at + after)
            if row.service == service.id:
                self._join(row)
        self._starts.sort()
        self._ends.sort()

    def _join(self, row: Booking) -> None:
        rows, guests = self._together.get(row.datetime, (0, 0))
        self._together[row.datetime] = (rows + 1, guests + max(row.party, 1))

    def free(self, start: datetime, end: datetime, party: int) -> bool:
        """All that touch the slot, rests included, must be of its own service and start."""
        touching = bisect_left(self._starts, end) - bisect_right(self._ends, start)
        rows, guests = self._together.get(start, (0, 0))
        return touching == rows and guests + party <= self._capacity


def gaps(service: Service, other: Service | None) -> tuple[timedelta, timedelta]:
    """Return the least rest between `service` and then `other`, and the other way round (R6)."""
    if other is None:
        return service.after, service.before
    return max(service.after, other.before), max(other.after, service.before)


def resources(
    settings: ClientSettings, service: Service, rows: Iterable[Booking], *, buffers: bool = True
) -> dict[str | None, Resource]:
    """Return what the service needs one of: its staff by id, or itself under None."""
    if not service.staff:
        own = [row for row in rows if row.service == service.id]
        return {None: Shared(service, own, buffers=buffers)}
    by_member: dict[str, list[Booking]] = {staff_id: [] for staff_id in service.staff}
    for row in rows:
        for staff_id in _blocked(settings, row):
            if staff_id in by_member:
                by_member[staff_id].append(row)
    return {
        staff_id: Person(settings, service, taken, buffers=buffers)
        for staff_id, taken in by_member.items()
    }


def _blocked(settings: ClientSettings, row: Booking) -> Iterator[str] | tuple[str, ...]:
    if row.staff is not None:
        return (row.staff,)
    service = settings.service(row.service)
    return service.staff if service else ()
