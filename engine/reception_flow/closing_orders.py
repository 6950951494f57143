"""Time that a merchant wants closed, as it is typed: *cerrar el viernes a la tarde*. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from ..words.days import day_within, read_day

NOON, EVENING = time(13), time(20)
_DAY = timedelta(days=1)
_NOT = r"no (?:(?:voy|vamos) a |puedo |podemos |)"
CLOSE = re.compile(
    r"\b(?:cerr\w+|cierr\w+|bloque\w+|vacaciones|franco"
    rf"|{_NOT}(?:abr\w+|atiend\w+|atend\w+|trabaj\w+|labur\w+|estar|estoy|vengo|venir)"
    r"|(?:me|nos) tom(?:o|amos)(?: libre)?)\b"
)
_PARTS = (
    (re.compile(r"\b(?:(?:a|por|de|en) )?la manana\b|\btoda la manana\b"), (time(0), NOON)),
    (re.compile(r"\b(?:(?:a|por|de|en) )?(?:toda )?(?:la )?tarde\b"), (NOON, time(0))),
    (re.compile(r"\b(?:(?:a|por|de|en) )?(?:toda )?(?:la )?noche\b"), (EVENING, time(0))),
)
_AT = (
    r"(?:las? )?(\d{1,2})(?:[:.h]?([0-5]\d)\b| y (media|cuarto))?(?: ?(?:hs|hrs|h|horas)\b)?"
    r"(?: (?:de|a|por) la (manana|tarde|noche))?"
)
_BETWEEN = re.compile(rf"\b(?:de|desde|entre) {_AT} (?:a|hasta|y) {_AT}(?!\w)")
_FROM = re.compile(rf"\b(?:desde|a partir de|a(?= las? \d)) {_AT}(?!\w)")
_UNTIL = re.compile(rf"\bhasta {_AT}(?!\w)")
_WEEKDAY = r"(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)"
_NUMBER = r"\d{1,2}(?: de [a-z]+|/\d{1,2})?"
_ONE_DAY = rf"(?:{_WEEKDAY}(?: {_NUMBER})?|{_NUMBER}|hoy|manana|pasado manana)"
_FROM_DAY_TO_DAY = re.compile(
    rf"\b(?:del?|desde)(?: el)? ({_ONE_DAY}) (?:al|hasta el) ({_ONE_DAY})\b"
    rf"|\b(?:de|desde)(?: el)? ({_WEEKDAY}) (?:a|hasta) ({_WEEKDAY})\b"
)
_OF_LIST = rf"(?:(?:el )?(?:{_WEEKDAY}(?: {_NUMBER})?|hoy|manana)|el {_NUMBER})"
_LISTED = re.compile(rf"\b({_OF_LIST}(?:,? {_OF_LIST})*) y ({_OF_LIST})\b")
_WEEK = re.compile(
    r"\b(?:(?:toda )?(?:la )?semana (?:que viene|proxima|siguiente)|(?:toda )?la proxima semana)\b"
)
_THIS_WEEK = re.compile(r"\b(?:toda )?esta semana\b")
_WEEKEND = re.compile(r"\b(?:el |este )?(?:finde|fin de semana)\b")
_VAGUE = re.compile(r"\b(?:temprano|antes|mas tarde|un rato|un ratito)\b")
"""Says that it is not the whole day, and not from when to when."""
_HALF = {"media": 30, "cuarto": 15}
_EARLY = range(1, 8)
"""Hours that mean the afternoon where nobody says which half of the day."""


@dataclass(frozen=True, slots=True)
class ClosingOrder:
    """Time that is to be closed, `[start, end)` by the local clock; `day` None: not said.

    `last` is the last of several days, which are closed as a whole.
    """

    day: date | None
    start: time = time(0)
    end: time = time(0)
    """Midnight: until the day's end."""
    last: date | None = None

    def span(self) -> tuple[datetime, datetime] | None:
        """Return it as two local instants; None where no day was said, or it is empty."""
        if self.day is None:
            return None
        start = datetime.combine(self.day, self.start)
        last = self.last or self.day
        end = datetime.combine(last + _DAY if self.end == time(0) else last, self.end)
        return (start, end) if start < end else None


def read_closing(rest: str, today: date) -> tuple[ClosingOrder, list[str]]:
    """Return the time that folded words name, and the words that are left of them."""
    if vague := _VAGUE.search(rest):
        words = _without(rest, vague).split()
        first, end_at, _ = day_within(words, today) or (0, 0, today)
        return ClosingOrder(None), words[:first] + words[end_at:]
    several, rest = _days(rest, today)
    start, end, rest = _hours(rest)
    words = re.sub(r"\btodo el dia\b", "", rest).split()
    if several:
        whole = (start, end) == (time(0), time(0))
        return (several if whole else ClosingOrder(None)), words
    place = day_within(words, today)
    if place is None:
        return ClosingOrder(None, start, end), words
    return ClosingOrder(place[2], start, end), words[: place[0]] + words[place[1] :]


def _days(rest: str, today: date) -> tuple[ClosingOrder | None, str]:
    """Return several days that are closed as a whole, and the words without them."""
    monday = today - today.weekday() * _DAY
    for pattern, first, last in (
        (_WEEK, monday + 7 * _DAY, monday + 13 * _DAY),
        (_THIS_WEEK, today, monday + 6 * _DAY),
        (_WEEKEND, max(today, monday + 5 * _DAY), monday + 6 * _DAY),
    ):
        if found := pattern.search(rest):
            return ClosingOrder(first, last=last), _without(rest, found)
    if found := _FROM_DAY_TO_DAY.search(rest):
        first_said, last_said = found[1] or found[3], found[2] or found[4]
        return _from_to(first_said, last_said, today), _without(rest, found)
    if found := _LISTED.search(rest):
        said = [*re.findall(_OF_LIST, found[1]), found[2]]
        days = [read_day(one, today) for one in said]
        known = [one for one in days if isinstance(one, date)]
        in_a_row = len(known) == len(said) and all(
            later - one == _DAY for one, later in pairwise(known)
        )
        closing = ClosingOrder(known[0], last=known[-1]) if in_a_row else ClosingOrder(None)
        return closing, _without(rest, found)
    return None, rest


def _from_to(first_said: str, last_said: str, today: date) -> ClosingOrder:
    """Return the days from one to another; the first has the month of the last if it has none."""
    last = read_day(last_said, today)
    month = re.search(r" de [a-z]+$|/\d{1,2}$", last_said)
    said = first_said + month[0] if month and first_said.isdecimal() else first_said
    first = read_day(said, today)
    if not isinstance(first, date) or not isinstance(last, date):
        return ClosingOrder(None)
    if last < first and re.fullmatch(_WEEKDAY, last_said):
        last += 7 * _DAY
    return ClosingOrder(first, last=last) if first <= last else ClosingOrder(None)


def _hours(rest: str) -> tuple[time, time, str]:
    """Return from when to when, and the words without that."""
    if found := _BETWEEN.search(rest):
        start, end = _between(found.groups()[:4], found.groups()[4:])
    elif found := _FROM.search(rest):
        start, end = _clock(found.groups()), time(0)
    elif found := _UNTIL.search(rest):
        start, end = time(0), _clock(found.groups())
    else:
        for pattern, (start, end) in _PARTS:
            if found := pattern.search(rest):
                return start, end, _without(rest, found)
        return time(0), time(0), rest
    return start, end, _without(rest, found)


def _between(first: Sequence[str | None], last: Sequence[str | None]) -> tuple[time, time]:
    """Return both ends; what is said of the half of the day at the last may hold for both."""
    end = _clock(last)
    start = _clock(first)
    if first[3] is None and last[3] in ("tarde", "noche"):
        late = _clock([*first[:3], last[3]])
        start = late if late < end else start
    if start >= end and end != time(0) and end.hour < 12 and last[3] is None:
        end = end.replace(hour=end.hour + 12)
    if start >= end and end != time(0) and start.hour >= 12 and first[3] is None:
        start = start.replace(hour=start.hour - 12)
    return start, end


def _clock(said: Sequence[str | None]) -> time:
    """Return an hour; in the afternoon if it is one of `_EARLY` and nobody says otherwise.

    Args:
        said: the hour, its minutes in figures or in words, and the part of the day.
    """
    hours, minutes, half, part = said
    at, past = int(hours or 0), int(minutes or 0) if minutes else _HALF.get(half or "", 0)
    if at > 23:
        return time(0)
    if at < 12 and (part in ("tarde", "noche") or (part is None and at in _EARLY)):
        at += 12
    return time(at, past)


def _without(text: str, found: re.Match[str]) -> str:
    return " ".join(f"{text[: found.start()]} {text[found.end() :]}".split())
