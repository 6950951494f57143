"""Which times can be booked: the one engine for asking, for committing and for moving.

All is pure: settings, bookings and the present instant are handed in. `bookings` must hold at
least the client's rows that touch `span_of` the days in question, in any order; which of them
count is decided here. An unknown service or staff member, or a party the service does not take,
has no slots.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from threading import Lock

from ...model import Booking, Taking, Takings
from ..hours.timezones import clock_text
from ..settings.services import Service
from ..settings.settings import ClientSettings
from .bookable_range import first_day, is_imaginable, last_day, local_day, span_of, utc
from .occupancy import by_resource, resource, standing
from .search import Search
from .slots import Slot, SlotQuery

__all__ = [
    "Slot",
    "SlotQuery",
    "as_booked",
    "days_with_room",
    "freest_staff",
    "has_room",
    "last_day",
    "offered",
    "slots_between",
    "slots_on",
    "span_of",
    "still_stands",
]


class _Searches:
    """Searches made ready for agendas that have not changed since: those used last."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = Lock()
        self._known: OrderedDict[object, tuple[object, object, Search]] = OrderedDict()

    def find(self, key: object, state: object, settings: ClientSettings) -> Search | None:
        with self._lock:
            known = self._known.get(key)
        same = known is not None and known[0] is state and known[1] is settings
        return known[2] if known and same else None

    def keep(self, key: object, state: object, settings: ClientSettings, search: Search) -> None:
        with self._lock:
            self._known[key] = state, settings, search
            self._known.move_to_end(key)
            while len(self._known) > self._limit:
                self._known.popitem(last=False)


_searches = _Searches(limit=32)


def slots_on(
    settings: ClientSettings, ask: SlotQuery, day: date, bookings: Iterable[Taking], now: datetime
) -> list[Slot]:
    """Return the slots that start on a local day, soonest first."""
    return next((slots for _, slots in slots_between(settings, ask, day, day, bookings, now)), [])


def slots_between(
    settings: ClientSettings,
    ask: SlotQuery,
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
    ask: SlotQuery,
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
    ask: SlotQuery,
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
    ask: SlotQuery,
    starts_at: datetime,
    bookings: Iterable[Taking],
    now: datetime,
) -> Slot | None:
    """Return a slot at any instant where there is capacity, all other rules put aside.

    For a booking by hand: outside opening hours, in the past, without rests, for a larger party
    than the service takes online; but never beyond what the resource holds.
    """
    service = _service(settings, ask)
    if service is None or ask.party < 1 or not is_imaginable(starts_at):
        return None
    start, end = utc(starts_at), utc(starts_at) + service.length
    # All of its day: who takes what is in nobody's name is decided as the list of slots does.
    rows = standing(ask, bookings, now, span_of(settings, local_day(settings, start), 1))
    free = [
        staff_id
        for staff_id, taken in by_resource(settings, service, rows).items()
        if ask.staff in (None, staff_id)
        and resource(settings, service, staff_id, taken, buffers=False).free(start, end, ask.party)
    ]
    staff = tuple(staff_id for staff_id in free if staff_id)
    return Slot(start, end, clock_text(start, settings.zone), staff) if free else None


def still_stands(
    settings: ClientSettings,
    booking: Booking,
    bookings: Iterable[Taking],
    now: datetime,
    exclude: str | None = None,
    stand_in: Service | None = None,
) -> bool:
    """Return whether a place given earlier can still be had: not past, still open, still free.

    The notice, the horizon and the grid are not asked again. They were met when the time was
    chosen, and the minutes a person takes to confirm must not cost them their place. `exclude`
    is the booking that is to be moved there, if any; the place itself, and the contact's own
    hold, never stand in their own way.
    """
    service = settings.service(booking.service) or stand_in
    if service is None or booking.datetime < now:
        return False
    others = [row for row in bookings if row.id != booking.id]
    ask = SlotQuery(booking.service, booking.party, booking.staff, booking.contact_id, exclude)
    day = local_day(settings, booking.datetime)
    last = local_day(settings, booking.ends_at)
    search = Search(settings, service, ask, others, now, (day, last))
    return search.still_stands(booking.staff, booking.datetime, booking.ends_at)


def freest_staff(
    settings: ClientSettings, ask: SlotQuery, slot: Slot, bookings: Iterable[Taking], now: datetime
) -> str | None:
    """Return who takes a slot: the free member who has most free time that day (R21).

    On a tie it is the first in the service's list. None: the service names no staff.
    """
    service = _service(settings, ask)
    if len(slot.staff) < 2 or service is None:
        return next(iter(slot.staff), None)
    day = local_day(settings, slot.starts_at)
    search = Search(settings, service, ask, bookings, now, (day, day))
    return max(slot.staff, key=lambda staff_id: search.free_time(staff_id, day))


def as_booked(settings: ClientSettings, booking: Booking) -> Service:
    """Return a booking's service, or what is needed of one that is offered no more (R20)."""
    known = settings.service(booking.service)
    minutes = max(1, (booking.ends_at - booking.datetime) // timedelta(minutes=1))
    party = max(booking.party, 1)
    return known or Service.model_construct(
        id=booking.service,
        name=booking.service_name or booking.service,
        minutes=minutes,
        capacity=party,
        max_party=party,
        staff=(booking.staff,) if booking.staff and settings.member(booking.staff) else (),
    )


def _service(settings: ClientSettings, ask: SlotQuery) -> Service | None:
    return settings.service(ask.service) or ask.stand_in


def _search(
    settings: ClientSettings,
    ask: SlotQuery,
    first: date,
    last: date,
    bookings: Iterable[Taking],
    now: datetime,
) -> Search | None:
    """Return the search of what can be booked of those days; None where there is nothing."""
    service = _service(settings, ask)
    first, last = max(first, first_day(settings, now)), min(last, last_day(settings, now))
    if service is None or first > last or not 1 <= ask.party <= service.max_party:
        return None
    state = bookings.state if isinstance(bookings, Takings) else None
    if state is None:
        return Search(settings, service, ask, bookings, now, (first, last))
    key = (ask, first, last, id(settings))
    known = _searches.find(key, state, settings)
    search = known.at(now) if known else None
    if search is None:
        search = Search(settings, service, ask, bookings, now, (first, last))
        _searches.keep(key, state, settings, search)
    return search
