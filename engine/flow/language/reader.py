"""A flow file becomes a definition, or all its faults with their lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ...errors import Fault, FlowError
from .definition import Flow
from .format_keys import keys_at
from .suggest import nearest, suggest
from .value_types import LOCALE, SAYING
from .yaml_source import Path, Source, read_source

_TAGS = ("asking", "final")
_MAPPING = ("F013", "is a mapping of keys to values", "write `{key: value}`")
_TEXT = ("F013", "is text", "put it in quotes")
_NUMBER = ("F013", "is a number", "write digits, without quotes")
_KINDS = {
    "string_type": _TEXT,
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "bool_type": ("F013", "is true or false", "write `true` or `false`, without quotes"),
    "bool_parsing": ("F013", "is true or false", "write `true` or `false`, without quotes"),
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
    "tuple_type": ("F013", "is a list", "write it in [square brackets], or each with a dash"),
    "string_pattern_mismatch": (
        "F014",
        "is a name: lower case letters, digits and underscores",
        "begin with a letter; no capitals, accents, blanks or hyphens",
    ),
}
_PATTERNS = {
    LOCALE: ("F014", "is a language: es-AR, pt-BR, en", "write its letters, and the country's two"),
    SAYING: (
        "F014",
        "is a text's name, or a button's as `state.button`",
        "write it as `texts` does, or like `inicio.reservar`",
    ),
}
"""What is written in a way of its own, by its pattern."""
_NOTHING = "write it; if a comma has cut it off the text before it, put that text into quotes"
_UNSEEN = "type it anew: a character in it is no letter and no common blank"
_LIMIT = re.compile(r"Input should be |String should have |Tuple should have ")


def read_flow(text: str, name: str) -> tuple[Flow, Source]:
    """Read a flow's text; `name` is what its faults call the file.

    Raises:
        FlowError: with every fault of form that the text has.
    """
    source = read_source(text, name)
    try:
        return Flow.model_validate(source.data), source
    except ValidationError as error:
        every = error.errors(include_url=False)
        meant = set(_meant(source, every))
        told = (one for one in every if _path(source.data, one["loc"]) not in meant)
        faults = {_fault(source, details) for details in told}
        raise FlowError(sorted(faults, key=lambda f: f.place), name) from None


def _meant(source: Source, every: list[ErrorDetails]) -> Iterator[Path]:
    """Yield what is missing only because its key is misspelt: that is told at the key."""
    for details in every:
        if details["type"] == "extra_forbidden":
            *around, key = _path(source.data, details["loc"])
            if found := nearest(str(key), keys_at(source.data, tuple(around))):
                yield (*around, found)


def _fault(source: Source, details: ErrorDetails) -> Fault:
    kind, path = details["type"], _path(source.data, details["loc"])
    if kind == "missing":
        return source.fault(path[:-1], f"{path[-1]!r} is missing", "F012", f"add `{path[-1]}: …`")
    if kind == "extra_forbidden":
        known, key = keys_at(source.data, path[:-1]), str(path[-1])
        hint = suggest(key, known) or f"there are {', '.join(sorted(known))}"
        hint = _UNSEEN if _hides(key) else hint
        return source.fault(path, "is no key of the format", "F011", hint)
    if kind in _KINDS:
        pattern = str(details.get("ctx", {}).get("pattern", ""))
        code, message, hint = _PATTERNS.get(pattern, _KINDS[kind])
        given = details["input"]
        hint = _NOTHING if given is None else _UNSEEN if _hides(given) else hint
        return source.fault(path, message, code, hint)
    if kind == "value_error":
        message = details["msg"].removeprefix("Value error, ")
        return source.fault(path, message, "F016", "write it in that way")
    if kind == "too_short":
        return source.fault(path, "holds nothing", "F015", "add one, or take it out")
    return source.fault(path, details["msg"], "F015", _limit(details))


def _hides(given: Any) -> bool:
    """Return whether a text has a blank or a mark in it that looks like another, or like none."""
    return isinstance(given, str) and any(
        unicodedata.category(char) in ("Zs", "Cf") and char != " " for char in given
    )


def _limit(details: ErrorDetails) -> str:
    """Return what the value may be, in a few words."""
    meant = re.findall(r"'([^']*)'", str(details.get("ctx", {}).get("expected", "")))
    found = suggest(str(details["input"]), meant) if meant else ""
    return found or _LIMIT.sub("take ", details["msg"])


def _path(data: Any, location: tuple[str | int, ...]) -> Path:
    """Drop from a location what is no part of the file (tags of unions, `[key]`)."""
    path: list[str | int] = []
    for part in location:
        if part == "[key]" or (part in _TAGS and path[:1] == ["states"] and len(path) == 2):
            continue
        path.append(part)
    return tuple(path)
