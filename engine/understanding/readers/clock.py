"""Hours that a text names: «a las 5», «17 hs», «16:30», «5 y media», «cuarto para las 6»."""

from __future__ import annotations

import re

from ...words.halves import halves
from ..patterns import joined, lazy, listed
from ..wish import Wish
from .heard import GONE, Heard, cut, nothing

FIGURE = lazy(r"\d")
NUMBER = r"(?:2[0-4]|1\d|0?\d)"
_CLOCK = rf"(?P<hour>{NUMBER})(?:(?P<sep>[:.])(?P<minute>[0-5]\d))?"
_TAIL = r"""
    (?:\ y\ (?P<past>media|cuarto|[0-5]?\d)\b(?!\ (?:medi|cuarto|:))
      |\ menos\ (?P<to>cuarto|[0-5]?\d)\b)?
    (?P<unit>\ (?:hs|horas))?
    (?:\ en\ punto)?
    (?:\ (?P<half>[ap])m\b
      |\ (?:de|a|por|en)\ la\ (?P<part>manana|tarde|tardecita|noche|madrugada)\b
      |\ (?P<noon>del\ mediodia|de\ mediodia)\b)?
"""
_ABOUT = (
    r"(?:tipo|como|a\ eso\ de|cerca\ de|alrededor\ de|sobre|aproximadamente|aprox|mas\ o\ menos)"
)
_HOUR = lazy(
    rf"""(?<![\w$/:.+-])
    (?P<lead>(?:{_ABOUT}\ )?(?:a\ |para\ |por\ )?las\ (?:de\ las\ )?|tipo\ (?:a\ )?
        |{_ABOUT}\ (?=\d)|a\ (?=\d+:\d))?
    {_CLOCK}{_TAIL}
    (?![\w/:%+$-]|\.\d)""",
    re.VERBOSE,
)
_BEFORE = lazy(
    joined(
        rf"""
        (?<![\w:])(?:(?:a )?las )?(?P<lead>un )?(?P<count>cuarto|[0-5]?\d) (?:para|pa) (?:la
        |las) (?P<hour>{NUMBER})\b
        """
    )
)
_NEVER = lazy(r"\ba las (?P<hour>2[5-9]|[3-9]\d)\b(?![:/.,]\d)")
"""«A las 25»: no hour is so; it is told as one that has no room."""
_OR_BEFORE = lazy(
    rf"(?<![\w:/.-])(?:a las |las )?(?P<hour>{NUMBER}) (?P<or>(?:o|u) (?:a )?)?{GONE}"
)
_DATED = lazy(r"\b(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo|el|dia|del|al) $")
"""«El 5 a las 5», «viernes 4 a las 16»: the first figure is a day."""
_TWO = lazy(rf"^(?:a las |las )?({NUMBER}) ([0-5]\d)(?: hs)?$")
_JOINED = lazy(r"^(?:a las |las )?([01]?\d|2[0-3])([0-5]\d)(?: hs)?$")
_NOON = lazy(
    r"\b(?:justo )?(?:a|al|de|del|para el|en el)? ?(mediodia|medio dia|medianoche|media noche)\b"
)
_COUNTED = listed(
    """
    persona personas turno turnos nene nenes nena nenas chico chicos chica chicas hijo
    hijos hija hijas anos ano meses mes dia dias semana semanas pesos peso mil cuadra
    cuadras km kilometros minuto minutos veces vez por grado grados kilos comensal
    comensales adulto adultos invitado invitados amigo amigas amigos lugares mesas sillas
    cubiertos servicios cortes gente ninos ninas menores grandes mas de y o a pax
    porciones docena docenas cm metros lugar
    """
)


def read_clock(text: str) -> Heard:
    """Read hours that are plainly so: «a las 5», «17 hs», «16:30», «5 y media»."""
    values: list[str] = []
    words: list[str] = []
    rest = text
    if not FIGURE.search(text):
        found = _NOON.search(text)
        return _noon(text, found) if found else nothing(text)
    if found := _BEFORE.search(rest):
        count = 15 if found["count"] == "cuarto" else int(found["count"])
        values += _values(int(found["hour"]), None, False, -count)
        heard = cut(rest, found, None)
        words, rest = [heard.words], heard.rest
    while found := _marked_in(rest, bool(values)):
        times = _times(found)
        if not times and not values:
            heard = cut(rest, found, Wish(problem="nonexistent"))
            return heard if found["minute"] is None else nothing(text)
        values += times
        heard = cut(rest, found, None)
        words, rest = [*words, heard.words], heard.rest
    found = _OR_BEFORE.search(rest) if len(words) == 1 else None
    dated = found and not found["or"] and _DATED.search(rest[: found.start()])
    if found and not dated and (found["or"] or int(found["hour"]) % 12 == int(values[0][:2]) % 12):
        values = [*_values(int(found["hour"]), None, False, 0), *values]
        heard = cut(rest, found, None)
        words, rest = [heard.words, *words], heard.rest
    if not values and (found := _NOON.search(rest)):
        return _noon(rest, found)
    if not values and (found := _NEVER.search(rest)):
        return cut(rest, found, Wish((f"{found['hour']}:00",)))
    if not values:
        return nothing(text)
    several = len(words) > 1
    return Heard(Wish(tuple(dict.fromkeys(values)), sure=not several), " ".join(words), rest)


def _noon(text: str, found: re.Match[str]) -> Heard:
    at = "12:00" if "dia" in found[1] else "00:00"
    return cut(text, found, Wish((at,), label="al mediodía"))


def _marked_in(text: str, going_on: bool) -> re.Match[str] | None:
    """Return the first hour that is plainly one; after another, «5 o 6» is enough."""
    for found in _HOUR.finditer(text):
        following = text[found.end() :].lstrip().partition(" ")[0]
        counted = following in _COUNTED and not _is_marked(found)
        if counted or _is_like_a_date(found) or _is_beyond_its_part(found):
            continue
        if _is_marked(found) and not (found["lead"] or "").startswith("sobre las que"):
            return found
        if going_on and re.search(rf"{GONE} (?:o |u |y |tipo )?$", text[: found.start()]):
            return found
    return None


def _is_marked(found: re.Match[str]) -> bool:
    unit = found["unit"]
    if unit and "horas" in unit and not found["lead"] and int(found["hour"]) < 7:
        return False  # «2 horas» is how long
    past = found["past"]
    if past and past.isdecimal() and not found["lead"]:
        return len(past) == 2 and int(past) >= 10  # «5 y 30»; «5 y 6» are two
    marks = ("lead", "minute", "past", "to", "unit", "half", "part", "noon")
    return any(found[mark] for mark in marks)


def _is_beyond_its_part(found: re.Match[str]) -> bool:
    """«11 a la tarde» is no hour: it may be a day."""
    marks = ("lead", "minute", "past", "to", "unit", "half")
    return bool(found["part"]) and not any(found[mark] for mark in marks) and not _times(found)


def _is_like_a_date(found: re.Match[str]) -> bool:
    """«28.11» may be a day."""
    plain = not (found["lead"] or found["unit"] or found["half"] or found["part"])
    return (
        plain and found["sep"] == "." and 1 <= int(found["minute"]) <= 12 and found["hour"] != "0"
    )


def _times(found: re.Match[str]) -> list[str]:
    written = found["hour"]
    part = found["half"] or found["part"] or ("mediodia" if found["noon"] else None)
    part = "tarde" if part == "tardecita" else part
    minutes = int(found["minute"] or 0) + _minutes(found["past"]) - _minutes(found["to"])
    return _values(int(written), part, len(written) == 2 and written[0] == "0", minutes)


def _values(hour: int, part: str | None, zero_led: bool, minutes: int) -> list[str]:
    found = []
    for at in halves(hour, part, zero_led):
        total = (at * 60 + minutes) % 1440
        found.append(f"{total // 60:02}:{total % 60:02}")
    return found


def _minutes(words: str | None) -> int:
    if words is None:
        return 0
    return {"cuarto": 15, "media": 30}.get(words) or int(words)


def read_bare_hours(text: str) -> Heard:
    """Read numbers without a mark, where an hour was asked for: «9», «el 9», «5 o 6», «17 30»."""
    plain = text.strip(f" {GONE}")
    for pattern in (_TWO, _JOINED):
        if found := pattern.match(plain):
            values = _values(int(found[1]), None, found[1][0] == "0", int(found[2]))
            return Heard(Wish(tuple(values)), plain, GONE)
    values, words, rest, pointed = [], [], text, False
    for found in _HOUR.finditer(text):
        following = text[found.end() :].lstrip().partition(" ")[0]
        before = text[: found.start()].rstrip().rpartition(" ")[2]
        if following in _COUNTED - {"o", "y", "a"} or before in _NOT_BEFORE or before.isdecimal():
            return nothing(text)
        if following and following not in _AFTER_BARE:
            return nothing(text)
        pointed = pointed or before == "el"
        if found["minute"] is None or not _is_like_a_date(found):
            values += _times(found)
        words.append(found[0].strip())
    if not values:
        return nothing(text)
    for word in words:
        rest = rest.replace(word, GONE, 1)
    sure = len(words) == 1 and not pointed
    return Heard(Wish(tuple(dict.fromkeys(values)), sure=sure), " ".join(words), rest)


_NOT_BEFORE = listed(
    """
    somos son seremos seriamos con de calle av tengo vale valen sale salen opcion numero
    fila la dia
    """
)
_AFTER_BARE = listed(
    """
    o u y a porfa por gracias esta puede si va me estaria dale | # ok tenes tienes tienen hay
    habra seria queda
    """
)
