"""Hours that count from now: «en media hora», «dentro de dos horas», «en un rato»."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from ..patterns import joined, lazy
from ..wish import Wish
from .heard import Heard, cut, nothing

_IN = lazy(
    joined(
        r"""
        \b(?:en|dentro de|de (?:aca|ahora) (?:a|en)) (?:(?:como|unos|unas|mas o menos
        |aproximadamente) )*(?:(?P<half>media hora)|(?P<hours>\d{1,2}|una?)? ?(?:horas?|horitas?
        |hs)(?: y (?:(?P<and>media|cuarto|\d{1,2})(?: minutos?)?))?|(?P<minutes>\d{1,3}) ?
        (?:minutos?|min|'))(?! (?:antes|despues|mas (?:tarde|temprano)|habil)\b)
        """
    )
)
_IN_A_BIT = lazy(
    r"\b(?:en|dentro de) un (?:rato|toque|momento|cachito)\b(?! (?:te|les|le|los|vuelvo|veo|aviso"
    r"|confirmo|hablamos|escribo|digo|contesto)\b)"
)
_NOT_AN_HOUR = lazy(
    joined(
        r"""
        \b(?:llego|llegamos|caigo|llega|estoy|estamos|estare|voy|vamos|salgo|salimos|vuelvo|aviso
        |(?:te|les) (?:digo|confirmo|escribo|llamo|contesto|hablo|respondo|pregunto)|hablamos
        |escribo|llamo|confirmo|decido|respondo|hace|hacen|haces|hacerlo|terminan?|terminas
        |list[oa]|esta|estan|demora\w*|tarda\w*|dura\w*|sale) $
        """
    )
)
"""What is said before a time that is none to be booked: «te confirmo en un rato»."""
_NOT_BEHIND = lazy(r"^ (?:te|les|vuelvo|aviso|confirmo|hablamos|escribo|llego|llegamos|estoy)")
_ROUND = 5
"""Minutes: how exact such an hour is."""
_SPARE = 15
"""Minutes that another hour may be away from it."""


def read_soon(text: str, today: date, clock: time | None) -> tuple[Heard, Heard]:
    """Read an hour that counts from now, and the day that it falls on; neither where none is said.

    An hour is none on any other day.
    """
    found = _IN.search(text) or _IN_A_BIT.search(text)
    if clock is None or found is None or _is_no_hour(text, found):
        return nothing(text), nothing(text)
    now = datetime.combine(today, clock.replace(second=0, microsecond=0))
    if "minutes" not in found.re.groupindex:
        at, wish = now, Wish(since=f"{now:%H:%M}", pick="first", label="dentro de un rato")
    else:
        at = now + timedelta(minutes=_minutes(found))
        wish = Wish(_around(at))
    day = at.date().isoformat()
    hour = Wish.from_json({**wish.to_json(), "only_on": day})
    return cut(text, found, hour), Heard(Wish((day,)), found[0].strip(), "")


def _is_no_hour(text: str, found: re.Match[str]) -> bool:
    before, behind = text[: found.start()], text[found.end() :]
    return bool(_NOT_AN_HOUR.search(before) or _NOT_BEHIND.match(behind))


def _minutes(found: re.Match[str]) -> int:
    if found["half"]:
        return 30
    if found["minutes"]:
        return int(found["minutes"])
    more = {None: 0, "media": 30, "cuarto": 15}
    past = more.get(found["and"])
    hours = found["hours"] or "1"
    return 60 * (int(hours) if hours.isdecimal() else 1) + (
        int(found["and"]) if past is None else past
    )


def _around(at: datetime) -> tuple[str, ...]:
    """Return the hours that may be meant, the nearest first; all of one day."""
    near = at - timedelta(minutes=at.minute % _ROUND)
    shifts = sorted(range(-_SPARE, _SPARE + 1, _ROUND), key=abs)
    hours = (near + timedelta(minutes=shift) for shift in shifts)
    return tuple(f"{hour:%H:%M}" for hour in hours if hour.date() == at.date())
