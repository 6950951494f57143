"""What may be a slug, and how one is made of a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from operator import or_

from slugify import slugify

from ..words.calendar_words import month, weekday
from ..words.counting import NUMBERS, ORDINALS

LEAST, MOST = 2, 63


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


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
_SAID_TO_MILO = frozenset(
    {"baja", "alta", "stop", "mis-datos", "borrar-mis-datos", "panel", "recepcion"}
)
"""What people say to Milo itself, whatever it asks."""
_ANSWERS = _words(
    "hoy manana pasado ayer anteayer finde tarde tardecita noche mediodia medianoche madrugada "
    "siesta temprano una cero cien mil ultimo ultima hola holis buenas buenos buen gracias muchas "
    "chau adios si sip no nop ok oka okey okay dale listo bueno claro obvio perfecto genial "
    "barbaro confirmo quiero cualquiera ninguno ninguna nada"
)
"""Words of an answer to any question: when, how many, which, yes and no, hello and thank you."""
_SERVICES = _words(
    "corte cortes color coloracion tintura tinte mechas reflejos brushing peinado peinados lavado "
    "alisado keratina barba afeitado pelo cabello unas manicura manicure pedicura pedicure "
    "esmaltado depilacion cejas pestanas maquillaje facial masaje masajes limpieza consulta "
    "control revision turno turnos reserva reservas mesa mesas clase clases cena almuerzo service "
    "presupuesto"
)
"""Words of what many merchants offer."""
_BETWEEN = _words(
    "a al la las el los lo de del en por para y o con sin que viene proximo proxima este esta ese "
    "esa entre menos media punto como tipo ya mismo dia dias tardes noches semana mes un h hs hrs "
    "hora horas am pm m p antes despues mas persona personas numero opcion otro otra"
)
"""What stands between those words, and answers nothing by itself."""
_FIGURES = re.compile(r"[0-9]+(h|hs|hrs|am|pm|o|a|ro|ra|do|da|er|to|ta|mo|ma)?")
"""Numbers, days of a month, hours: 10, 16, 9hs, 2da."""
_WEEKDAY_LEAST = 5
"""A shorter word is not a weekday alone: «mar» is Tuesday, March and the sea."""
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
    """Return whether a slug is a route's, or nothing but words that people answer with.

    No new client is called so; names of months and of people are fine, and so is a number in one
    word (a bar called Uno): where a question takes it, both are asked about. `docs/api.md` has the
    list.
    """
    if slug in NUMBERS or slug in ORDINALS:
        return False
    if slug in ROUTES or slug in _SAID_TO_MILO or slug.startswith(_RECEPTION):
        return True
    words = slug.split("-")
    answers = [_is_answer(word) for word in words]
    fill = (word in _BETWEEN or month(word) is not None for word in words)
    return any(answers) and all(map(or_, answers, fill))


def _is_answer(word: str) -> bool:
    known = word in _ANSWERS or word in _SERVICES or word in NUMBERS or word in ORDINALS
    named = len(word) >= _WEEKDAY_LEAST and weekday(word) is not None
    return known or named or _FIGURES.fullmatch(word) is not None


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
