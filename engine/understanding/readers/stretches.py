"""Stretches of the calendar: «la semana que viene», «después del 10», «menos el lunes».

They name no day: they narrow.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from ..lexicon import MONTHS, WEEKDAYS
from ..patterns import joined, lazy
from ..wish import Wish
from .heard import Heard, cut, nothing
from .single_days import DAY, MONTH, NEXT, NUMBER, WEEK_FIRST, WEEKDAY, read_single_days

_WHEN = (
    rf"(?:{WEEKDAY}|{NUMBER}(?: de {MONTH})?(?![/:.\d])|\d{{1,2}}/\d{{1,2}}"
    "|hoy|pasado manana|manana)"
)
_AFTER = lazy(
    joined(
        rf"""
        \b(?:(?:despues|luego|mas adelante) de(?:l)?|pasado el|pasando el) (?:
        el |dia )*(?P<when>{_WHEN})\b(?! ?(?:hs
        |horas|[:]))
        """
    )
)
_FROM = lazy(
    joined(
        rf"""
        \b(?:a partir de(?:l)?|desde|de(?=l? (?:{WEEKDAY}|\d+) en adelante)l?) (?:
        el |dia )*(?P<when>{_WHEN})\b(?:(?: en adelante)
        | (?:para )?adelante)?
        """
    )
)
_ON = lazy(rf"\b(?:del?|el) (?P<when>{_WHEN}) (?:en adelante|para adelante)\b")
_BEFORE = lazy(rf"\bantes de(?:l)? (?:el |dia )*(?P<when>{_WHEN})\b(?! ?(?:hs|horas|[:]))")
_TILL = lazy(rf"\bhasta (?:el |dia )*(?P<when>{WEEKDAY}|{NUMBER} de {MONTH})\b")
_BETWEEN = lazy(
    rf"\b(?:entre|de(?:l)?|desde) (?:el )?(?P<a>{_WHEN})"
    rf" (?:y|a|al|hasta) (?:el )?(?P<b>{_WHEN})\b"
)
_EXCEPT = lazy(
    joined(
        rf"""
        \b(?:menos|salvo|excepto|que no sean?|no sean?|pero no|ni) (?:
        los |el |para el |este )*(?P<when>{WEEKDAY}|{NUMBER} de {MONTH}
        |hoy|manana|fin de semana)\b(?: (?:ni|o|y) (?:los |el )?(?P<also>{WEEKDAY}))?
        """
    )
)
_WORKDAYS = lazy(r"\b(?:de |entre )?lunes (?:a|y) (?:viernes|sabado)\b")
_WEEK_OF = lazy(rf"\b(?:(?:en|para) )?la semana del (?P<when>{NUMBER}(?: de {MONTH})?)\b")
_EVERY = lazy(
    joined(
        rf"""
        \btodos? los {WEEKDAY}|\btodas las semanas|\bcada {WEEKDAY}
        |\blos {WEEKDAY}\b(?! (?:abren|atienden|trabajan|estan))
        """
    )
)
_WEEKEND = lazy(rf"\b(?:el |este |proximo |para el )*fin de semana(?P<next> {NEXT}| largo)?\b")
_WEEK = lazy(
    joined(
        rf"""
        \b(?:(?:la |para la |en la |a la |de la )?(?:semana {NEXT}|proximo semana|otra semana
        |(?P<after>semana subsiguiente))
        |(?P<middle>(?:a |para |por )?(?:mitad|mediados) de (?:la )?semana)
        |(?P<this>(?:en |para |de )?esta semana)|(?P<working>entre semana|dia de semana
        |dias de semana|dias? habil(?:es)?))\b
        """
    )
)
_BOUNDED = lazy(rf"\d|\b(?:{WEEKDAY}|hoy|manana|semanas?)\b")
"""What bounds a stretch that is no week and no month."""
_A_MONTH = lazy(rf"\b(?:mes|{MONTH})\b")
_DATE_BEFORE = lazy(rf"(?:\d|primero|{WEEKDAY}) (?:de |del )?$")
_MONTH_ONLY = lazy(
    joined(
        rf"""
        \b(?P<part>(?:a )?(?:principios?|comienzos?|primeros dias|mediados|fin|fines|finales
        |ultimos dias) de(?:l)? )?(?:(?:en|para|durante) )?(?:el mes de )?(?P<month>{MONTH}
        |mes(?: {NEXT})?|este mes|proximo mes)\b
        """
    )
)


def read_stretches(text: str, today: date) -> Heard:
    """Read since when, until when, between which days, or which ones not."""
    bounded = _bounded(text, today) if _BOUNDED.search(text) else None
    return bounded or _weeks(text, today)


def _bounded(text: str, today: date) -> Heard | None:
    return _named_week(text, today) or _between_days(text, today)


def _named_week(text: str, today: date) -> Heard | None:
    """«De lunes a viernes», «la semana del 7»."""
    if found := _WORKDAYS.search(text):
        last = 5 if "sabado" in found[0] else 4
        label = f"de lunes a {_accented(WEEKDAYS[last])}"
        return cut(text, found, Wish(weekdays=tuple(range(last + 1)), label=label))
    found = _WEEK_OF.search(text)
    day = _when(found["when"], today) if found else None
    if found is None or day is None:
        return None
    monday = day - day.weekday() * DAY
    label = f"la semana del {found['when']}"
    return cut(text, found, _span(max(monday, today), monday + 7 * DAY, label))


def _between_days(text: str, today: date) -> Heard | None:
    if found := _EXCEPT.search(text):
        return cut(text, found, _except(found, today))
    if found := _BETWEEN.search(text):
        first = _when(found["a"], today)
        last = _when(found["b"], first or today)  # «del viernes al martes», «del 28 al 3»
        if first and last and first < last and _are_days(found):
            label = f"entre el {_named(found['a'], first)} y el {_named(found['b'], last)}"
            return cut(text, found, _span(first, last + DAY, label))
    for pattern, add in ((_AFTER, 1), (_FROM, 0), (_ON, 0)):
        found = pattern.search(text)
        if found and (day := _when(found["when"], today)):
            label = f"{'después' if add else 'a partir'} del {_accented(found['when'])}"
            return cut(text, found, Wish(since=(day + add * DAY).isoformat(), label=label))
    for pattern, add in ((_BEFORE, 0), (_TILL, 1)):
        found = pattern.search(text)
        if found and (day := _when(found["when"], today)):
            label = f"{'hasta el' if add else 'antes del'} {_accented(found['when'])}"
            return cut(text, found, _span(today, day + add * DAY, label))
    if found := _EVERY.search(text):
        days = [i for i, name in enumerate(WEEKDAYS) if name in found[0]]
        label = f"los {_accented(WEEKDAYS[days[0]])}" if days else ""
        return cut(text, found, Wish(weekdays=tuple(days), label=label))
    return None


def _are_days(found: re.Match[str]) -> bool:
    """Return whether a stretch is one of days: «entre 4 y 6» is one of hours."""
    if (found["a"] + found["b"]).isalpha() or "del" in found[0] or " de " in found["b"]:
        return True
    return len(re.findall(r"\b(?:el|al) ", found[0])) == 2  # «entre el 4 y el 6»


def _named(words: str, day: date) -> str:
    """Return a day as it was said: by its number, or as a weekday."""
    return str(day.day) if words[0].isdecimal() else _accented(WEEKDAYS[day.weekday()])


def _weeks(text: str, today: date) -> Heard:
    if "semana" in text or "habil" in text:
        if WEEK_FIRST.search(text):
            return nothing(text)
        if found := _WEEKEND.search(text):
            return cut(text, found, _weekend(found, today))
        found = _WEEK.search(text)
        if found and not re.search(rf"{WEEKDAY} (?:de )?$", text[: found.start()]):
            return cut(text, found, _week(found, today))
    found = _MONTH_ONLY.search(text) if _A_MONTH.search(text) else None
    dated = found and _DATE_BEFORE.search(text[: found.start()])
    if found and not dated and (found["part"] or found["month"] != "mes"):
        return cut(text, found, _month(found, today))
    return nothing(text)


def _weekend(found: re.Match[str], today: date) -> Wish:
    weeks = 1 if found["next"] and "largo" not in found["next"] else 0
    saturday = today + (5 + 7 * weeks - today.weekday()) * DAY
    return _span(saturday, saturday + 2 * DAY, "el fin de semana")


def _week(found: re.Match[str], today: date) -> Wish:
    if found["working"]:
        return Wish(weekdays=(0, 1, 2, 3, 4), label="entre semana")
    if found["middle"]:
        return Wish(weekdays=(1, 2, 3), label="a mitad de semana")
    following = today + (7 - today.weekday()) * DAY
    if found["this"]:
        return _span(today, following, "esta semana")
    if found["after"]:
        return _span(following + 7 * DAY, following + 14 * DAY, "la otra semana")
    return _span(following, following + 7 * DAY, "la semana que viene")


def _month(found: re.Match[str], today: date) -> Wish:
    name, part = found["month"], found["part"] or ""
    if name in MONTHS or name == "setiembre":
        month = 9 if name == "setiembre" else MONTHS.index(name) + 1
        year = today.year + (month < today.month)
    else:
        ahead = 0 if name in ("mes", "este mes") else 1
        month, year = (today.month - 1 + ahead) % 12 + 1, today.year + (today.month + ahead > 12)
    last = monthrange(year, month)[1]
    first, until = date(year, month, 1), date(year, month, last) + DAY
    label = f"en {MONTHS[month - 1]}"
    if re.search("princip|comienz|primeros", part):
        until, label = date(year, month, 11), f"a principios de {MONTHS[month - 1]}"
    elif "mediados" in part:
        first, until = date(year, month, 10), date(year, month, 21)
        label = f"a mediados de {MONTHS[month - 1]}"
    elif part:
        first, label = date(year, month, 21), f"a fines de {MONTHS[month - 1]}"
    return _span(max(first, today), until, label)


def _except(found: re.Match[str], today: date) -> Wish:
    named = [word for word in (found["when"], found["also"]) if word]
    label = f"menos el {_accented(named[0])}"
    if "fin de semana" in named:
        return Wish(off=(5, 6), label=label)
    off = tuple(WEEKDAYS.index(word) for word in named if word in WEEKDAYS)
    near = {"hoy": today, "manana": today + DAY}
    without = tuple(near[word].isoformat() for word in named if word in near)
    if named[0][0].isdecimal() and (day := _when(named[0], today)):
        without += (day.isoformat(),)
    return Wish(off=off, without=without, label=label)


def _span(first: date, until: date, label: str) -> Wish:
    return Wish(since=first.isoformat(), until=until.isoformat(), label=label)


def _when(words: str, today: date) -> date | None:
    """Return a day that bounds a stretch."""
    found = read_single_days(words if not words[0].isdecimal() else f"el {words}", today).wish
    if found and found.values:
        return date.fromisoformat(found.values[0])
    return None


def _accented(words: str) -> str:
    plain = {"miercoles": "miércoles", "sabado": "sábado", "manana": "mañana"}
    return " ".join(plain.get(word, word) for word in words.split())
