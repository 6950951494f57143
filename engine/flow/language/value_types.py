"""The small kinds of values that the format is made of: names, durations, conditions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainValidator,
    Strict,
    StringConstraints,
    WithJsonSchema,
)

NAME = r"^[a-z][a-z0-9_]{0,39}$"
Name = Annotated[str, StringConstraints(pattern=NAME)]
"""Of a state, slot, exit, text, action: lower case, digits, underscores."""

_NAME = re.compile(NAME)
_DURATION = re.compile(r"([1-9][0-9]{0,4})([smhd])")
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def read_duration(value: Any) -> timedelta:
    """Read `30s`, `10m`, `23h` or `2d`; what is one already stays."""
    if isinstance(value, timedelta):
        return value
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if not match:
        raise ValueError("a duration is a number and a unit: 30s, 10m, 23h, 2d")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


NUMBERS = ("number", "amount", "party")
"""Types of which one value is more than another."""
TEXT = "text"
"""Somebody's own words: the type that has a length."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a number in a slot has to lie between, both included; None: no bound."""

    min: Decimal | None = None
    max: Decimal | None = None

    def __contains__(self, value: object) -> bool:
        """Return whether a value is a number within; of a text that is none, False."""
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            return False
        low, high = self.min is None or number >= self.min, self.max is None or number <= self.max
        return low and high


Wanted = bool | tuple[str, ...] | Bounds
"""What a slot has to hold: one of these values; a number within; anything (true); nothing."""


def read_condition(value: Any) -> str | Mapping[str, Wanted]:
    """Read what `if` may say: a guard's name, or what some slots have to hold."""
    if isinstance(value, str) and _NAME.fullmatch(value):
        return value
    if not isinstance(value, Mapping) or not value:
        raise ValueError("is a guard's name, or slots with the values that they may have")
    for slot in value:
        if not (isinstance(slot, str) and _NAME.fullmatch(slot)):
            raise ValueError(f"{slot!r} is no slot's name")
    return {slot: _wanted(slot, wanted) for slot, wanted in value.items()}


def _wanted(slot: str, value: Any) -> Wanted:
    if isinstance(value, bool):
        return value
    if isinstance(value, Mapping):
        return _bounds(slot, value)
    values = value if isinstance(value, list | tuple) else [value]
    if not values or any(isinstance(one, bool) or not isinstance(one, str | int) for one in values):
        told = "a value, a list of values, {min: …, max: …}, true or false"
        raise ValueError(f"{slot} is compared with {told}")
    return tuple(str(one) for one in values)


def _bounds(slot: str, value: Mapping[Any, Any]) -> Bounds:
    known = value and value.keys() <= {"min", "max"}
    if not known or any(not _NUMBER.fullmatch(str(one)) for one in value.values()):
        raise ValueError(f"{slot} lies between numbers: {{min: 18}}, {{min: 1, max: 6}}")
    bounds = {key: Decimal(str(one)) for key, one in value.items()}
    if len(bounds) > 1 and bounds["min"] > bounds["max"]:
        raise ValueError(f"{slot} lies between nothing: `min` is more than `max`")
    return Bounds(**bounds)


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Whole = Annotated[int, Strict()]
"""A number in digits: `"2"` in quotes is a text."""
Flag = Annotated[bool, Strict()]
"""`true` or `false`: `yes` is a word."""
_VALUE = {"type": ["string", "integer"]}
_WITHIN = {
    "type": "object",
    "properties": {"min": {"type": ["number", "string"]}, "max": {"type": ["number", "string"]}},
    "additionalProperties": False,
    "minProperties": 1,
}
_VALUES = {"type": "array", "items": _VALUE, "minItems": 1}
_WANTED = {"anyOf": [{"type": "boolean"}, _VALUE, _VALUES, _WITHIN]}
Condition = Annotated[
    str | Mapping[str, Wanted],
    PlainValidator(read_condition),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": NAME},
                {"type": "object", "additionalProperties": _WANTED, "minProperties": 1},
            ]
        }
    ),
]
"""A guard's name, or what each of some slots has to hold."""
Duration = Annotated[
    timedelta,
    BeforeValidator(read_duration),
    WithJsonSchema({"type": "string", "pattern": f"^{_DURATION.pattern}$"}),
]
Says = Annotated[tuple[Name, ...], BeforeValidator(_listed)]
"""One text's name, or one for each try."""
Names = Annotated[tuple[Name, ...], BeforeValidator(_listed)]
"""One name, or several."""
SAYING = r"^[a-z][a-z0-9_]{0,39}(\.[a-z][a-z0-9_]{0,39})?$"
Saying = Annotated[str, StringConstraints(pattern=SAYING)]
"""A text's name, or a button's as `state.button`."""
LOCALE = r"^[A-Za-z]{2,3}([-_][A-Za-z]{4})?([-_]([A-Za-z]{2}|[0-9]{3}))?([-_][A-Za-z0-9]{5,8})*$"
Locale = Annotated[str, StringConstraints(pattern=LOCALE)]
"""A language, and where it is spoken: `es`, `es-AR`, `es-419`, `zh-Hant-TW`."""
Word = Annotated[str, StringConstraints(min_length=1, max_length=60)]


Title = Annotated[str, StringConstraints(min_length=1, max_length=20)]
"""A button's, in its limit of 20 characters."""


class Part(BaseModel):
    """Any mapping of the format: frozen, and a key that it doesn't know is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)
