"""The holidays of a client's country and province, as proposals: hours change on its word only.

Calendars disagree, many shops open on bridge days, and a holiday may be decreed after the
calendar's release: see `docs/facts/holidays.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from ..errors import ConflictError
from .hours.open_stretches import Calendar
from .settings.settings import ClientSettings

YEAR_DAYS = 365
_KEPT_WITH_BANKS = frozenset({"UY"})
"""Where schools and shops keep the days that the law gives to banks: carnival, Tourism Week."""


class HolidayStanding(StrEnum):
    """What a client's settings say of a day."""

    OPEN = "open"
    """Open as on any such weekday: somebody has to decide."""
    SPECIAL = "special"
    """It has hours of its own."""
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Holiday:
    """A holiday, by its name in the client's language."""

    day: date
    name: str
    standing: HolidayStanding


def coming_holidays(settings: ClientSettings, first: date, days: int = YEAR_DAYS) -> list[Holiday]:
    """Return the holidays of some days from `first` on, soonest first.

    Raises:
        ConflictError: the client is in no country, or in one without a known calendar.
    """
    import holidays  # noqa: PLC0415  (slow to load, and rarely asked for)

    country = settings.country_code
    if country is None:
        raise ConflictError("Its time zone lies in no country: set `country`.")
    last = first + timedelta(days=days - 1)
    try:
        calendar = holidays.country_holidays(country)
        found: Mapping[date, str] = holidays.country_holidays(
            country,
            subdiv=settings.province,
            years=range(first.year, last.year + 1),
            language=_language(calendar, settings.locale),
            categories=("public", "bank") if country in _KEPT_WITH_BANKS else None,
        )
    except NotImplementedError:
        raise ConflictError(f"No calendar of holidays is known of {country}.") from None
    return [
        Holiday(day, found[day].replace("; ", " · "), _standing(settings, day))
        for day in sorted(found)
        if first <= day <= last
    ]


def closing(settings: Mapping[str, Any], days: Iterable[date]) -> dict[str, Any]:
    """Return a client's settings as JSON, closed on these days as well."""
    special = {**settings.get("special_days", {}), **{day.isoformat(): [] for day in days}}
    return {**settings, "special_days": dict(sorted(special.items()))}


def _language(calendar: Any, locale: str) -> str | None:
    """Return a calendar's language for a locale: one that it knows, else its own.

    Without one, or with one that it does not know (`es-AR`), names silently follow LANG.
    """
    spoken: tuple[str, ...] = calendar.supported_languages
    own: str | None = calendar.default_language
    wanted = locale.replace("-", "_")
    language = wanted.split("_", maxsplit=1)[0]
    fitting = (wanted, language, *(one for one in spoken if one.split("_")[0] == language))
    return next((one for one in fitting if one in spoken), own)


def _standing(settings: ClientSettings, day: date) -> HolidayStanding:
    house = Calendar(settings.zone, settings.hours, settings.special_days)
    staff = (house.of_member(one.hours, one.special_days) for one in settings.staff)
    is_open = any(one.ranges(day) for one in (house, *staff))
    if not is_open:
        return HolidayStanding.CLOSED
    return HolidayStanding.SPECIAL if day in settings.special_days else HolidayStanding.OPEN
