"""Texts of the outside, made fit for a database and for a line."""

from __future__ import annotations

import re

REPLACEMENT = "\ufffd"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
NAME_LIMIT = 100


def storable(text: str) -> str:
    """Return the text with U+FFFD for what PostgreSQL and UTF-8 refuse: NUL, lone surrogates."""
    return _UNSTORABLE.sub(REPLACEMENT, text)


def is_storable(text: str) -> bool:
    """Return whether there is nothing to replace."""
    return _UNSTORABLE.search(text) is None


def one_line(text: str, limit: int = NAME_LIMIT) -> str:
    """Return the text as one line of at most `limit` characters, without control characters."""
    shown = _CONTROLS.sub("", " ".join(text.split()))
    return " ".join(storable(shown).split())[:limit].rstrip()


def has_controls(text: str) -> bool:
    """Return whether a text holds what no line can show."""
    return _CONTROLS.search(text) is not None


def word(value: object) -> str:
    """Return an id as text, whatever JSON it came as; empty for what is none."""
    if isinstance(value, str):
        return storable(value).strip()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return ""
