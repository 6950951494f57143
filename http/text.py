"""Text from outside: patterns of what is allowed, and what makes it fit for a database or a line.

The patterns are strings, since JSON Schema prints them, too.
"""

from __future__ import annotations

import re

from ..engine.words.fold import NAME_LIMIT

_LINE_LESS = r"\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
_JOINERS = r"\u180b-\u180e\u200c\u200d\ufe00-\ufe0f"
_FILLERS = r"\u00ad\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
_UNSEEN = rf"\s{_JOINERS}{_FILLERS}"
NO_LINE = f"[{_LINE_LESS}]"
"""What no line shows: control characters, line breaks, what turns the direction of text around, and
what has no width, except what joins letters and emoji."""
LINE = f"^[^{_LINE_LESS}]*$"
"""One line, empty or not."""
NAME = f"^[^{_LINE_LESS}]*[^{_LINE_LESS}{_UNSEEN}][^{_LINE_LESS}]*$"
"""One line with something to see in it."""
NO_TEXT = r"[\u0000\ud800-\udfff]"
"""What a database does not keep: NUL, half of a character."""
TEXT = r"^[^\u0000]*$"
"""Any text that a database keeps; halves of characters are looked for apart."""
SLUG = "^[a-z0-9]+(-[a-z0-9]+)*$"
ID = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
PHONE = "^[0-9]{6,20}$"
TYPED_PHONE = r"^ ?\+?([ ().\-/]*[0-9]){6,20}[ ().\-/]*$"
"""A phone as people write it."""
NUMBER = "^[0-9]{6,15}$"
"""A WhatsApp number, as `wa.me` takes it."""
VARIABLE = "^[A-Z][A-Z0-9_]{0,63}$"
"""The name of an environment variable. A token of Meta's, which mixes cases, never passes."""

_MONTH_AND_DAY = (
    "((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])"
    "|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    "|02-(0[1-9]|1[0-9]|2[0-8]))"
)
_LEAP_YEAR = "(20([02468][048]|[13579][26])|21(0[48]|[2468][048]|[13579][26]))"
_DAY = f"(2[01][0-9]{{2}}-{_MONTH_AND_DAY}|{_LEAP_YEAR}-02-29)"
_HOUR = "([01][0-9]|2[0-3]):[0-5][0-9]"
DATE = f"^{_DAY}$"
"""A date that exists, from 2000 to 2199."""
INSTANT = rf"^{_DAY}T{_HOUR}(:[0-5][0-9](\.[0-9]{{1,6}})?)?(Z|[+-]{_HOUR})$"
"""An instant with its offset, as most write it. ISO 8601 knows more ways, and they are taken."""

REPLACEMENT = "\ufffd"
_UNSTORABLE = re.compile(NO_TEXT)
_CONTROLS = re.compile(NO_LINE)
_NAME = re.compile(NAME)


def storable(text: str) -> str:
    """Return the text with U+FFFD for what PostgreSQL and UTF-8 refuse: NUL, lone surrogates."""
    if text.isascii() and "\x00" not in text:  # nearly all: ids, phones
        return text
    return _UNSTORABLE.sub(REPLACEMENT, text)


def is_storable(text: str) -> bool:
    """Return whether there is nothing to replace."""
    return _UNSTORABLE.search(text) is None


def one_line(text: str, limit: int = NAME_LIMIT) -> str:
    """Return the text as one line of at most `limit` characters, without control characters."""
    spaced = storable(" ".join(text.replace("\x00", "").split()))
    return " ".join(_CONTROLS.sub("", spaced).split())[:limit].rstrip()


def has_controls(text: str) -> bool:
    """Return whether a text holds what no line can show."""
    return _CONTROLS.search(text) is not None


def is_name(text: str) -> bool:
    """Return whether a text is one line with something to see in it."""
    return _NAME.fullmatch(text) is not None


def word(value: object) -> str:
    """Return an id as text, whatever JSON it came as; empty for what is none."""
    if isinstance(value, str):
        return storable(value).strip()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return ""
