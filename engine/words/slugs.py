"""Slugs, as people send them."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from .fold import fold

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def is_slug(text: str) -> bool:
    """Return whether a text is a well-formed slug: 2 to 63 characters."""
    return 2 <= len(text) <= 63 and _SLUG.fullmatch(text) is not None


def slug_in(text: str) -> str | None:
    """Return the slug that a text may be: case, accents and punctuation at its ends aside."""
    folded = fold(text[:200])
    return folded if is_slug(folded) else None


_LINK = re.compile(r"(?:https?://)?(?:[\w-]+\.)*[\w-]+(?::\d+)?/\S+", re.IGNORECASE | re.ASCII)
_WHATSAPP = ("wa.me", "api.whatsapp.com")
_FIRST = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)(?=[^a-z0-9-]|$)", re.IGNORECASE)


def without_links(text: str, base: str) -> str:
    """Return a text with each of our links replaced by the slug that it leads to.

    Ours are short links, which begin with `base`, and WhatsApp's own with a slug as their text.

    Example:
        >>> without_links("mirá https://go.soymilo.com/carla!", "https://go.soymilo.com")
        'mirá carla'
    """
    return _LINK.sub(lambda link: _slug_of(link[0], base) or link[0], text) if "/" in text else text


def _slug_of(link: str, base: str) -> str | None:
    """Return the slug that a link of ours leads to; None for any other link."""
    url = urlsplit(link if "://" in link else f"https://{link}")
    if url.netloc.lower() in _WHATSAPP:
        said = parse_qs(url.query).get("text", [""])[0]
        return slug_in(said)
    ours = urlsplit(base)
    folder = ours.path.rstrip("/") + "/"
    if not base or url.netloc.lower() != ours.netloc.lower() or not url.path.startswith(folder):
        return None
    found = _FIRST.match(url.path.removeprefix(folder))
    return slug_in(found[1]) if found else None
