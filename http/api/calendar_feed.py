"""Bookings as a calendar: a client's feed, read-only, and the file of one booking."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import falcon

from ...engine.booking.settings.settings import (
    ClientSettings,
    service_name,
    settings_of,
    staff_name,
)
from ...engine.errors import NotFoundError
from ...engine.model import Booking, BookingStatus, Client, Scope
from ...engine.office.client_access import digest_of
from ...engine.office.merchants import find_client
from ...engine.ports import Transaction
from ...engine.words.fold import clean
from ..edge import Edge

MEDIA = "text/calendar; charset=utf-8"
KEPT = timedelta(days=30)
"""How long what is over, or was cancelled, stays in a feed."""
_REFRESH = timedelta(hours=1)
_STATUSES = {
    BookingStatus.PENDING: "TENTATIVE",
    BookingStatus.CONFIRMED: "CONFIRMED",
    BookingStatus.COMPLETED: "CONFIRMED",
    BookingStatus.NO_SHOW: "CONFIRMED",
    BookingStatus.CANCELLED: "CANCELLED",
    BookingStatus.REJECTED: "CANCELLED",
    BookingStatus.EXPIRED: "CANCELLED",
}
_PAGE = 500


class CalendarFeed:
    """`GET /api/clients/S/calendar.ics?token=T`: what calendars subscribe to."""

    limited = True

    def __init__(self, edge: Edge) -> None:
        self._edge = edge

    def on_get(self, req: falcon.Request, resp: falcon.Response, slug: str) -> None:
        """Answer the feed, of one staff member with `staff`; 404 for a wrong token."""
        token, staff = req.get_param("token") or "", req.get_param("staff")
        now = self._edge.clock.now()
        resp.data = self._edge.store.read(lambda tx: _feed(tx, slug, token, staff, now))
        resp.content_type = MEDIA
        resp.set_header("Cache-Control", "private, max-age=300")


def _feed(tx: Transaction, slug: str, token: str, staff: str | None, now: datetime) -> bytes:
    client = find_client(tx, slug, any_status=True)
    known = tx.tokens.find(digest_of(token)) if token else None
    if known is None or known.scope is not Scope.CALENDAR or known.client_id != client.id:
        raise NotFoundError("There is no such feed.")
    rows = [row for row in _rows(tx, client, now) if staff in (None, row.staff)]
    return calendar(client, settings_of(client), rows, now)


def _rows(tx: Transaction, client: Client, now: datetime) -> Iterable[Booking]:
    """Yield what has begun in the last thirty days or is to come; a mere hold never was booked."""
    after: str | None = None
    while True:
        page = tx.bookings.page(
            client.id, start=now - KEPT, statuses=tuple(_STATUSES), after=after, limit=_PAGE
        )
        yield from (row for row in page if row.sequence or row.session_id is None)
        if len(page) < _PAGE:
            return
        after = page[-1].id


def calendar(
    client: Client, settings: ClientSettings, rows: Iterable[Booking], now: datetime
) -> bytes:
    """Return bookings as iCalendar, with the client's time zone as Milo reckons by it."""
    from icalendar import Calendar, Timezone, vDuration  # here: no start should wait for it

    found: Any = Calendar()
    found.add("prodid", "-//Milo//milo//ES")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", clean(client.name, 100))  # the library refuses line breaks there
    found.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    found.add("x-published-ttl", vDuration(_REFRESH))
    for row in rows:
        found.add_component(_event(client, settings, row))
    if found.get_missing_tzids():  # by itself the library describes the machine's own zone
        first = now.date() - timedelta(days=400)
        found.subcomponents.insert(0, Timezone.from_tzinfo(settings.zone, first_date=first))
    return bytes(found.to_ical())


def _event(client: Client, settings: ClientSettings, row: Booking) -> Any:
    from icalendar import Event

    event: Any = Event()
    event.add("uid", row.id)
    event.add("sequence", row.sequence)
    event.add("dtstamp", row.updated_at.astimezone(UTC))
    event.add("last-modified", row.updated_at.astimezone(UTC))
    event.add("dtstart", _local(row.datetime, settings))
    event.add("dtend", _local(row.ends_at, settings))
    event.add("status", _STATUSES[row.status])
    names = [service_name(settings, row), row.name, staff_name(settings, row)]
    event.add("summary", " · ".join(filter(None, names)))
    people = f"{row.party} personas" if row.party > 1 else ""
    if told := "\n".join(filter(None, [people, row.notes])):
        event.add("description", told)
    if settings.address:
        event.add("location", settings.address)
    return event


def _local(moment: datetime, settings: ClientSettings) -> datetime:
    """Return an instant by the client's clock; in UTC where that shows the hour twice.

    Nothing in a local time says which of the two is meant. RFC 5545 means the first, ical.js and
    node-ical read the second.
    """
    local = moment.astimezone(settings.zone)
    other = local.replace(fold=1 - local.fold)
    return local if other.utcoffset() == local.utcoffset() else moment.astimezone(UTC)
