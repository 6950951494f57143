"""Free times: `/api/clients/S/availability`."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import falcon
from pydantic import Field

from ...engine.booking.availability.availability import SlotQuery, slots_between
from ...engine.booking.desk import takings_on
from ...engine.booking.settings.settings import ClientSettings
from ...engine.errors import Fault
from ...engine.office.merchants import find_client
from ...engine.ports import Transaction
from ..edge import Edge
from .auth import AdminAuth
from .field_types import Date, Days, Party, Text
from .serializers import known_settings
from .validation import RequestModel, parse_query, raise_any


class AvailabilityQuery(RequestModel):
    """A service and the days, with who comes and who serves."""

    service: Text
    first: Date = Field(alias="from")
    days: Days = 1
    party: Party = 1
    staff: Text | None = None
    exclude: Text | None = None

    @property
    def dates(self) -> list[date]:
        """Each asked day, in order."""
        return [self.first + timedelta(days=number) for number in range(self.days)]


class Availability:
    """`GET`: each asked day with its slots; a closed one, or one out of reach, has none."""

    limited = True

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._admin = AdminAuth(edge.config.admin_token)

    def on_get(self, req: falcon.Request, resp: falcon.Response, slug: str) -> None:
        """Answer `{"timezone", "days": [{"date", "slots": ["09:00", …]}]}`.

        A party larger than the service takes finds no slots; a service or a staff member that
        the client does not have is a fault.
        """
        any_status = self._admin.sent(req)
        resp.media = self._edge.store.read(lambda tx: self._answer(tx, req, slug, any_status))

    def _answer(
        self, tx: Transaction, req: falcon.Request, slug: str, any_status: bool
    ) -> dict[str, Any]:
        client = find_client(tx, slug, any_status=any_status)
        asked = parse_query(req, AvailabilityQuery)
        settings = known_settings(client)
        raise_any(_faults(settings, asked))
        now, dates = self._edge.clock.now(), asked.dates
        days = (asked.first, asked.days)
        bookings = takings_on(tx.bookings, client.id, settings, days, now)
        ask = SlotQuery(asked.service, asked.party, staff=asked.staff, exclude=asked.exclude)
        found = dict(slots_between(settings, ask, dates[0], dates[-1], bookings, now))
        return {
            "timezone": settings.timezone,
            "days": [
                {"date": day.isoformat(), "slots": [slot.label for slot in found.get(day, ())]}
                for day in dates
            ],
        }


def _faults(settings: ClientSettings, asked: AvailabilityQuery) -> list[Fault]:
    faults = []
    if settings.service(asked.service) is None:
        faults.append(Fault("service", "is not the id of a service of this client"))
    if asked.staff is not None and settings.member(asked.staff) is None:
        faults.append(Fault("staff", "is not the id of anyone of this client's staff"))
    return faults
