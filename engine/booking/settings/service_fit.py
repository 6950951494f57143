"""Finds services that no opening is long enough for, by the wall clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ...errors import Fault
from ...zone_source import zone
from ..hours.open_stretches import Calendar, opening
from ..hours.opening_hours import Hours, SpecialDays
from ..setting_types import MONTH_MINUTES
from .faults import objects, path_of, texts, whole

_HOURS: TypeAdapter[Hours] = TypeAdapter(Hours)
_SPECIAL_DAYS: TypeAdapter[SpecialDays] = TypeAdapter(SpecialDays)
_SOME_DAY = date(2001, 1, 1)
_TWO_WEEKS = timedelta(days=14)
_LONGEST = timedelta(minutes=MONTH_MINUTES)


class Openings:
    """The longest openings of a calendar."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar

    def fit(self, length: timedelta) -> bool:
        """Return whether some opening is as long as `length`."""
        return self._in_a_week >= length or self._around_special_days >= length

    @cached_property
    def _in_a_week(self) -> timedelta:
        plain = replace(self._calendar, special_days={})
        return _longest(plain, _SOME_DAY, _SOME_DAY + _TWO_WEEKS)

    @cached_property
    def _around_special_days(self) -> timedelta:
        days = self._calendar.special_days
        return max((_longest(self._calendar, day, day) for day in days), default=timedelta())


def never_fits(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield a fault for each service that fits no opening of those who do it."""
    try:
        special = _SPECIAL_DAYS.validate_python(data.get("special_days", {}))
        shop = Calendar(zone("UTC"), _HOURS.validate_python(data.get("hours")), special)
        members = _members(data, shop)
    except ValidationError:
        return
    everyone = Openings(shop)
    for index, service in objects(data, "services"):
        length = whole(service.get("minutes"), 0)
        doers = [members[name] for _, name in texts(service.get("staff")) if name in members]
        if 0 < length <= MONTH_MINUTES and not _any_fits(doers or [everyone], length):
            words = "is longer than any opening: it could never be booked"
            yield Fault(path_of(("services", index, "minutes")), words)


def _members(data: Mapping[str, Any], shop: Calendar) -> dict[str, Openings]:
    return {
        name: Openings(
            shop.of_member(
                _HOURS.validate_python(member.get("hours", {})),
                _SPECIAL_DAYS.validate_python(member.get("special_days", {})),
            )
        )
        for _, member in objects(data, "staff")
        if isinstance(name := member.get("id"), str)
    }


def _any_fits(calendars: list[Openings], minutes: int) -> bool:
    length = timedelta(minutes=minutes)
    return any(openings.fit(length) for openings in calendars)


def _longest(calendar: Calendar, first: date, last: date) -> timedelta:
    found = opening(calendar, first, last, _LONGEST)
    return max((s.end - s.start for s in found.stretches), default=timedelta())
