"""Letters that a text must have before a pattern can match anywhere in it.

Most patterns find nothing in most messages. So each pattern knows texts of which every match has at
least one, and is searched only where a text has it, too: first three letters of it are looked up in
the set of a text's, then the whole of it. They are read off the pattern itself, as search engines
do it for regular expressions over many files: https://swtch.com/~rsc/regexp/regexp4.html

What the reader of patterns (`re._parser`, which is not documented) gives back and is not known
here makes nothing necessary: the pattern is then searched everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

_parser: Any = import_module("re._parser")

_MOST = 96
"""So many texts a part of a pattern may stand for, to be looked at one by one."""
_CLASS = 6
_EVERYWHERE = (
    " el a de la las no para que y me si quiero un turno hora el viernes a la tarde gracias puedo "
    "hola para mas con el dia hoy de mi mejor en la semana a las puede tenes lo por del se los una "
    "no que manana "
)
"""What people write all the time: its letters tell little."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What is known of a part of a pattern.

    Attributes:
        texts: all that it can match; None where they are many or not known.
        needed: each match has at least one of these; None where nothing is known.
    """

    texts: frozenset[str] | None = None
    needed: frozenset[str] | None = None


_NOTHING = frozenset({""})


@lru_cache(maxsize=256)
def triples(text: str) -> frozenset[str]:
    """Return each three letters in a row of a text.

    >>> sorted(triples("hola"))
    ['hol', 'ola']
    """
    return frozenset([text[at : at + 3] for at in range(len(text) - 2)])


_COMMON = triples(_EVERYWHERE)


def necessary(pattern: str) -> frozenset[str]:
    r"""Return texts of three letters and more, of which every match has one; none where not known.

    >>> sorted(necessary(r"\b(?:gracias|muy amable)\b"))
    ['gracias', 'muy amable']
    >>> necessary(r"\d+")
    frozenset()
    """
    parsed = _parser.parse(pattern)
    needed = None if parsed.state.flags & re.IGNORECASE else _sequence(parsed).needed
    return frozenset() if needed is None or _worth(needed) < 3 else needed


def absence(needed: frozenset[str]) -> Callable[[str], bool]:
    """Return a function that tells whether a text has none of these, of three letters and more.

    >>> absence(frozenset({"gracias", "muy amable"}))("gracia divina")
    True
    """
    by_letters: dict[str, list[str]] = {}
    for text in needed:
        by_letters.setdefault(_telling(text), []).append(text)
    letters = frozenset(by_letters)

    def is_absent(text: str) -> bool:
        there = triples(text)
        if letters.isdisjoint(there):
            return True
        return not any(one in text for each in letters & there for one in by_letters[each])

    return is_absent


def _sequence(items: Iterable[Any]) -> _Part:
    """Return what is known of parts that follow each other."""
    run, best, known = _NOTHING, None, True
    for part in _parts(items):
        if part.texts is not None and len(run) * len(part.texts) <= _MOST:
            run = frozenset([head + tail for head in run for tail in part.texts])
            continue
        known = False
        best = _better(_better(best, run), part.needed)
        run = part.texts or _NOTHING
    return _Part(run if known else None, _better(best, run))


def _parts(items: Iterable[Any]) -> Iterator[_Part]:
    """Yield what is known of each part; letters that follow each other are one."""
    letters = ""
    for name, given in items:
        if name is _parser.LITERAL:
            letters += chr(given)
            continue
        if letters:
            yield _Part(frozenset({letters}))
            letters = ""
        yield _part(str(name), given)
    if letters:
        yield _Part(frozenset({letters}))


def _part(name: str, given: Any) -> _Part:
    """Return what is known of one part."""
    match name:
        case "AT" | "ASSERT" | "ASSERT_NOT":  # of no length
            return _Part(_NOTHING)
        case "IN":
            return _Part(_letters(given))
        case "BRANCH":
            return _either([_sequence(branch) for branch in given[1]])
        case "SUBPATTERN":
            return _sequence(given[3]) if not (given[1] or given[2]) else _Part()
        case "MAX_REPEAT" | "MIN_REPEAT":
            return _repeated(*given)
    return _Part()


def _letters(given: Sequence[Any]) -> frozenset[str] | None:
    """Return the letters of a small class: `[ao]`."""
    if len(given) > _CLASS or any(str(kind) != "LITERAL" for kind, _ in given):
        return None
    return frozenset(chr(code) for _, code in given)


def _either(parts: list[_Part]) -> _Part:
    """Return what is known of a choice."""
    texts: set[str] | None = set()
    needed: set[str] | None = set()
    for part in parts:
        texts = None if texts is None or part.texts is None else texts | part.texts
        needed = None if needed is None or part.needed is None else needed | part.needed
    if texts is not None and len(texts) > _MOST:
        texts = None
    return _Part(
        None if texts is None else frozenset(texts), None if needed is None else frozenset(needed)
    )


def _repeated(least: int, most: int, items: Iterable[Any]) -> _Part:
    """Return what is known of what comes several times, or not at all."""
    once = _sequence(items)
    if least == 0:
        may_lack = most == 1 and once.texts is not None
        return _Part((once.texts or frozenset()) | _NOTHING) if may_lack else _Part()
    return once if least == most == 1 else _Part(None, once.needed)


def _better(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    """Return which of two says more: longer texts, then fewer."""
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda texts: (_worth(texts), -_frequent(texts), -len(texts)))


def _frequent(texts: frozenset[str]) -> int:
    """Return how many of these have no three letters that tell."""
    return sum(triples(text) <= _COMMON for text in texts)


def _worth(texts: frozenset[str]) -> int:
    """Return how many letters, up to three, each of these has."""
    return min(3, *map(len, texts)) if texts else 0


def _telling(text: str) -> str:
    """Return three letters in a row of a text, such as tell, if there are some."""
    return min(triples(text), key=_commonness)


@lru_cache(maxsize=1024)
def _commonness(letters: str) -> tuple[bool, int, str]:
    """Return what sorts letters: first those of rare words, then rare letters."""
    return letters in _COMMON, sum(map(_EVERYWHERE.count, letters)), letters
