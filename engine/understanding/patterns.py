"""Long regular expressions, written over several lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, cast

from .necessary import absence, necessary


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
    """Stands for a pattern until it is first used; then it has the pattern's own methods.

    They look into a text only where it has the letters that every match has.
    """

    def __init__(self, text: str, flags: int) -> None:
        self._text, self._flags = text, flags

    def __getattr__(self, name: str) -> Any:
        found = re.compile(self._text, self._flags)
        needed = frozenset() if self._flags else necessary(self._text)
        self.__dict__ |= _methods(found, needed)
        return getattr(found, name)


_METHODS = ("finditer", "findall", "fullmatch", "match", "search", "split", "sub", "subn")


def _methods(found: re.Pattern[str], needed: frozenset[str]) -> dict[str, Any]:
    """Return a pattern's methods; the most used ones answer by themselves where nothing can be."""
    methods = {name: getattr(found, name) for name in _METHODS}
    if not needed:
        return methods
    no_match = absence(needed)

    def finding(name: str, nothing: Callable[[], Any]) -> Callable[..., Any]:
        find = methods[name]
        return lambda text, *span: nothing() if no_match(text) else find(text, *span)

    def sub(by: Any, text: str, count: int = 0) -> str:
        return text if no_match(text) else found.sub(by, text, count)

    some = {"match": _none, "fullmatch": _none, "search": _none, "finditer": _no_matches}
    return methods | {name: finding(name, what) for name, what in some.items()} | {"sub": sub}


def _none() -> None:
    return None


def _no_matches() -> Iterator[Any]:
    return iter(())


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
