"""Texts of the outside, made fit for a database and for a line."""

from __future__ import annotations

import re

from . import patterns

REPLACEMENT = "\ufffd"
NAME_LIMIT = 100
_UNSTORABLE = re.compile(patterns.NO_TEXT)
_CONTROLS = re.compile(patterns.NO_LINE)
_NAME = re.compile(patterns.NAME)


def storable(text: str) -> str:
    """Return the text with U+FFFD for what PostgreSQL and UTF-8 refuse: NUL, lone surrogates."""
    return _UNSTORABLE.sub(REPLACEMENT, text)


def is_storable(text: str) -> bool:
    """Return whether there is nothing to replace."""
    return _UNSTORABLE.search(text) is None


def one_line(text: str, limit: int = NAME_LIMIT) -> str:
    """Return the text as one line of at most `limit` characters, without control characters."""
    spaced = storable(" ".join(text.replace("\x00", "").split()))
    return " ".join(_CONTROLS.sub("", spaced).split())[:limit].rstrip()


def has_controls(text: str) -> bool:
    """Return whether a text holds what no line can show."""
    return _CONTROLS.search(text) is not None


def is_name(text: str) -> bool:
    """Return whether a text is one line with something to see in it."""
    return _NAME.fullmatch(text) is not None


def word(value: object) -> str:
    """Return an id as text, whatever JSON it came as; empty for what is none."""
    if isinstance(value, str):
        return storable(value).strip()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return ""
