"""What a reader found in a text, and the text without it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..wish import Wish

GONE = "#"
"""Stands where something was read, so that what is around it does not grow together."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was read of a text, the words, and the text with `GONE` in their place."""

    wish: Wish | None
    words: str
    rest: str


def nothing(text: str) -> Heard:
    """Return that nothing was read."""
    return Heard(None, "", text)


def cut(text: str, found: re.Match[str], wish: Wish | None) -> Heard:
    """Return a text without what was found in it."""
    rest = f"{text[: found.start()]} {GONE} {text[found.end() :]}"
    return Heard(wish, found[0].strip(), " ".join(rest.split()))
