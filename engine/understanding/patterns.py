"""Long regular expressions, written over several lines."""

from __future__ import annotations

import re
from typing import Any, cast


def joined(lines: str) -> str:
    r"""Return a pattern whose lines are joined as they stand, without their indentation.

    A line is broken before a `|`, where no blank is lost.

    >>> joined('''
    ...     \b(?:hoy
    ...     |pasado mañana)\b
    ... ''')
    '\\b(?:hoy|pasado mañana)\\b'
    """
    return "".join(line.strip() for line in lines.splitlines())


def listed(words: str) -> frozenset[str]:
    """Return the words of a text, whatever white space is between them."""
    return frozenset(words.split())


class _LazyPattern:
    """Stands for a pattern until it is first used; then it has the pattern's own methods."""

    def __init__(self, text: str, flags: int) -> None:
        self._text, self._flags = text, flags

    def __getattr__(self, name: str) -> Any:
        found = re.compile(self._text, self._flags)
        self.__dict__ |= {method: getattr(found, method) for method in _METHODS}
        return getattr(found, name)


_METHODS = ("finditer", "findall", "fullmatch", "match", "search", "split", "sub", "subn")
_lazy: list[_LazyPattern] = []


def lazy(text: str, flags: int = 0) -> re.Pattern[str]:
    """Return a pattern that is compiled when it is first used.

    The readers have some 130, which take a quarter of a second to compile, and most commands read
    no message.
    """
    _lazy.append(_LazyPattern(text, flags))
    return cast("re.Pattern[str]", _lazy[-1])


def compile_lazy() -> None:
    """Compile all patterns that were not used yet: a server does so before somebody waits."""
    for one in _lazy:
        one.search("")
