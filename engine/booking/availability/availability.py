"""Which times can be booked: the one engine for asking, for committing and for moving.

All is pure: settings, bookings and the present instant are handed in. `bookings` must hold at
least the client's rows that touch `span_of` the days in question, in any order; which of them
count is decided here. An unknown service or staff member, or a party the service does not take,
has no slots.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from ...model import Booking, Taking
from ..hours.timezones import clock_text
from ..settings.settings import ClientSettings
from .occupancy import resources, standing
from .search import Search
from .slots import Ask, Slot
from .window import first_day, is_imaginable, last_day, local_day, span_of, utc

__all__ = [
    "Ask",
    "Slot",
    "days_with_room",
    "has_room",
    "last_day",
    "offered",
    "slots_between",
    "slots_on",
    "span_of",
    "still_stands",
]


def slots_on(
    settings: ClientSettings, ask: Ask, day: date, bookings: Iterable[Taking], now: datetime
) -> list[Slot]:
    """Return the slots that start on a local day, soonest first."""
    return next((slots for _, slots in slots_between(settings, ask, day, day, bookings, now)), [])


def slots_between(
    settings: ClientSettings,
    ask: Ask,
    first: date,
    last: date,
    bookings: Iterable[Taking],
    now: datetime,
) -> Iterator[tuple[date, list[Slot]]]:
    """Yield each bookable local day from `first` to `last` with its slots, maybe none.

    Days outside the notice and the horizon are left out. For many days this is much quicker
    than asking for one after the other.
    """
    search = _search(settings, ask, first, last, bookings, now)
    if search is not None:
        yield from ((day, search.slots(day)) for day in search.days())


def days_with_room(
    settings: ClientSettings,
    ask: Ask,
    first: date,
    last: date,
    bookings: Iterable[Taking],
    now: datetime,
) -> Iterator[date]:
    """Yield the local days, from `first` to `last`, that have a slot; each as it is found."""
    search = _search(settings, ask, first, last, bookings, now)
    if search is not None:
        yield from filter(search.any_on, search.days())


def offered(
    settings: ClientSettings,
    ask: Ask,
    day: date,
    label: str,
    bookings: Iterable[Taking],
    now: datetime,
) -> Slot | None:
    """Return the slot of that label if every rule allows it: the check at commit."""
    slots = slots_on(settings, ask, day, bookings, now)
    return next((slot for slot in slots if slot.label == label), None)


def has_room(
    settings: ClientSettings,
    ask: Ask,
    starts_at: datetime,
    bookings: Iterable[Taking],
    now: datetime,
) -> Slot | None:
    """Return a slot at any instant where there is capacity, all other rules put aside.

    For a booking by hand: outside opening hours, in the past, without rests, for a larger party
    than the service takes online; but never beyond what the resource holds.
    """
    service = settings.service(ask.service)
    if service is None or ask.party < 1 or not is_imaginable(starts_at):
        return None
    start, end = utc(starts_at), utc(starts_at) + service.length
    rows = standing(ask, bookings, now, (start, end))
    rooms = resources(settings, service, rows, buffers=False)
    free = [
        staff_id
        for staff_id, resource in rooms.items()
        if ask.staff in (None, staff_id) and resource.free(start, end, ask.party)
    ]
    staff = tuple(staff_id for staff_id in free if staff_id)
    return Slot(start, end, clock_text(start, settings.zone), staff) if free else None


def still_stands(
    settings: ClientSettings,
    booking: Booking,
    bookings: Iterable[Taking],
    now: datetime,
    exclude: str | None = None,
) -> bool:
    """Return whether a place given earlier can still be had: not past, still open, still free.

    The notice, the horizon and the grid are not asked again. They were met when the time was
    chosen, and the minutes a person takes to confirm must not cost them their place. `exclude`
    is the booking that is to be moved there, if any; the place itself, and the contact's own
    hold, never stand in their own way.
    """
    service = settings.service(booking.service)
    if service is None or booking.datetime < now:
        return False
    others = [row for row in bookings if row.id != booking.id]
    ask = Ask(booking.service, booking.party, booking.staff, booking.contact_id, exclude)
    day = local_day(settings, booking.datetime)
    last = local_day(settings, booking.ends_at)
    search = Search(settings, service, ask, others, now, (day, last))
    return search.still_stands(booking.staff, booking.datetime, booking.ends_at)


def _search(
    settings: ClientSettings,
    ask: Ask,
    first: date,
    last: date,
    bookings: Iterable[Taking],
    now: datetime,
) -> Search | None:
    """Return the search of what can be booked of those days; None where there is nothing."""
    service = settings.service(ask.service)
    first, last = max(first, first_day(settings, now)), min(last, last_day(settings, now))
    if service is None or first > last or not 1 <= ask.party <= service.max_party:
        return None
    return Search(settings, service, ask, bookings, now, (first, last))
