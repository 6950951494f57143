"""Opening hours as a merchant writes them: hours, ranges, weekdays, dates, closures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Annotated, Any, Literal, NamedTuple, get_args

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetPydanticSchema,
    ValidationInfo,
    field_validator,
)

from ..setting_types import Part, Words, refuse

DAY_MINUTES = 24 * 60
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)

_YEARS = range(1900, 3000)  # room for every zone's arithmetic around them
_HOUR = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", re.ASCII)


class Range(NamedTuple):
    """An opening `[opens, closes)` in minutes after the midnight of the day it belongs to.

    `closes` is always after `opens`; past 1440 it lies on the next day.
    """

    opens: int
    closes: int


def _minutes(value: Any) -> int:
    """`"09:30"` → 570."""
    if not isinstance(value, str):
        raise refuse('must be an hour written as text, such as "09:30"')
    found = _HOUR.fullmatch(value)
    if found is None:
        raise refuse('must be an hour that exists, from "00:00" to "23:59"')
    return int(found[1]) * 60 + int(found[2])


def _end_minutes(value: Any) -> int:
    return DAY_MINUTES if value == "24:00" else _minutes(value)


def _range(pair: tuple[int, int]) -> Range:
    opens, closes = pair
    if opens == closes:
        raise refuse("is empty: it ends when it begins")
    return Range(opens, closes if closes > opens else closes + DAY_MINUTES)


def _date(value: Any) -> date:
    return _calendar(value, _DATE, "a date that exists, written YYYY-MM-DD").date()


def _moment(value: Any) -> datetime:
    return _calendar(value, _MOMENT, "a local time that exists, written YYYY-MM-DDTHH:MM")


def _calendar(value: Any, form: re.Pattern[str], wanted: str) -> datetime:
    if not (isinstance(value, str) and form.fullmatch(value)):
        raise refuse(f"must be {wanted}")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise refuse(f"must be {wanted}") from None
    if moment.year not in _YEARS:
        raise refuse(f"must lie between the years {_YEARS[0]} and {_YEARS[-1]}")
    return moment


def _clock(value: Any) -> time:
    return time(*divmod(_minutes(value), 60))


ClockTime = Annotated[time, BeforeValidator(_clock)]
_Pair = Annotated[
    tuple[Annotated[int, BeforeValidator(_minutes)], Annotated[int, BeforeValidator(_end_minutes)]],
    AfterValidator(_range),
]
Ranges = tuple[
    Annotated[Range, GetPydanticSchema(lambda _, handler: handler.generate_schema(_Pair))], ...
]
Hours = Mapping[Weekday, Ranges]
SpecialDays = Mapping[Annotated[date, BeforeValidator(_date)], Ranges]


class Closure(Part):
    """Time taken away, `[start, end)` by the local clock (naive)."""

    start: Annotated[datetime, BeforeValidator(_moment)] = Field(alias="from")
    end: Annotated[datetime, BeforeValidator(_moment)] = Field(alias="to")
    reason: Words = ""

    @field_validator("end")
    @classmethod
    def _after_start(cls, end: datetime, info: ValidationInfo) -> datetime:
        start = info.data.get("start")
        if start is not None and end <= start:
            raise refuse("must be after `from`")
        return end
