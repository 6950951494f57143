"""Why a time that was chosen cannot be had: each reason has its own sentence. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from enum import StrEnum

from ...model import Booking
from ..settings.settings import ClientSettings
from .availability import offered, still_stands
from .slots import SlotQuery


class Reason(StrEnum):
    """Why it cannot be had."""

    TAKEN = "taken"
    """Somebody else has it."""
    CLOSED = "closed"
    """The client is not open then any more, or does not offer it."""
    STAFF_LEFT = "staff_left"
    """The staff member does not do the service any more."""
    LATE = "late"
    """It is over, or too near."""


def why_not_offered(
    settings: ClientSettings, ask: SlotQuery, day: date, label: str, now: datetime
) -> Reason:
    """Return why a slot of a local day is not offered, though it was a while ago."""
    if _has_left(settings, ask.service, ask.staff):
        return Reason.STAFF_LEFT
    if offered(settings, ask, day, label, (), now):
        return Reason.TAKEN
    patient = settings.model_copy(update={"min_notice_minutes": 0, "day_before_until": None})
    early = datetime.combine(day, time(), settings.zone).astimezone(UTC)
    return Reason.LATE if offered(patient, ask, day, label, (), min(early, now)) else Reason.CLOSED


def why_not_had(settings: ClientSettings, place: Booking, now: datetime) -> Reason:
    """Return why a place that was held does not stand any more."""
    if _has_left(settings, place.service, place.staff):
        return Reason.STAFF_LEFT
    if place.datetime < now:
        return Reason.LATE
    return Reason.TAKEN if still_stands(settings, place, (), now) else Reason.CLOSED


def _has_left(settings: ClientSettings, service_id: str, staff_id: str | None) -> bool:
    service = settings.service(service_id)
    return staff_id is not None and service is not None and staff_id not in service.staff
