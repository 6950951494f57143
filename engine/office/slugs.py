"""What may be a slug, and how one is made of a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from slugify import slugify

LEAST, MOST = 2, 63
ROUTES = frozenset(
    {
        "api",
        "phone",
        "healthz",
        "readyz",
        "metrics",
        "webhook",
        "admin",
        "static",
        "assets",
        "panel",
        "t",
    }
    | {"panel", "t", "docs", "openapi", "favicon", "robots", "sitemap"}
)
"""First parts of paths, today's and tomorrow's: no client is called so."""
_ANSWERS = frozenset(
    {"hoy", "manana", "pasado", "pasado-manana", "ayer"}
    | {"lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"}
    | {"hola", "holis", "buenas", "buen-dia", "buenos-dias", "buenas-tardes", "buenas-noches"}
    | {"gracias", "muchas-gracias", "chau", "adios"}
    | {"si", "sip", "no", "nop", "ok", "oka", "okey", "okay", "dale", "listo", "bueno", "claro"}
    | {"baja", "alta", "stop", "mis-datos", "borrar-mis-datos", "panel", "recepcion"}
)
"""What people answer to any question, or say to Milo itself."""
_FIGURES = re.compile(
    r"(a-)?(las?-)?[0-9]+(-[0-9]+)*(-?(h|hs|hrs|hora|horas|am|pm|a-m|p-m))?(-y-media|-y-cuarto)?"
)
"""Numbers, days of a month, hours: 10, 28-11, 16-30, a-las-10, 9hs."""
_RECEPTION = "recepcion-"
"""Begins the codes that make a phone a reception's."""
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


def is_reserved(slug: str) -> bool:
    """Return whether a slug is a route's, or of a kind that people answer with.

    No new client is called so; names of months and of people are fine. `docs/api.md` has the list.
    """
    answers = slug in _ANSWERS or slug.startswith(_RECEPTION) or _FIGURES.fullmatch(slug)
    return slug in ROUTES or bool(answers)


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
