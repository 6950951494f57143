"""Days within a sentence: one, several, a stretch of the calendar, or a preference."""

from __future__ import annotations

from datetime import date

from ..patterns import joined, lazy
from ..wish import Wish
from .heard import Heard, cut, nothing
from .single_days import read_single_days
from .stretches import read_stretches

_SOONEST = lazy(
    joined(
        r"""
        \b(?:lo (?:antes|mas (?:pronto|rapido)) (?:posible|que (?:puedas|se pueda|haya|tengas))
        |cuanto antes|lo antes posible
        |(?:apenas|ni bien|en cuanto|no bien) (?:se )?(?:puedas?|puedan|tengas?|tengan|haya
        |libere)(?: (?:un|algun)[ ]
        (?:hueco|huequito|lugar|lugarcito|turno|espacio))?
        |el primero? (?:turno |dia |hueco |lugar )?(?:que (?:tengas
        |haya|tengan|puedas|te quede|salga|este)|disponible|libre|posible)|(?:el |lo )?primer (?:dia
        |turno|hueco|lugar|horario)(?: disponible| libre| que tengas| que haya)?|el mas cercano
        |mas proximo|lo primero que (?:tengas|haya|salga)|urgente|lo mas pronto|el primer)\b
        """
    )
)
_DAYS_BESIDE = lazy(
    joined(
        r"""
        \b(?:(?:el|un) (?=dia )|para el (?=dia ))?(?:(?P<n>una?|[1-9]\d?|el|(?=dia )) ?
        (?P<unit>dias?|semanas?) (?P<way>antes|despues)\b(?! de)|(?P<next>(?:al|para el|el) (?:otro
        dia|dia siguiente))|(?P<same>(?:el|ese) mismo dia|mismo dia))\b
        """
    )
)
SOONEST = Wish(pick="first", label="lo antes posible")
_ANY = lazy(
    joined(
        r"""
        \b(?:(?:me )?(?:da|es) (?:igual|lo mismo)|cualquier(?:a)?(?: (?:dia|hora|horario
        |momento))?(?: (?:me )?(?:sirve|va|viene bien|esta bien))?|cuando (?:puedas|sea|quieras
        |quieran|tengas|tengan|haya|te quede(?: bien| comodo)?|mejor (?:te|les) (?:quede|venga))
        |(?:a )?(?:la hora|el dia|el horario) que (?:sea|quieras|puedas|tengas|haya|te quede\w*)
        |el que (?:sea|quieras|tengas|haya|te quede)|la que (?:sea|quieras|tengas|haya)
        |lo que (?:tengas|haya|sea)|no tengo preferencia|indistinto|como (?:quieras|puedas)
        |elegi vos|decime vos|vos decime|a gusto tuyo|el que mas te convenga)\b
        """
    )
)


def read_days(text: str, today: date) -> Heard:
    """Read what a text says of the day.

    Args:
        text: a clause, made ready by `sentence`, without its hour.
        today: in the merchant's time zone.

    Returns:
        The wish, or None; the words read; the text with `GONE` in their place.
    """
    for read in (_beside, read_stretches, read_single_days, _preferences):
        found = read(text, today)
        if found.wish:
            return found
    return nothing(text)


def _beside(text: str, _: date) -> Heard:
    """«Un día después», «al día siguiente», «el mismo día»: of a day that was chosen before."""
    found = _DAYS_BESIDE.search(text)
    if found is None:
        return nothing(text)
    if found["same"]:
        return cut(text, found, Wish(shift=0))
    if found["next"]:
        return cut(text, found, Wish(shift=1))
    count = int(found["n"]) if found["n"].isdecimal() else 1
    days = count * (7 if found["unit"].startswith("semana") else 1)
    return cut(text, found, Wish(shift=days if found["way"] == "despues" else -days))


def _preferences(text: str, _: date) -> Heard:
    found = _SOONEST.search(text)
    if found:
        return cut(text, found, SOONEST)
    if found := _ANY.search(text):
        return cut(text, found, Wish(pick="first", anything=True, label=""))
    return nothing(text)
