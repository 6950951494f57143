"""The kinds of value that settings are made of, each with the words that refuse it."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from ..flow.language.value_types import read_duration
from ..words.fold import NAME_LIMIT

MONTH_MINUTES = 31 * 24 * 60
YEAR_MINUTES = 366 * 24 * 60
_PRICE_LIMIT = 10**12


class Part(BaseModel):
    """A frozen piece of settings; an unknown key is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def refuse(message: str) -> PydanticCustomError:
    """Return the error to raise for a value that `message` speaks about."""
    return PydanticCustomError("refused", "{message}", {"message": message})


def matching(pattern: str, message: str) -> AfterValidator:
    """Return a check that a text matches `pattern` as a whole (ASCII)."""
    whole = re.compile(pattern, re.ASCII)

    def check(text: str) -> str:
        if not whole.fullmatch(text):
            raise refuse(message)
        return text

    return AfterValidator(check)


def at_most(most: int) -> AfterValidator:
    """Return a check that a list has no more items."""

    def check(items: tuple[Any, ...]) -> tuple[Any, ...]:
        if len(items) > most:
            raise refuse(f"must have at most {most}")
        return items

    return AfterValidator(check)


def filled(text: str) -> str:
    """Return a text that says something.

    Raises:
        PydanticCustomError: it is blank.
    """
    if not text.strip():
        raise refuse("must not be blank")
    return text


def _price(value: Any) -> Any:
    """A number becomes its text; a text stays as the merchant wrote it."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if not 0 <= value < _PRICE_LIMIT:  # NaN lies nowhere
        raise refuse("must be between 0 and a million million")
    return str(int(value)) if value == int(value) else format(Decimal(repr(value)), "f")


def _span(value: Any) -> timedelta:
    try:
        return read_duration(value)
    except ValueError:
        raise refuse("must be a number and a unit, such as 30s, 10m, 23h or 2d") from None


Text = Annotated[str, Strict()]
Flag = Annotated[bool, Strict()]
Span = Annotated[
    timedelta,
    BeforeValidator(_span),
    WithJsonSchema({"type": "string", "pattern": "^[1-9][0-9]{0,4}[smhd]$"}),
]
Tries = Annotated[int, Strict(), Field(ge=1, le=9)]
Count = Annotated[int, Strict(), Field(ge=1, le=100_000)]
Minutes = Annotated[int, Strict(), Field(ge=1, le=MONTH_MINUTES)]
Gap = Annotated[int, Strict(), Field(ge=0, le=MONTH_MINUTES)]
LongMinutes = Annotated[int, Strict(), Field(ge=1, le=YEAR_MINUTES)]
Notice = Annotated[int, Strict(), Field(ge=0, le=10 * YEAR_MINUTES)]
Days = Annotated[int, Strict(), Field(ge=0, le=3_660)]
Id = Annotated[
    Text, matching(r"[A-Za-z0-9._-]{1,64}", "must be 1 to 64 letters, digits, '.', '_' or '-'")
]
Name = Annotated[Text, Field(max_length=NAME_LIMIT), AfterValidator(filled)]
Line = Annotated[Text, Field(max_length=300), AfterValidator(filled)]
"""A question or a phrase of somebody's: never blank."""
Country = Annotated[
    Text, matching(r"[A-Z]{2}", "must be a country's two capital letters (ISO 3166), such as AR")
]
Province = Annotated[
    Text, matching(r"[A-Z0-9]{1,3}", "must be a province's code (ISO 3166-2), such as M of AR-M")
]
Url = Annotated[
    Text,
    Field(max_length=2_000),
    matching(r"https?://[^\s/]+\S*", "must be a link that begins with https://"),
]
Words = Annotated[Text, Field(max_length=4_096)]
Phone = Annotated[Text, matching(r"[0-9]{6,20}", "must be 6 to 20 digits")]
Currency = Annotated[Text, matching(r"[A-Z]{3}", "must be three capital letters (ISO 4217)")]
Locale = Annotated[
    Text, matching(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*", "must be a locale such as es-AR")
]
Price = Annotated[Text, Field(max_length=100), BeforeValidator(_price)]
