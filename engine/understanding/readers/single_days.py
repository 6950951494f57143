"""Days that a text names, by the surest way of naming one first.

The rules of `words.days` hold: a bare weekday is the soonest, today included; «que viene» is one
after today; weekday and number must meet.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from ...words.day_parts import DayParts
from ...words.due import DayFault, WrongDay, resolve
from ..lexicon import MONTHS, WEEKDAYS
from ..patterns import joined, lazy
from ..wish import Wish
from .heard import GONE, Heard, cut, nothing

DAY = timedelta(days=1)
_GONE_BY = timedelta(days=300)
"""A day without a year that is further off was probably meant of the month that is ending."""
WEEKDAY = "(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)"
MONTH = f"(?:{'|'.join(MONTHS)}|setiembre)"
NEXT = "(?:que viene|proximo|siguiente|que sigue|entrante)"
NUMBER = r"(?:[12]\d|3[01]|0?[1-9])"
_ORD = {
    "primer": 1,
    "primero": 1,
    "segundo": 2,
    "tercer": 3,
    "tercero": 3,
    "cuarto": 4,
    "ultimo": -1,
}
_ISO = lazy(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_DATED = lazy(
    joined(
        rf"""
        (?:(?:el |este )?(?P<wd>{WEEKDAY}) )?(?:el )?(?:
        dia )?(?<![\d/.:-])(?P<d>\d{{1,2}})(?P<mark>[/.-])(?P<m>\d{{1,2}})(?:[/.-](?P<y>\d{{4}}
        |\d\d))?(?![\d/.:-])
        """
    )
)
_NAMED = lazy(
    joined(
        rf"""
        (?:(?:el |este )?(?:proximo )?(?P<wd>{WEEKDAY}) )?(?:el )?(?:dia )?\b(?P<d>\d{{1,2}}
        |primero) (?:de |del )?(?:mes de )?(?P<month>{MONTH})\b(?: (?:de |del )?(?P<y>20\d\d))?
        """
    )
)
_BY_WEEKDAY = lazy(
    rf"\b(?:el )?(?:dia )?(?P<d>{NUMBER}) (?:que (?:es|cae|seria|es el)|cae)(?: un| el| en)? "
    rf"(?P<wd>{WEEKDAY})\b"
)
_OR_THE_NEXT = lazy(rf"^.*{GONE} (?:o|u|como) (?:el|al) (?:otro|siguiente|proximo|que viene)\b")
_OF_MONTH = lazy(
    joined(
        rf"""
        \b(?:el )?(?P<d>{NUMBER}|primero) (?:de(?:l)? )?(?P<which>(?:este|proximo) mes
        |mes (?:{NEXT}))\b
        """
    )
)
_NTH = lazy(
    joined(
        rf"""
        \b(?:el )?(?P<nth>primer|primero|segundo|tercer|tercero|cuarto
        |ultimo) (?P<wd>{WEEKDAY})(?: (?:de |del )(?:mes de )?(?P<month>{MONTH}
        |mes(?: {NEXT})?))?\b
        """
    )
)
_IN = lazy(
    joined(
        r"""
        \b(?:en|dentro de|de (?:aca|hoy|ahora) (?:a|en)) (?P<n>\d{1,2}|un|una) (?P<unit>dia|dias
        |semana|semanas|mes
        |meses)\b(?! y media)
        """
    )
)
_IN_WEEKDAYS = lazy(rf"\b(?:en|dentro de) (?P<n>[2-9]) (?P<wd>{WEEKDAY})\b")
"""«Dentro de dos viernes» is the one after the next."""
_IN_EIGHT = lazy(
    joined(
        rf"""
        \b(?:de )?(?:este |el |hoy (?={WEEKDAY}))?(?P<wd>{WEEKDAY}|hoy|manana)? ?en (?P<n>8|15
        |una semana
        |2 semanas)(?: dias)?\b
        """
    )
)
WEEK_FIRST = lazy(
    joined(
        rf"""
        \b(?:(?:la |de la |para la )?(?:semana {NEXT}|proximo semana|otra semana)
        |la otra semana)\b(?: \|)? (?:(?:el|para el|puede ser el|quiero el) )?(?P<wd>{WEEKDAY})\b
        """
    )
)
_WEEKDAY = lazy(
    joined(
        rf"""
        \b(?P<pre>(?:el |este |para el )?(?:
        otro |proximo |este |mismo )*)(?P<wd>{WEEKDAY})\b(?P<post> (?:de la |de )?(?:semana {NEXT}
        |proximo semana|otra semana|esta semana|{NEXT}|pasado(?! (?:el |al )?medi)
        |anterior))?(?: (?:el )?(?:dia )?(?P<d>{NUMBER})(?![\d:/.%-])(?! (?:hs|horas|de la|personas
        |y media|menos|y cuarto|{NUMBER} hs)\b))?
        """
    )
)
_WHICH = lazy(r"otro|proximo|este|mismo")
_SHIFT = lazy(
    joined(
        r"""
        \b(?P<word>pasado manana|hoy|(?<!de )(?<!la )manana|antes de ayer|antier|anteayer|ayer
        |anoche|pasado(?! (?:el|al|las?|de|lo))|esta (?:manana|tarde|tardecita|noche)|al tiro
        |al toque|ahora mismo|ahora(?= (?:\||\#|si\b|se\b|puede|puedo|podes|podria|podre|tenes
        |tienen|tendr|hay|habra|porfa|por favor|a la|a las|po\b|nomas|lo antes)|$)|ya mismo
        |hoy mismo)\b(?! (?:por las dudas|te|les|le)\b)
        """
    )
)
_POINTED = lazy(
    joined(
        r"""
        \b(?:el dia|el|dia|para el|fecha|(?:el|la) del) (?P<d>3[01]|[12]\d|0?[1-9])\b(?! ?(?:hs
        |horas|am|pm
        |y media|menos|y cuarto|de la|por ciento|personas|[%°])|[:/.-]\d)
        """
    )
)
_BEYOND = lazy(rf"\b(?:el )?(?:dia )?(?:3[2-9]|[4-9]\d)\b(?: de {MONTH})?")


def read_single_days(text: str, today: date) -> Heard:
    """Read every day that a text names; two of them are asked about."""
    values: list[str] = []
    words: list[str] = []
    rest, problem = text, ""
    named: list[re.Match[str]] = []
    first = True
    while first or (words and len(words) < 3):
        read = _one(rest, today)
        if read is None:
            break
        found, day = read
        first = False
        named.append(found)
        if isinstance(day, WrongDay):
            problem = str(day.why)
            if day.instead and day.why is not DayFault.PAST:
                values += [one.isoformat() for one in day.instead]
        elif day:
            values.append(day.isoformat())
        heard = cut(rest, found, None)
        words.append(heard.words)
        rest = heard.rest
        if isinstance(day, date) and _is_by_name(found) and _OR_THE_NEXT.match(rest):
            values.append((day + 7 * DAY).isoformat())
    if not words:
        return nothing(text)
    several = len(set(values)) > 1
    contradicts = problem == DayFault.CONTRADICTION
    gone_by = bool(values) and date.fromisoformat(values[0]) - today > _GONE_BY and "20" not in text
    bare = [_bare_weekday(found_) for found_ in named] if len(values) == 1 else []
    wish = Wish(
        tuple(dict.fromkeys(values)),
        weekdays=tuple(day for day in bare if day is not None),
        problem="" if values and not contradicts else problem,
        sure=not several and not gone_by,
    )
    return Heard(wish, " ".join(words), rest)


def _is_by_name(found: re.Match[str]) -> bool:
    """Return whether a day was found by the pattern of weekdays alone."""
    return "pre" in found.re.groupindex


def _bare_weekday(found: re.Match[str]) -> int | None:
    """Return the weekday that is all that was said of a day: «el martes»."""
    alone = _is_by_name(found) and not found["post"] and not found["d"]
    return _weekday_of(found) if alone and not _WHICH.search(found["pre"]) else None


def _one(text: str, today: date) -> tuple[re.Match[str], date | WrongDay | None] | None:
    """Return the first thing that names a day, by the surest way of naming one."""
    signs = _signs(text)
    for needs, pattern, read in _READS:
        if needs not in signs:
            continue
        for found in pattern.finditer(text):
            day = read(found, today)
            if day is not None:
                return found, day
    return None


def _iso(found: re.Match[str], today: date) -> date | WrongDay | None:
    said = DayParts(day=int(found[3]), month=int(found[2]), year=int(found[1]))
    return resolve(said, today)


def _dated(found: re.Match[str], today: date) -> date | WrongDay | None:
    day, month = int(found["d"]), int(found["m"])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        impossible = found["mark"] == "/" and (found["y"] or day <= 31)
        return WrongDay(DayFault.NONEXISTENT) if impossible else None
    said = DayParts(weekday=_weekday_of(found), day=day, month=month, year=_year(found["y"]))
    return resolve(said, today)


def _named(found: re.Match[str], today: date) -> date | WrongDay | None:
    name = found["month"]
    month = 9 if name == "setiembre" else MONTHS.index(name) + 1
    day = 1 if found["d"] == "primero" else int(found["d"])
    said = DayParts(weekday=_weekday_of(found), day=day, month=month, year=_year(found["y"]))
    return resolve(said, today)


def _by_weekday(found: re.Match[str], today: date) -> date | WrongDay | None:
    return resolve(DayParts(weekday=_weekday_of(found), day=int(found["d"])), today)


def _of_month(found: re.Match[str], today: date) -> date | WrongDay | None:
    day = 1 if found["d"] == "primero" else int(found["d"])
    return resolve(DayParts(day=day, months_on=0 if "este" in found["which"] else 1), today)


def _nth(found: re.Match[str], today: date) -> date | WrongDay | None:
    name = found["month"] or ""
    if not name:
        return (
            resolve(DayParts(weekday=_weekday_of(found)), today)
            if found["nth"] != "ultimo"
            else None
        )
    if name in MONTHS:
        month = MONTHS.index(name) + 1
        year = today.year + (month < today.month)
    else:
        ahead = 1 if name != "mes" else 0
        month, year = (today.month - 1 + ahead) % 12 + 1, today.year + (today.month + ahead > 12)
    days = [date(year, month, n) for n in range(1, monthrange(year, month)[1] + 1)]
    days = [day for day in days if day.weekday() == _weekday_of(found)]
    nth = _ORD[found["nth"]]
    day = days[nth if nth < 0 else nth - 1]
    return day if day >= today else WrongDay(DayFault.PAST)


def _ahead(found: re.Match[str], today: date) -> date | WrongDay | None:
    count = int(found["n"]) if found["n"].isdecimal() else 1
    if found["unit"].startswith("mes"):
        month = today.month - 1 + count
        year, month = today.year + month // 12, month % 12 + 1
        return date(year, month, min(today.day, monthrange(year, month)[1]))
    return today + count * (7 if found["unit"].startswith("semana") else 1) * DAY


def _in_weekdays(found: re.Match[str], today: date) -> date | WrongDay | None:
    following = (WEEKDAYS.index(found["wd"]) - today.weekday() - 1) % 7 + 1
    return today + (following + 7 * (int(found["n"]) - 1)) * DAY


def _in_eight(found: re.Match[str], today: date) -> date | WrongDay | None:
    weeks = 2 if found["n"] in ("15", "2 semanas") else 1
    name = found["wd"]
    if name is None:
        return None
    start = today if name == "hoy" else today + DAY
    if name in WEEKDAYS:
        start = today + (WEEKDAYS.index(name) - today.weekday()) % 7 * DAY
    return start + 7 * weeks * DAY


def _week_first(found: re.Match[str], today: date) -> date | WrongDay | None:
    return resolve(DayParts(weekday=_weekday_of(found), week=1), today)


def _weekday(found: re.Match[str], today: date) -> date | WrongDay | None:
    weekday, post = _weekday_of(found), found["post"] or ""
    said = DayParts(weekday=weekday)
    if "semana" in post:
        said.week = 0 if "esta" in post else 1
    elif "pasado" in post or "anterior" in post:
        said.side = -1
    elif post or "proximo" in found["pre"]:
        said.side = 1
    if found["d"]:
        said.day, said.side, said.week = int(found["d"]), None, None
    day = resolve(said, today)
    if "otro" in found["pre"] and isinstance(day, date) and not found["d"]:
        return day + 7 * DAY if (day - today).days < 7 else day
    return day


def _shift(found: re.Match[str], today: date) -> date | WrongDay | None:
    word = found["word"]
    if word in ("ayer", "anoche", "antes de ayer", "antier", "anteayer"):
        return WrongDay(DayFault.PAST)
    shift = {"pasado manana": 2, "pasado": 2, "manana": 1}.get(word, 0)
    return today + shift * DAY


def _pointed(found: re.Match[str], today: date) -> date | WrongDay | None:
    return resolve(DayParts(day=int(found["d"]), pointed=True), today)


def _beyond(found: re.Match[str], _: date) -> date | WrongDay | None:
    return WrongDay(DayFault.NONEXISTENT) if found[0].startswith(("el ", "dia ")) else None


def _weekday_of(found: re.Match[str]) -> int | None:
    name = found["wd"]
    return WEEKDAYS.index(name) if name else None


def _year(text: str | None) -> int | None:
    return None if text is None else int(text) + (2000 if len(text) == 2 else 0)


Read = Callable[[re.Match[str], date], date | WrongDay | None]
_FIGURE, _NAME, _ANYTHING = "figure", "weekday", ""
"""What has to be in a text before a way of naming a day is looked for."""
_READS: tuple[tuple[str, re.Pattern[str], Read], ...] = (
    (_FIGURE, _ISO, _iso),
    (_FIGURE, _DATED, _dated),
    (_FIGURE, _NAMED, _named),
    (_NAME, _IN_WEEKDAYS, _in_weekdays),
    (_NAME, _BY_WEEKDAY, _by_weekday),
    (_FIGURE, _OF_MONTH, _of_month),
    (_ANYTHING, _IN_EIGHT, _in_eight),
    (_NAME, _NTH, _nth),
    (_NAME, WEEK_FIRST, _week_first),
    (_NAME, _WEEKDAY, _weekday),
    (_ANYTHING, _IN, _ahead),
    (_ANYTHING, _SHIFT, _shift),
    (_FIGURE, _POINTED, _pointed),
    (_FIGURE, _BEYOND, _beyond),
)


def _signs(text: str) -> frozenset[str]:
    """Return what a text has in it of what the ways of naming a day need."""
    figure = _HAS_FIGURE.search(text) is not None
    named = any(name in text for name in WEEKDAYS)
    return _SIGNS[figure, named]


_HAS_FIGURE = lazy(r"\d|\bprimero\b")
_SIGNS = {
    (figure, named): frozenset(
        {_ANYTHING, *([_FIGURE] if figure else ()), *([_NAME] if named else ())}
    )
    for figure in (False, True)
    for named in (False, True)
}
