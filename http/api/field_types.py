"""The kinds of value that requests are made of.

Each comes with the words that refuse it, and with what `/openapi.json` says of it.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from ...engine.model import BOOKED, NOTES_LIMIT, BookingStatus, ClientStatus
from ...engine.office.slugs import LEAST, MOST
from ...engine.words.fold import NAME_LIMIT
from .. import text
from ..text import has_controls, is_name

PAGE_LIMIT = 1000
DAYS_LIMIT = 62
PARTY_LIMIT = 100_000
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YEARS = range(2000, 2200)


def _name(text: str) -> str:
    if len(text) > NAME_LIMIT or not is_name(text):
        raise ValueError(f"must be one line of 1 to {NAME_LIMIT} characters")
    return text.strip()


def _line(text: str) -> str:
    if has_controls(text) or len(text) > NAME_LIMIT:
        raise ValueError(f"must be one line of at most {NAME_LIMIT} characters")
    return text.strip()


def _notes(text: str) -> str:
    if len(text) > NOTES_LIMIT:
        raise ValueError(f"must have at most {NOTES_LIMIT} characters")
    return text


def _date(value: Any) -> date:
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            found = date.fromisoformat(value)
        except ValueError:
            pass
        else:
            if found.year in _YEARS:
                return found
    raise ValueError("must be a date that exists, written YYYY-MM-DD, from 2000 to 2199")


def _instant(value: Any) -> datetime:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.utcoffset() is None or found.year not in _YEARS:
        raise ValueError("must be an ISO 8601 time with its offset (2026-11-27T16:30:00-03:00)")
    return found


def _count(value: Any) -> int:
    """A number of the query string, which is text."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    raise ValueError("must be a whole number")


def _within(least: int, most: int) -> AfterValidator:
    def check(number: int) -> int:
        if not least <= number <= most:
            raise ValueError(f"must be from {least} to {most}")
        return number

    return AfterValidator(check)


def _one_of(*allowed: StrEnum) -> BeforeValidator:
    by_value = {str(each): each for each in allowed}

    def check(value: Any) -> StrEnum:
        if isinstance(value, str) and value in by_value:
            return by_value[value]
        raise ValueError(f"must be one of {', '.join(by_value)}")

    return BeforeValidator(check)


def matching(pattern: str, words: str) -> AfterValidator:
    """Return a check that a text is as `pattern` says; `words` refuse it."""
    whole = re.compile(pattern)

    def check(text: str) -> str:
        if not whole.fullmatch(text):
            raise ValueError(words)
        return text

    return AfterValidator(check)


def text_schema(pattern: str, most: int | None = None, least: int = 0) -> WithJsonSchema:
    """Return what is said of a text."""
    limits = {"minLength": least or None, "maxLength": most}
    given = {key: value for key, value in limits.items() if value is not None}
    return WithJsonSchema({"type": "string", **given, "pattern": pattern})


def _number_schema(least: int, most: int) -> WithJsonSchema:
    return WithJsonSchema({"type": "integer", "minimum": least, "maximum": most})


def _enum_schema(*allowed: StrEnum) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": [str(each) for each in allowed]})


Name = Annotated[str, AfterValidator(_name), text_schema(text.NAME, NAME_LIMIT, 1)]
Line = Annotated[str, AfterValidator(_line), text_schema(text.LINE, NAME_LIMIT)]
Notes = Annotated[str, AfterValidator(_notes), text_schema(text.TEXT, NOTES_LIMIT)]
TypedPhone = Annotated[
    str,
    matching(text.TYPED_PHONE, "must be a phone, 6 to 20 digits in any spelling"),
    text_schema(text.TYPED_PHONE),
]
Text = Annotated[str, text_schema(text.TEXT, least=1)]
SlugText = Annotated[str, text_schema(text.SLUG, MOST, LEAST)]
Date = Annotated[date, BeforeValidator(_date), text_schema(text.DATE)]
Instant = Annotated[datetime, BeforeValidator(_instant), text_schema(text.INSTANT)]
Limit = Annotated[
    int, BeforeValidator(_count), _within(1, PAGE_LIMIT), _number_schema(1, PAGE_LIMIT)
]
Days = Annotated[
    int, BeforeValidator(_count), _within(1, DAYS_LIMIT), _number_schema(1, DAYS_LIMIT)
]
Party = Annotated[
    int, BeforeValidator(_count), _within(1, PARTY_LIMIT), _number_schema(1, PARTY_LIMIT)
]
Guests = Annotated[int, _within(1, PARTY_LIMIT), _number_schema(1, PARTY_LIMIT)]
StatusOfClient = Annotated[ClientStatus, _one_of(*ClientStatus), _enum_schema(*ClientStatus)]
StatusOfBooking = Annotated[BookingStatus, _one_of(*BookingStatus), _enum_schema(*BookingStatus)]
StatusByHand = Annotated[BookingStatus, _one_of(*BOOKED), _enum_schema(*BOOKED)]
