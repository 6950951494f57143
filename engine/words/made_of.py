"""Whether a text says one thing only: some of its phrases, and nothing beside courtesy."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .fold import fold

_PAUSE = re.compile(r"[\s,.;:!¡?¿]+")
_COURTESY = (
    "gracias",
    "muchas gracias",
    "perdon",
    "disculpa",
    "lo siento",
    "por favor",
    "porfa",
    "🙏",
    "🙂",
)


def is_made_of(text: str, phrases: Iterable[str]) -> bool:
    """Return whether a text says one of these phrases, or several, and nothing beside courtesy.

    Phrases are folded.

    >>> is_made_of("No, no puedo. ¡Gracias!", ["no", "no puedo"])
    True
    >>> is_made_of("No sé, ¿podés a las 11?", ["no", "no puedo"])
    False
    """
    wanted = list(phrases)
    said = " ".join(filter(None, (fold(part) for part in _PAUSE.split(text))))
    known = sorted((*wanted, *_COURTESY), key=len, reverse=True)
    rest = re.sub(rf"(?<!\S)(?:{'|'.join(map(re.escape, known))})(?!\S)", " ", said)
    return not rest.strip() and any(f" {phrase} " in f" {said} " for phrase in wanted)
