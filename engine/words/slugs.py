"""Slugs, as people send them."""

from __future__ import annotations

import re

from .fold import fold

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def is_slug(text: str) -> bool:
    """Return whether a text is a well-formed slug: 2 to 63 characters."""
    return 2 <= len(text) <= 63 and _SLUG.fullmatch(text) is not None


def slug_in(text: str) -> str | None:
    """Return the slug that a text may be: case, accents and punctuation at its ends aside."""
    folded = fold(text[:200])
    return folded if is_slug(folded) else None
