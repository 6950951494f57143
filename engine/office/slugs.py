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

# A slug is printed on posters for good, so these signs are read as people say them, before
# python-slugify spells out their Unicode names ("deg", "tm", "eur") or glues figures together.
_SIGNS = [
    (re.compile(r"[™®©℠℗]"), ""),
    # Straight, curly, Guaraní's puso, an accent or a prime typed in its place: D'Angelo, Mbo’ehao.
    (re.compile(r"(?<=[^\W\d_])['’‘ʼʻ`´′ꞌ](?=[^\W\d_])"), ""),
    (re.compile(r"№\s*(?=\d)|\bn(?:ro\.?|\.?[°º])\s*(?=\d)", re.IGNORECASE), " n"),  # N° 1: n1
    (re.compile(r"(?<=[^\W\d_])\.(?=[ºª])"), ""),  # M.ª José
    (re.compile(r"(?<=\d)\s?\.?[°ºª]"), " "),  # 1º de Mayo, 3.ª Avenida
    (re.compile(r"€(?=[^\W\d_])|(?<=[^\W\d_])€"), "e"),  # €uro, Caf€
    (re.compile(r"(?<=[^\W\d_])\$(?=[^\W\d_])"), "s"),  # Ca$h
    (re.compile(r"[€£¥₲$°]"), " "),
    (re.compile(r"(?<!\d)(\d{1,3})\.(?=\d{3}(?!\d))"), r"\1"),  # 1.000
    (re.compile(r"(?<=\d)[.,](?=\d)|(?<=\d)(?=[½⅓⅔¼¾])"), " "),  # 1,5 and 10½
    (re.compile(r"(?<=\b[^\W\d_])\.(?=[^\W\d_](?:\.|\b))"), ""),  # A.C.A.
]


def is_slug(text: str) -> bool:
    """Return whether the text has a slug's shape."""
    return LEAST <= len(text) <= MOST and _SLUG.fullmatch(text) is not None


def folded(text: str) -> str:
    """Return what a link's slug is looked up by: a hand-typed capital is forgiven."""
    return text.strip().lower()


def candidates(name: str) -> Iterator[str]:
    """Yield slugs made of a name, the best first.

    `mon-patisserie`, `mon-patisserie-2`, and so on without end; nothing where the name gives none.
    `docs/facts/slugs.md` shows a hundred names and theirs.
    """
    for sign, said in _SIGNS:
        name = sign.sub(said, name)
    base = slugify(name, max_length=MOST, word_boundary=True, save_order=True)
    if not is_slug(base):
        return
    yield base
    for number in count(2):
        ending = f"-{number}"
        yield base[: MOST - len(ending)].rstrip("-") + ending
