"""What may be a slug, and how one is made of a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from slugify import slugify

LEAST, MOST = 2, 63
ROUTES = frozenset(
    {"api", "phone", "healthz", "readyz", "metrics", "webhook", "admin", "static", "assets"}
    | {"docs", "openapi", "favicon", "robots", "sitemap"}
)
"""First parts of paths, today's and tomorrow's: no client is called so."""
RULE = f"must be {LEAST} to {MOST} of a-z and 0-9, with single hyphens between them"
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def is_slug(text: str) -> bool:
    """Return whether the text has a slug's shape."""
    return LEAST <= len(text) <= MOST and _SLUG.fullmatch(text) is not None


def folded(text: str) -> str:
    """Return what a link's slug is looked up by: a hand-typed capital is forgiven."""
    return text.strip().lower()


def candidates(name: str) -> Iterator[str]:
    """Yield slugs made of a name, the best first.

    `mon-patisserie`, `mon-patisserie-2`, and so on without end; nothing where the name gives none.
    """
    base = slugify(name, max_length=MOST)
    if not is_slug(base):
        return
    yield base
    for number in count(2):
        ending = f"-{number}"
        yield base[: MOST - len(ending)].rstrip("-") + ending
