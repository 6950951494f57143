"""Plain answers: what any flow may ask and keep, whatever it is about."""

from __future__ import annotations

from collections.abc import Mapping

from ..words.fold import clean
from .registry import Call, Reading, Registry

plain_calls = Registry()
"""The vocabulary of no matter in particular, for flows."""

TEXT_LIMIT = 500
"""Characters of an answer in somebody's own words."""


@plain_calls.parser("texto")
def read_text(_: Call, text: str) -> Reading:
    """Anything: kept as one line, without markup, 500 characters at most."""
    kept = clean(text, TEXT_LIMIT)
    return Reading((kept,) if kept else ())


@plain_calls.show("text")
def show_text(_: Call, value: str) -> Mapping[str, str]:
    """What the person wrote."""
    return {"": value}


@plain_calls.show("option")
def show_option(_: Call, value: str) -> Mapping[str, str]:
    """The title of the button that was tapped."""
    return {"": value}
