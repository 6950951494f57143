"""What a text says of a day, word by word, before any calendar is looked at."""

import re
from dataclasses import dataclass

from . import calendar_words


@dataclass(slots=True)
class DayParts:
    """The parts of a day that a text names; None is what it left open."""

    shift: int | None = None
    """Days from today: hoy 0, mañana 1, ayer -1."""
    weekday: int | None = None
    """Monday 0 to Sunday 6."""
    day: int | None = None
    """Of the month, as written: 32 is possible here."""
    month: int | None = None
    year: int | None = None
    week: int | None = None
    """Weeks from this one: «de la semana que viene» is 1."""
    months_on: int | None = None
    """Months from this one: «del mes que viene» is 1."""
    side: int | None = None
    """1 for «que viene» and «próximo», -1 for «pasado»."""
    pointed: bool = False
    """«el» or «día» stood before it, so that a bare number is meant as a day."""


_NEXT = r"(?:que viene|q viene|proxim[oa]|prox|siguiente|que sigue)"
# Phrases of several words and what they say; the longer before the shorter ones inside them.
_PHRASES: tuple[tuple[re.Pattern[str], dict[str, int]], ...] = tuple(
    (re.compile(rf"\b(?:{pattern})\b"), parts)
    for pattern, parts in (
        (rf"(?:de )?(?:la )?(?:semana {_NEXT}|proxima semana)", {"week": 1}),
        (r"(?:de )?esta semana", {"week": 0}),
        (rf"del (?:mes {_NEXT}|proximo mes)", {"months_on": 1}),
        (r"del? (?:este|corriente) mes", {"months_on": 0}),
        (r"esta (?:manana|tarde|tardecita|noche)", {"shift": 0}),
        (r"pasad[oa]? ?(?:manana|maniana)", {"shift": 2}),
        (r"antes de ayer|ante ?ayer|antiayer", {"shift": -2}),
        (r"ayer", {"shift": -1}),
        (_NEXT, {"side": 1}),
    )
)
_PART_OF_DAY = re.compile(
    r"\b(?:(?:a|por|en|de|x) la (?:manana|tarde|tardecita|siesta|noche|nochecita|madrugada)"
    r"|de manana|temprano|(?:a )?(?:primera|ultima) hora|a cualquier hora|mismo)\b"
)
_FIRST = re.compile(r"\b(?:1ro|1ero|1er|1o|primero)(?= de )")
_AHEAD = re.compile(r"\b(?:en|dentro de) (\d{1,2}|una?) (dia|semana)s?\b")
_APART = re.compile(r"(?<=\d)(?: ?([/-]) ?| del? )(?=\d{1,2}\b)")
_PARTY = re.compile(r"\b(?:para|pa|p|por|x|de) \d{1,2}(?!\d|[/.-]\d| de )")
_DATE = re.compile(r"(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d{2}))?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_JOINTS = frozenset({"de", "del", "para", "pa", "p", "por", "x", "este"})
_POINTERS = frozenset({"el", "dia"})


def listen(folded: str) -> DayParts | None:
    """Take a folded text apart, its numbers in digits; None if any of it is not about a day."""
    text = _APART.sub(lambda found: found[1] or "/", _FIRST.sub("1", folded))
    said = DayParts()
    text = _take_phrases(said, text)
    if _PARTY.search(text):  # «viernes para 2» is a day and how many come
        return None
    bare = (word.strip(".,;:!?¡¿()\"'-") for word in text.split())
    return said if all(_take(said, word) for word in bare if word) else None


def _take_phrases(said: DayParts, text: str) -> str:
    """Note the phrases of several words and return the text without them."""
    if ahead := _AHEAD.search(text):
        count = int(ahead[1]) if ahead[1].isdecimal() else 1
        said.shift = count * (7 if ahead[2] == "semana" else 1)
        text = _AHEAD.sub(" ", text, count=1)
    for pattern, parts in _PHRASES:
        if pattern.search(text) and _set(said, **parts):
            text = pattern.sub(" ", text, count=1)
    return _PART_OF_DAY.sub(" ", text)


def _take(said: DayParts, word: str) -> bool:
    """Note one word; False if it is unknown, or says again what was said."""
    if word in _POINTERS:
        said.pointed = True
    if word in _POINTERS or word in _JOINTS:
        return True
    if found := _DATE.fullmatch(word):
        return _take_date(said, found)
    if word.isdecimal():
        return _take_number(said, word)
    return _take_name(said, word)


def _take_date(said: DayParts, found: re.Match[str]) -> bool:
    day, mark, month, year = found.groups()
    if mark != "/" and int(month) > 12:  # «16.30» and «16-18» are hours
        return False
    full = {} if year is None else {"year": int(year) + (2000 if len(year) == 2 else 0)}
    return _set(said, day=int(day), month=int(month), **full)


def _take_number(said: DayParts, word: str) -> bool:
    if _YEAR.fullmatch(word) and said.month is not None:
        return _set(said, year=int(word))
    return len(word) <= 2 and _set(said, day=int(word))


def _take_name(said: DayParts, word: str) -> bool:
    if word == "pasado":  # after a weekday it looks back, alone it is the day after tomorrow
        return _set(said, shift=2) if said.weekday is None else _set(said, side=-1)
    month = calendar_words.month(word)
    if month is not None and said.day is not None and said.month is None:
        return _set(said, month=month)  # before the weekdays: «3 mar» is March, «mar 3» Tuesday
    weekday = calendar_words.weekday(word)
    if weekday is not None:
        return _set(said, weekday=weekday)
    shift = calendar_words.shift(word)
    return shift is not None and _set(said, shift=shift)


def _set(said: DayParts, **parts: int) -> bool:
    for name, value in parts.items():
        if getattr(said, name) is not None:
            return False
        setattr(said, name, value)
    return True
