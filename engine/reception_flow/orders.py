"""What a merchant types to have something done: *cerrar el viernes a la tarde*. Pure.

An order begins with its verb; anything else is none. What is not said is asked by the flow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from ..understanding.names import Names
from ..words.days import read_day
from ..words.due import WrongDay
from ..words.fold import fold
from ..words.hours import cut_hour

NOON = time(13)
EVENING = time(20)
_CLOSE = re.compile(r"^(?:cerr\w+|cierr\w+|bloque\w+|no abr\w+|no atiend\w+)\b")
_BOOK = re.compile(
    r"^(?:agend(?:ar|ame|ale|alo|ala|emos|o)\b|agenda(?= (?:a|para|un|turno|al) )|agenda$"
    r"|anot\w+|reserv\w+|(?:nuevo )?turno (?:para|a)\b|dale un turno a\b)"
)
_SHOW = re.compile(r"^(?:la |mi |ver |ver la |mostrame |mostrame la )*(?:agenda|turnos)\b")
_PARTS = (
    (re.compile(r"\b(?:a|por|de|en) la manana\b|\btoda la manana\b"), (time(0), NOON)),
    (re.compile(r"\b(?:a|por|de|en) la tarde\b|\btoda la tarde\b"), (NOON, time(0))),
    (re.compile(r"\b(?:a|por|de|en) la noche\b|\btoda la noche\b"), (EVENING, time(0))),
)
_AT = r"(?:las? )?(\d{1,2})(?:[:.](\d{2}))?(?: ?(?:hs|h|horas))?"
_BETWEEN = re.compile(rf"\b(?:de|desde|entre) {_AT} (?:a|hasta|y) {_AT}\b")
_FROM = re.compile(rf"\b(?:desde|a partir de) {_AT}\b")
_UNTIL = re.compile(rf"\bhasta {_AT}\b")
_WEEKDAY_AND_NUMBER = re.compile(
    r"\b(lunes|martes|miercoles|jueves|viernes|sabado|domingo) (\d{1,2})\b(?! de\b|[/:.-])"
)
_SMALL = frozenset(
    {
        *("a", "al", "para", "el", "la", "los", "las", "de", "del", "con", "en", "un", "una"),
        *("turno", "cita", "hora", "y", "por", "favor", "que", "este", "esta", "proximo"),
        *("hs", "h", "horas", "tarde", "manana", "noche", "dia"),
    }
)
_LONGEST_DAY = 6
"""Words of the longest day: *el viernes 27 de noviembre de*."""
_DAYTIME = range(8, 21)


@dataclass(frozen=True, slots=True)
class Closing:
    """Time that is to be closed, `[start, end)` by the local clock; `day` None: not said."""

    day: date | None
    start: time = time(0)
    end: time = time(0)
    """Midnight: until the day's end."""

    def span(self) -> tuple[datetime, datetime] | None:
        """Return it as two local instants; None where no day was said, or it is empty."""
        if self.day is None:
            return None
        start = datetime.combine(self.day, self.start)
        last = self.day + timedelta(days=1) if self.end == time(0) else self.day
        end = datetime.combine(last, self.end)
        return (start, end) if start < end else None


@dataclass(frozen=True, slots=True)
class NewBooking:
    """A booking to be made; what was not said is None or empty."""

    name: str = ""
    service: str | None = None
    staff: str | None = None
    day: date | None = None
    hours: tuple[time, ...] = ()
    """What the hour may mean, likeliest first."""


@dataclass(frozen=True, slots=True)
class DayShown:
    """A day whose agenda is wanted."""

    day: date


Order = Closing | NewBooking | DayShown


def read_order(
    text: str,
    today: date,
    services: Sequence[tuple[str, str]],
    staff: Sequence[tuple[str, str]] = (),
) -> Order | None:
    """Read an order; None where a text is none.

    Args:
        text: as it was typed.
        today: the merchant's.
        services: their ids with their names.
        staff: ids with names, too.

    >>> read_order("cerrar el viernes a la tarde", date(2026, 11, 23), []).span()[0].isoformat()
    '2026-11-27T13:00:00'
    """
    folded = fold(text)
    if found := _CLOSE.match(folded):
        return _closing(folded[found.end() :].strip(), today)
    if found := _BOOK.match(folded):
        return _booking(_after(text, found.end()), today, services, staff)
    rest = _SHOW.sub("", folded).strip()
    of_day = re.sub(r"^(?:de|del|para) ", "", rest)
    day = _day_of(of_day, today) if of_day != rest or not rest.isdecimal() else None
    return DayShown(day) if day else None


def _day_of(text: str, today: date) -> date | None:
    day = read_day(text, today) if text else None
    return day if isinstance(day, date) else None


def _closing(rest: str, today: date) -> Closing:
    start, end = time(0), time(0)
    if found := _BETWEEN.search(rest):
        start, end = _clock(found[1], found[2]), _clock(found[3], found[4])
        if end and end <= start and end < time(12):
            end = end.replace(hour=end.hour + 12)
    elif found := _FROM.search(rest):
        start = _clock(found[1], found[2])
    elif found := _UNTIL.search(rest):
        end = _clock(found[1], found[2])
    else:
        for pattern, span in _PARTS:
            if found := pattern.search(rest):
                start, end = span
                break
    if found:
        rest = f"{rest[: found.start()]} {rest[found.end() :]}"
    rest = re.sub(r"\btodo el dia\b", "", rest)
    words = rest.split()
    place = _span_of_day(words, today)
    return Closing(place[2] if place else None, start, end)


def _clock(hours: str, minutes: str | None) -> time:
    at = int(hours)
    return time(at, int(minutes or 0)) if at < 24 and int(minutes or 0) < 60 else time(0)


def _booking(
    said: str,
    today: date,
    services: Sequence[tuple[str, str]],
    staff: Sequence[tuple[str, str]],
) -> NewBooking:
    plain = fold(said)
    split = _day_or_hour(plain, today)
    cut = cut_hour(plain)
    hours, rest = cut.hours, cut.rest
    if split and not hours:
        hours = _either(int(split[2]))
        rest = plain.replace(split[0], split[1], 1)
    words = rest.split()
    found = NewBooking(hours=_by_likelihood(hours))
    if place := _span_of_day(words, today):
        found = replace(found, day=place[2])
        del words[place[0] : place[1]]
    if not found.hours and (number := next((one for one in words if _is_hour(one)), None)):
        words.remove(number)
        found = replace(found, hours=_by_likelihood(_either(int(number))))
    for field, named in (("service", services), ("staff", staff)):
        match = Names(named).find(words) if named else None
        if (
            match
            and len(match.ids) == 1
            and (field == "service" or _follows_con(words, match.words))
        ):
            id_ = match.ids[0]
            is_service = field == "service"
            found = replace(found, service=id_) if is_service else replace(found, staff=id_)
            words = [word for word in words if word not in match.words]
    name = _as_typed(said, [word for word in words if word not in _SMALL])
    return replace(found, name=name)


def _follows_con(words: Sequence[str], named: Sequence[str]) -> bool:
    """Return whether somebody of the staff is named as such: *con Sol*; others are customers."""
    return any(
        word in named and place and words[place - 1] == "con" for place, word in enumerate(words)
    )


def _day_or_hour(plain: str, today: date) -> re.Match[str] | None:
    """Return «viernes 10» where ten is an hour: the next Friday is not the tenth."""
    found = _WEEKDAY_AND_NUMBER.search(plain)
    if found is None or not _is_hour(found[2]):
        return None
    next_one = read_day(found[1], today)
    return found if isinstance(next_one, date) and next_one.day != int(found[2]) else None


def _is_hour(word: str) -> bool:
    return word.isdecimal() and len(word) < 3 and 0 < int(word) < 24


def _either(at: int) -> tuple[time, ...]:
    return (time(at), time(at + 12)) if at < 12 else (time(at),)


def _by_likelihood(hours: Iterable[time]) -> tuple[time, ...]:
    return tuple(sorted(hours, key=lambda at: at.hour not in _DAYTIME))


def _span_of_day(words: Sequence[str], today: date) -> tuple[int, int, date] | None:
    """Return where the longest run of words stands that is a day, and the day."""
    for length in range(min(_LONGEST_DAY, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            run = words[start : start + length]
            if length == 1 and run[0].isdecimal():
                continue
            day = read_day(" ".join(run), today)
            if isinstance(day, date) and not isinstance(day, WrongDay):
                return start, start + length, day
    return None


def _after(text: str, place: int) -> str:
    """Return what follows a place of the folded text, as it was typed."""
    gone = len(fold(text)[:place].split())
    return " ".join(text.split()[gone:])


def _as_typed(said: str, words: Sequence[str]) -> str:
    """Return the words as they were typed, each with a capital at least."""
    left, typed = list(words), []
    for word in said.split():
        if (plain := fold(word)) in left:
            left.remove(plain)
            bare = word.strip(".,;:!¡¿?\"'()")
            typed.append(bare[:1].upper() + bare[1:])
    return " ".join(typed)[:60]
