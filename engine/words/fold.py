"""Texts made comparable, and names from outside made safe."""

import re
import unicodedata
from functools import lru_cache

from .chatter import without_chatter
from .counting import ORDINALS, digits

NAME_LIMIT = 100
"""Characters of a name, of a person or a merchant, as it is stored."""
SHORT_NAME_LIMIT = 60
"""Characters of a name inside a sentence or a list; a longer one is cut."""

_ELLIPSIS = "…"
_ACCENTS = str.maketrans("áàâãäéèêëíìîïóòôõöúùûüñçÁÉÍÓÚÜÑ", "aaaaaeeeeiiiiooooouuuuncAEIOUUN")
"""The usual ones, put aside at once; all others take longer."""
_MARKUP = str.maketrans("", "", "*_~`")
_LEADING = re.compile(r"^\s*\(?\d{1,2}(?:\ufe0f?\u20e3\s*|\s*[.)\-–—](?!\d)\s*)(?=\S)")
_ROW = re.compile(
    r"(?P<the>(?:la|el) )?(?:opcion )?(?:(?:numero|nro|n°|n)\.? ?)?"
    r"(?P<row>\d{1,2})(?:ro|ra|er|do|da|to|ta|mo|ma|vo|va|no|na|o|a|°)?"
)
_ORDINAL = re.compile(rf"(?:(?:la|el) )?(?:opcion )?(?P<word>{'|'.join(ORDINALS)})(?: opcion)?")
# Letters and symbols by category, but drawn as nothing: a name of only these would be blank.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})  # controls; zero-width and bidi marks; lone surrogates


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Make a text comparable: «¡Mañana!  🙂» becomes "manana".

    Case, accents (ñ too), invisible characters, runs of white space, and the punctuation and
    emoji at both ends go. A text of nothing but punctuation or emoji keeps it, since "?" and "👍"
    are answers as well. Folding twice changes nothing.
    """
    plain = without_invisible(_bare(_bare(text).casefold()))
    return _trimmed(plain) or plain


@lru_cache(maxsize=4096)
def without_number(text: str) -> str:
    """Take off the number a list row is shown with: "2) Tintura" becomes "Tintura".

    A number that belongs to what follows it stays: "28-11", "2.5", "2 personas".
    """
    return _LEADING.sub("", text, count=1).strip()


@lru_cache(maxsize=4096)
def row_number(text: str) -> int | None:
    """Read a text that is only a row's number: "2.", "la 2", "opción dos", "la segunda".

    Returns:
        The number, 1 to 99; the caller knows how many rows there are. None for anything more
        than a number, and for «la una», which is an hour.
    """
    plain, wished = without_chatter(fold(text))
    if ordinal := _ORDINAL.fullmatch(plain):
        return ORDINALS[ordinal["word"]]
    found = _ROW.fullmatch(digits(plain))
    if not found or (wished and not found["the"]):  # «quiero 2» counts, «quiero la 2» points
        return None
    return int(found["row"]) or None


def clean(text: str, limit: int) -> str:
    """Make a name from outside safe to stand inside a message.

    One line, nothing invisible, none of WhatsApp's markup (`*`, `_`, `~`, backtick, and the marks
    that open a quote or a list), at most `limit` characters, the last one "…" where it was cut.
    """
    plain = without_invisible(unicodedata.normalize("NFC", text).translate(_MARKUP))
    plain = plain.lstrip(">-• ")
    if len(plain) <= limit:
        return plain
    return plain[: limit - 1].rstrip() + _ELLIPSIS if limit > 0 else ""


def _bare(text: str) -> str:
    """Without accents and other marks; look-alikes (full-width, keycaps) become plain."""
    text = text.translate(_ACCENTS)
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text)
    return "".join(char for char in apart if not unicodedata.category(char).startswith("M"))


def _trimmed(text: str) -> str:
    start, end = 0, len(text)
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return text[start:end]


def without_invisible(text: str) -> str:
    """Take out controls, zero-width and bidi characters; white space becomes single spaces."""
    spaced = " ".join(text.split())
    if spaced.isascii() and spaced.isprintable():
        return spaced
    seen = (char for char in spaced if char not in _BLANK and not _unseen(char))
    return " ".join("".join(seen).split())


def _unseen(char: str) -> bool:
    return unicodedata.category(char) in _UNSEEN
