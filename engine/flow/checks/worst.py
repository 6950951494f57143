"""How long a text may become: as WhatsApp counts, with the longest that it may have to show."""

from __future__ import annotations

from ...messages import width
from ..language.placeholders import fill
from ..play.voice import ASKED_BEHIND, PERMISSION
from .subject import Subject
from .uses import wordings

ASSUMED = 30
"""Characters of what nobody has said the length of."""


def worst(subject: Subject, text: str) -> list[int]:
    """Return how long a text may become, in each language of the flow."""
    return [length(subject, wording) for wording in wordings(subject, text)]


def length(subject: Subject, wording: str, behind: int = 0) -> int:
    """Return how long a wording may become behind so many characters of other texts."""
    return width(fill(wording, lambda name: "x" * _longest(subject, name, behind)))


def _longest(subject: Subject, name: str, behind: int) -> int:
    base, _, suffix = name.partition(".")
    if base == PERMISSION and behind > ASKED_BEHIND:
        return 0
    slot = subject.flow.slots.get(base)
    known = subject.extents.get(slot.type if slot else base, {})
    titles = subject.flow.titles.get(base)
    if titles:
        return max(map(width, titles.values()))
    return known.get(suffix, ASSUMED)
