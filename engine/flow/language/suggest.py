"""What somebody may have meant by a name that is not there."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process, utils

NEAR = 60.0
"""A score from which a name is suggested."""
_SHOWN = 8


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the name that somebody may have meant by `name`, if one is near."""
    found = process.extractOne(
        name, sorted(known), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=NEAR
    )
    return found[0] if found else None


def suggest(name: str, known: Iterable[str]) -> str:
    """Return "did you mean 'x'?", or the names that there are, if they are few."""
    names = sorted(known)
    if found := nearest(name, names):
        return f"did you mean {found!r}?"
    if names and len(names) <= _SHOWN:
        return f"there {'are' if len(names) > 1 else 'is'} {', '.join(names)}"
    return ""
