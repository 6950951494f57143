"""The kinds of value that requests are made of, each with the words that refuse it."""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from ..engine.model import BookingStatus, ClientStatus
from .texts import has_controls

NAME_LIMIT = 100
NOTES_LIMIT = 1000
PAGE_LIMIT = 1000
_PHONE = re.compile(r"[0-9]{6,20}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YEARS = range(2000, 2200)


def _name(text: str) -> str:
    if not text.strip() or has_controls(text) or len(text) > NAME_LIMIT:
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


def _phone(text: str) -> str:
    if not _PHONE.fullmatch(text):
        raise ValueError("must be 6 to 20 digits")
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


def _one_of(kind: type[StrEnum]) -> BeforeValidator:
    def check(value: Any) -> StrEnum:
        if isinstance(value, str) and value in set(kind):
            return kind(value)
        raise ValueError(f"must be one of {', '.join(kind)}")

    return BeforeValidator(check)


Name = Annotated[str, AfterValidator(_name)]
Line = Annotated[str, AfterValidator(_line)]
Notes = Annotated[str, AfterValidator(_notes)]
Phone = Annotated[str, AfterValidator(_phone)]
Date = Annotated[date, BeforeValidator(_date)]
Instant = Annotated[datetime, BeforeValidator(_instant)]
Limit = Annotated[int, BeforeValidator(_count), _within(1, PAGE_LIMIT)]
Days = Annotated[int, BeforeValidator(_count), _within(1, 62)]
Party = Annotated[int, BeforeValidator(_count), _within(1, 100_000)]
StatusOfClient = Annotated[ClientStatus, _one_of(ClientStatus)]
StatusOfBooking = Annotated[BookingStatus, _one_of(BookingStatus)]
