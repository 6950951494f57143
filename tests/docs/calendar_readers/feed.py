"""The feed whose reading is tabled, and what each of its properties says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from milo.engine.booking.settings.settings import read_settings
from milo.engine.model import Booking, BookingStatus, Client, ClientStatus
from milo.http.api.calendar_feed import calendar

NOW = datetime(2027, 4, 1, 12, tzinfo=UTC)
_SETTINGS = {
    "timezone": "America/Santiago",
    "services": [{"id": "corte", "name": "Corte, lavado; peinado", "minutes": 45}],
    "hours": {"sat": [["00:00", "24:00"]]},
    "address": "San Martín 123, piso 2; Ñuñoa",
}
_CLIENT = Client("c1", "Lo de Ana, turnos", "ana", None, _SETTINGS, ClientStatus.ACTIVE, NOW, NOW)
_BOOKINGS = {
    "ordinary": (datetime(2027, 4, 3, 13, tzinfo=UTC), BookingStatus.CONFIRMED),
    "waiting": (datetime(2027, 4, 3, 15, tzinfo=UTC), BookingStatus.PENDING),
    "given-up": (datetime(2027, 4, 3, 17, tzinfo=UTC), BookingStatus.CANCELLED),
    # Santiago's clock shows 23:00 to 24:00 twice on 3 April 2027: the second time is given in UTC.
    "repeated": (datetime(2027, 4, 4, 3, 15, tzinfo=UTC), BookingStatus.CONFIRMED),
}
SAID = {
    "PRODID": "-//Milo//milo//ES",
    "VERSION": "2.0",
    "METHOD": "PUBLISH",
    "X-WR-CALNAME": _CLIENT.name,
    "REFRESH-INTERVAL": "PT1H",
    "X-PUBLISHED-TTL": "PT1H",
    "TZID": "America/Santiago",
    "UID": "ordinary",
    "SEQUENCE": "3",
    "DTSTAMP": "2027-04-01T12:00:00Z",
    "LAST-MODIFIED": "2027-04-01T12:00:00Z",
    "DTSTART": "2027-04-03T13:00:00Z",
    "DTSTART, an hour shown twice": "2027-04-04T03:15:00Z",
    "DTEND": "2027-04-03T13:45:00Z",
    "STATUS": "CONFIRMED",
    "STATUS, of what waits": "TENTATIVE",
    "STATUS, of what was given up": "CANCELLED",
    "SUMMARY": "Corte, lavado; peinado · Ana",
    "DESCRIPTION": "2 personas\nLlega tarde, avisó\\ya",
    "LOCATION": _SETTINGS["address"],
}
"""Each property, and its value as the table's readers are asked for it: instants in UTC."""


def written() -> bytes:
    """Return the feed as `GET /api/clients/ana/calendar.ics` has it."""
    bookings = [
        Booking(
            **{"id": key, "client_id": "c1", "service": "corte", "datetime": start},
            **{"ends_at": start + timedelta(minutes=45), "status": status},
            **{"created_at": NOW, "updated_at": NOW, "party": 2, "name": "Ana"},
            **{"notes": "Llega tarde, avisó\\ya", "sequence": 3},
        )
        for key, (start, status) in _BOOKINGS.items()
    ]
    return calendar(_CLIENT, read_settings(_SETTINGS), bookings, NOW)
