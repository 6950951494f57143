"""A flow file becomes a definition, or all its faults with their lines."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ..errors import Fault, FlowError
from .definition import Flow
from .source import Path, Source, read_source

_TAGS = ("asking", "final")
_SENTENCES = {
    "extra_forbidden": "is no key of the format",
    "missing": "is missing",
    "string_type": "is text",
    "int_type": "is a number",
    "int_parsing": "is a number",
    "dict_type": "is a mapping of keys to values",
    "model_type": "is a mapping of keys to values",
    "tuple_type": "is a list",
    "string_pattern_mismatch": "is a name: lower case letters, digits and underscores",
}


def read_flow(text: str, name: str) -> tuple[Flow, Source]:
    """Read a flow's text; `name` is what its faults call the file.

    Raises:
        FlowError: with every fault of form that the text has.
    """
    source = read_source(text, name)
    try:
        return Flow.model_validate(source.data), source
    except ValidationError as error:
        faults = {_fault(source, details) for details in error.errors(include_url=False)}
        raise FlowError(sorted(faults, key=lambda f: (f.line, f.column)), name) from None


def _fault(source: Source, details: ErrorDetails) -> Fault:
    path = _path(source.data, details["loc"])
    if details["type"] == "missing":
        return source.fault(path[:-1], f"{path[-1]!r} is missing")
    return source.fault(path, _SENTENCES.get(details["type"]) or _plain(details["msg"]))


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ")


def _path(data: Any, location: tuple[str | int, ...]) -> Path:
    """Drop from a location what is no part of the file (tags of unions, `[key]`)."""
    path: list[str | int] = []
    for part in location:
        if part == "[key]" or (part in _TAGS and path[:1] == ["states"] and len(path) == 2):
            continue
        path.append(part)
    return tuple(path)
