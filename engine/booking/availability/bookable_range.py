"""Which days and instants can be booked at all, whatever is taken (R7, R8, R14)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from ..hours.timezones import CLOCK_SHIFT, midnight
from ..settings.settings import ClientSettings

_FIRST, _LAST = date(1900, 1, 1), date(3000, 1, 1)
_BEGIN, _END = datetime(1900, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)


def first_day(settings: ClientSettings, now: datetime) -> date:
    """Return the first bookable local day: today, unless `day_before_until` says later."""
    local = now.astimezone(settings.zone)
    until = settings.day_before_until
    if until is None:
        return local.date()
    return local.date() + timedelta(days=1 if local.time() <= until else 2)


def last_day(settings: ClientSettings, now: datetime) -> date:
    """Return the last bookable local day, which is bookable to its end."""
    return now.astimezone(settings.zone).date() + timedelta(days=settings.horizon_days)


def local_day(settings: ClientSettings, moment: datetime) -> date:
    """Return the local day of an instant; of the nearest within reach."""
    return min(max(moment, _BEGIN), _END).astimezone(settings.zone).date()


def is_imaginable(moment: datetime) -> bool:
    """Return whether calendars can reckon around an instant."""
    return _BEGIN <= moment <= _END


def span_of(settings: ClientSettings, first: date, days: int) -> tuple[datetime, datetime]:
    """Return the span `[start, end)`, UTC, whose bookings matter for those local days.

    It reaches as far as the longest service that starts on the last of them, and as the
    longest rest around either. Days beyond reach give the nearest span within it.
    """
    first = min(max(first, _FIRST), _LAST)
    after = min(first + timedelta(days=min(max(days, 1), 10_000)), _LAST + timedelta(days=1))
    rest = max((max(s.before, s.after) for s in settings.services), default=timedelta())
    length = max((s.length for s in settings.services), default=timedelta())
    start = midnight(first, settings.zone) - rest - CLOCK_SHIFT
    return start, midnight(after, settings.zone) + length + rest + CLOCK_SHIFT


def utc(moment: datetime) -> datetime:
    """Return the same instant, told in UTC."""
    return moment.astimezone(UTC)
