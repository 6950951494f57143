"""Hours of the day in free text.

Whether «a las 5» is 05:00 or 17:00 is not in the text: the opening hours know. So an hour is read
as all the times it may be, the one as written first; the caller keeps those that are offered.
"""

import re
from datetime import time
from typing import NamedTuple

from .chatter import without_chatter
from .counting import digits
from .fold import fold
from .halves import halves

_LONGEST = 160  # an answer to a question is shorter; what is longer tells a story

_ABOUT = r"(?:(?:tipo|como|a\ eso\ de|cerca\ de|alrededor\ de|sobre|aproximadamente)\ )"
_CLOCK = re.compile(
    rf"""(?<![\w/:.,$+-])
    (?P<lead> {_ABOUT}? (?:a\ |para\ )? (?:las\ | la\ (?=1\b)) | tipo\ (?:a\ )? )?
    (?P<hour>\d{{1,2}})
    (?: (?P<sep>\ ?[:.,]\ ?|h|\ h\ ) (?P<minute>[0-5]\d)
      | \ y\ (?P<past>media|cuarto|[0-5]?\d)
      | \ menos\ (?P<to>cuarto|[0-5]?\d) )?
    (?P<unit>\ ?(?:hs|hrs|h|horas)\b)?
    (?:\ en\ punto)?
    (?: \ ?(?P<half>[ap])\.?\ ?m\b
      | \ (?:de|a|por)\ la\ (?P<part>manana|tarde|noche|madrugada)\b
      | \ del\ (?P<noon>mediodia)\b )?
    (?![\w/:+-]|[.,]\d)""",
    re.VERBOSE,
)
_NAMED = re.compile(r"\b(?:al? )?(?:a la )?medi(?:o ?dia|a ?noche)\b")
_JOINED = re.compile(r"(?<!\S)(\d{1,2}) ?([0-5]\d)(?= ?h?s?(?!\S))")
_JOINED_AFTER_LAS = re.compile(r"(?<=\blas )(\d{1,2})([0-5]\d)\b")
_PARTS = {"cuarto": 15, "media": 30}


class Cut(NamedTuple):
    """A text in two: what it says about the hour, and the rest."""

    hours: tuple[time, ...]
    rest: str


def read_hours(text: str) -> tuple[time, ...]:
    """Read a text that names one hour and nothing else.

    Returns:
        The times it may mean, as written first: «a las 5» is (05:00, 17:00), «16:30» only
        (16:30,). Empty when it is not an hour, or is more than one (a day beside it, a range).
    """
    plain, wished = without_chatter(_prepared(text))
    if _NAMED.fullmatch(plain):
        return (_named(plain),)
    found = _CLOCK.fullmatch(_JOINED.sub(r"\1:\2", plain))
    if not found or (wished and not _marked(found)):  # «quiero 2» asks for two of something
        return ()
    return _times(found)


def cut_hour(text: str) -> Cut:
    """Take the hour out of a text that also says other things.

    Only what is plainly an hour counts («a las 5», «17 hs», «16:30»): a bare number may be a day.
    """
    plain = _prepared(text)
    for found in _CLOCK.finditer(plain):
        if _marked(found) and not _like_a_date(found) and (times := _times(found)):
            return Cut(times, _without(plain, found))
    if named := _NAMED.search(plain):
        return Cut((_named(named[0]),), _without(plain, named))
    return Cut((), plain)


def _prepared(text: str) -> str:
    """Fold a text and write its numbers as digits; one too long to be an answer becomes empty."""
    folded = fold(text) if len(text) <= _LONGEST else ""
    plain = digits(re.sub(r"\bla una\b", "la 1", folded))
    return _JOINED_AFTER_LAS.sub(r"\1:\2", plain)


def _without(plain: str, found: re.Match[str]) -> str:
    return " ".join((plain[: found.start()] + " " + plain[found.end() :]).split())


def _named(phrase: str) -> time:
    return time(0) if "noche" in phrase else time(12)


def _marked(found: re.Match[str]) -> bool:
    marks = ("lead", "minute", "past", "to", "unit", "half", "part", "noon")
    return any(found[mark] for mark in marks)


def _like_a_date(found: re.Match[str]) -> bool:
    """«28.11» may be a day as well, where a day was asked for."""
    return (found["sep"] or "").strip() in {".", ","} and 1 <= int(found["minute"]) <= 12


def _times(found: re.Match[str]) -> tuple[time, ...]:
    written = found["hour"]
    if "horas" in (found["unit"] or "") and not found["lead"] and int(written) < 7:
        return ()  # «2 horas» is how long, not when
    if int(written) == 24 and int(found["minute"] or 0):
        return ()
    shift = int(found["minute"] or 0) + _minutes(found["past"]) - _minutes(found["to"])
    part = found["half"] or found["part"] or found["noon"]
    return tuple(_shifted(at, shift) for at in halves(int(written), part, written[0] == "0"))


def _minutes(words: str | None) -> int:
    return 0 if words is None else _PARTS.get(words) or int(words)


def _shifted(at: int, minutes: int) -> time:
    total = at * 60 + minutes
    return time(total // 60 % 24, total % 60)
