"""A message made ready for readers: folded, mended, its numbers as figures, in clauses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ..words.counting import digits
from ..words.fold import fold
from .lexicon import spoken

LONGEST = 400
"""Characters that are read; a message that is longer tells a story."""
BREAK = "|"
"""Stands between two clauses."""

_PLAIN = str.maketrans("áàâãäéèêëíìîïóòôõöúùûüñç’‘´`“”…—–", "aaaaaeeeeiiiiooooouuuunc''''\"\".--")
_CLEAN = re.compile(r"[.;!¡¿?\n\r]+(?!\d)|,(?!\d)|(?<!\d),|(?<=\D):(?!\d)|[()\"«»]")
_TIME = (
    (re.compile(r"(\d) ?h ?(\d\d)\b"), r"\1:\2"),
    (re.compile(r"\b([ap])\.? ?m\b\.?"), r" \1m "),
    (re.compile(r"(\d)(?:ero|era|mero)\b"), r"\1ro"),
    (re.compile(r"(\d) ?(?:k|lucas?)\b"), r"\1 mil"),
    (re.compile(r"(\d)\s*(hs|hrs|hr|h|horas|am|pm|ro|er|do|da|ra|ta|to)\b\.?"), r"\1 \2 "),
    (re.compile(r"(\d) ?: ?(\d\d)\b"), r"\1:\2"),
)
_TOKEN = re.compile(r"\d+(?:[:./-]\d+)*|[a-z']+(?:-feira)?|°|\||\+|%|\$")
_ORDINAL_MARKS = re.compile(r"(?<=\d) (?:ro|er|do|da|ra|ta|to)\b")
_DIGIT = re.compile(r"\d")
_YES = re.compile("[👍👌✅✔☑🤝🙌💪🆗]")
_WARM = re.compile("[❤🙏🥰😘🤗💕💖🫶😊☺🧡💛💚💙💜🖤🤍]")
_NO = re.compile("[👎❌🚫✖]")
_KEYCAP = re.compile("^\\s*([0-9])\ufe0f?\u20e3\\s*$|^\\s*(🔟)\\s*$")
_LA_UNA = re.compile(r"\b(a|tipo) la una\b")
_UNA_Y = re.compile(r"(?<![\w ])una (y (?:media|cuarto|pico)|menos (?:cuarto|\d+))\b(?! hora)")
_JOINED = re.compile(r"\b(las|tipo) (\d{1,2})([0-5]\d)\b")
_APART = re.compile(r"\b(las|tipo) (\d{1,2}) ([0-5]\d)\b(?! (?:personas?|minutos|de )\b)")
_UNITED = re.compile(r"(?<![\w:/.,$+-])([01]?\d|2[0-3])([0-5]\d)(?= (?:hs|[ap]m)\b)")
"""«A las diecisiete treinta», «530 pm»."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message made ready.

    Attributes:
        text: as it was typed.
        folded: as `fold` makes it, to be compared as a whole.
        plain: words that are mended, figures, and `|` between clauses; one space between two.
        asks: whether it has a question mark.
        sign: `yes`, `no` or `warm` where there are only such emoji; "" otherwise.
        keycap: the number of a keycap that is all of it; 0 otherwise.
    """

    text: str
    folded: str
    plain: str
    asks: bool = False
    sign: str = ""
    keycap: int = 0

    @property
    def clauses(self) -> list[str]:
        """The clauses, without the breaks."""
        return [clause.strip() for clause in self.plain.split(BREAK) if clause.strip()]

    @property
    def words(self) -> list[str]:
        """The words and figures, without the breaks."""
        return [word for word in self.plain.split() if word != BREAK]


@lru_cache(maxsize=2048)
def sentence(text: str) -> Sentence:
    """Make a message ready. Nothing in it makes this fail.

    >>> sentence("¡Hola! Quería un turnito p/ el juebes, a las cinco").plain
    'hola | quiero un turno p el jueves | a las 5'
    """
    short = text[:LONGEST]
    folded = fold(text)
    lower = short.casefold().translate(_PLAIN)
    if not lower.isascii():
        lower = _ascii(lower)
    asks = "?" in short
    keycap = _KEYCAP.match(short)
    for pattern, by in _TIME:
        lower = pattern.sub(by, lower)
    words = _TOKEN.findall(_CLEAN.sub(f" {BREAK} ", lower))
    joined = _ORDINAL_MARKS.sub("", spoken([word.strip("'") or "'" for word in words]))
    plain = digits(_UNA_Y.sub(r"1 \1", _LA_UNA.sub(r"\1 las 1", joined)))
    if _DIGIT.search(plain):
        plain = _UNITED.sub(r"\1:\2", _APART.sub(r"\1 \2:\3", _JOINED.sub(r"\1 \2:\3", plain)))
    return Sentence(
        text=text,
        folded=folded,
        plain=_tidy(plain),
        asks=asks,
        sign=_sign(short, plain),
        keycap=(10 if keycap[2] else int(keycap[1])) if keycap else 0,
    )


def _ascii(lower: str) -> str:
    """Return what is left of other scripts' marks: accents that stand apart, full-width figures."""
    apart = fold(lower) if len(lower) < 3 else " ".join(map(_bare, lower.split(" ")))
    return apart.encode("ascii", "ignore").decode()


@lru_cache(maxsize=2048)
def _bare(word: str) -> str:
    if word.isascii():
        return word
    marks = "".join(mark for mark in word if mark in "?!.,;:")
    return f"{fold(word)}{marks[-1:]}"


def _tidy(plain: str) -> str:
    """Let no break stand first, last or twice."""
    parts = (" ".join(part.split()) for part in plain.split(BREAK))
    return f" {BREAK} ".join(part for part in parts if part)


def _sign(text: str, plain: str) -> str:
    """Return what emoji say where there are no words."""
    if plain.strip(" |"):
        return ""
    if _NO.search(text):
        return "no"
    if _YES.search(text):
        return "yes"
    return "warm" if _WARM.search(text) else ""
