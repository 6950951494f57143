"""What the tests of this folder build with."""

from datetime import UTC, datetime, timedelta

from milo.engine.booking.settings import read_settings
from milo.engine.model import Booking, BookingStatus

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # a Monday, 09:00 in Buenos Aires
ALL_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def every_day(*ranges):
    return {day: [list(one) for one in ranges] for day in ALL_WEEK}


def service(minutes=60, **more):
    return {"id": "s", "name": "S", "minutes": minutes, **more}


def raw(*ranges, services=None, **more):
    return {
        "services": services or [service()],
        "hours": every_day(*(ranges or (("09:00", "13:00"),))),
        **more,
    }


def settings(*ranges, services=None, **more):
    return read_settings(raw(*ranges, services=services, **more))


def utc(text):
    return datetime.fromisoformat(text).astimezone(UTC)


def booking(start, minutes=60, **more):
    start = utc(start) if isinstance(start, str) else start
    values = {
        "id": f"b{start:%d%H%M}",
        "client_id": "c",
        "service": "s",
        "datetime": start,
        "ends_at": start + timedelta(minutes=minutes),
        "status": BookingStatus.CONFIRMED,
        "created_at": NOW,
        "updated_at": NOW,
        **more,
    }
    return Booking(**values)


def labels(slots):
    return [slot.label for slot in slots]
