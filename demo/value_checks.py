"""Small checks of one value, of which the tables of limits are made.

Each yields a `MetaError` for every fault it finds, and nothing for a good value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .errors import BAD_VALUE, MISSING, MetaError

Errors = Iterator[MetaError]

MARKDOWN = re.compile(r"(?<!\w)([*_~`])(?=\S)[^\n]*?(?<=\S)\1(?!\w)")
"""A pair of WhatsApp's own marks around something, as in `*bold*`, `_italic_`, `~struck~`."""


def width(text: str) -> int:
    """Return the length in UTF-16 units, so that an emoji counts two.

    Meta never says what a character is; the strictest reading keeps us safe.
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def obj(
    holder: Mapping[str, Any], key: str, at: str = ""
) -> tuple[dict[str, Any], list[MetaError]]:
    """Return the object below a key, or an empty one with the fault."""
    value = holder.get(key)
    path = f"{at}.{key}" if at else key
    if value is None:
        return {}, [MetaError(MISSING, f"{path} is required")]
    if not isinstance(value, dict):
        return {}, [MetaError(BAD_VALUE, f"{path} must be an object")]
    return value, []


def items(
    holder: Mapping[str, Any], key: str, at: str, most: int
) -> tuple[list[Any], list[MetaError]]:
    """Return the array below a key, of 1 to `most` objects, or an empty one with the fault."""
    value = holder.get(key)
    path = f"{at}.{key}"
    if value is None:
        return [], [MetaError(MISSING, f"{path} is required")]
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        return [], [MetaError(BAD_VALUE, f"{path} must be an array of objects")]
    if not 1 <= len(value) <= most:
        fault = f"Invalid {path} count. Min allowed: 1, max allowed: {most}, given: {len(value)}"
        return value, [MetaError(BAD_VALUE, fault)]
    return value, []


def text(
    holder: Mapping[str, Any],
    key: str,
    at: str,
    most: int,
    *,
    required: bool = True,
    plain: bool = False,
    tidy: bool = False,
    code: int = BAD_VALUE,
) -> Errors:
    """Check a text: there, not empty, at most `most` UTF-16 units.

    Args:
        holder: the object that carries it.
        key: its name there.
        at: the path of the holder, for the error's details.
        most: how many UTF-16 units it may have.
        required: whether it may be left out (empty it may never be).
        plain: no markdown in it.
        tidy: no space at either end.
        code: the error for a bad value.
    """
    path = f"{at}.{key}"
    value = holder.get(key)
    if value is None:
        if required:
            yield MetaError(MISSING, f"{path} is required")
        return
    if not isinstance(value, str):
        yield MetaError(code, f"{path} must be a string")
    elif not value.strip():
        yield MetaError(code, f"{path} length invalid. Min length: 1, max length: {most}")
    elif width(value) > most:
        yield MetaError(code, f"{path} must be at most {most} characters long")
    elif plain and MARKDOWN.search(value):
        yield MetaError(code, f"{path} must not contain markdown")
    elif tidy and value != value.strip():
        yield MetaError(code, f"{path} must not start or end with spaces")


def one_of(holder: Mapping[str, Any], key: str, at: str, known: frozenset[str]) -> Errors:
    """Check that a value is one of those known."""
    value = holder.get(key)
    path = f"{at}.{key}" if at else key
    if value is None:
        yield MetaError(MISSING, f"{path} is required")
    elif not isinstance(value, str) or value not in known:
        yield MetaError(BAD_VALUE, f"{path} must be one of {', '.join(sorted(known))}")


def unique(values: list[Any], what: str) -> Errors:
    """Check that no value comes twice; Meta compares ids without the spaces at their ends."""
    bare = [value.strip() for value in values if isinstance(value, str)]
    if len(set(bare)) < len(bare):
        yield MetaError(BAD_VALUE, f"Duplicated {what}")


def link(value: object, path: str) -> Errors:
    """Check that a value is a web address."""
    if not isinstance(value, str) or not re.match(r"https?://[^\s/]+", value):
        yield MetaError(BAD_VALUE, f"{path} must be a valid http(s) URL")
