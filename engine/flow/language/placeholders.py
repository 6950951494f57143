"""A text with its slots filled in.

`{servicio}` and `{servicio.precio}` are replaced; a part in `[square brackets]` is left out when
something in it has nothing to show, and a line that is empty for that reason goes with it. `{{`
and `[[` stand for themselves. There is nothing else: a text cannot run anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

Lookup = Callable[[str], str]
"""Gives what a name has to show; "" for nothing."""

_PIECE = re.compile(r"\{\{|\[\[|\}\}|\]\]|\{(?P<name>[a-z][a-z0-9_.]*)\}|\[(?P<part>[^\[\]\n]*)\]")
_MARKS = frozenset("{}[]")
_DOUBLED = {"{{": "{", "[[": "[", "}}": "}", "]]": "]"}
Piece = tuple[str, str]
"""A kind (`text`, `name` or `part`) and its content."""


@lru_cache(maxsize=4096)
def _pieces(text: str) -> tuple[Piece, ...]:
    return tuple(_split(text))


def _split(text: str) -> Iterator[Piece]:
    end = 0
    for match in _PIECE.finditer(text):
        if match.start() > end:
            yield "text", text[end : match.start()]
        end = match.end()
        if match["name"]:
            yield "name", match["name"]
        elif match["part"] is not None:
            yield "part", match["part"]
        else:
            yield "text", _DOUBLED[match[0]]
    if end < len(text):
        yield "text", text[end:]


@lru_cache(maxsize=4096)
def names_in(text: str) -> frozenset[str]:
    """Return every name that a text uses."""
    return frozenset(
        name
        for kind, content in _pieces(text)
        for name in ((content,) if kind == "name" else names_in(content) if kind == "part" else ())
    )


def needed_in(text: str) -> frozenset[str]:
    """Return the names that stand outside square brackets."""
    return frozenset(content for kind, content in _pieces(text) if kind == "name")


def lone_names(text: str) -> frozenset[str]:
    """Return the names that have a line to themselves: it is left out when they show nothing."""
    lines = [_pieces(line) for line in text.split("\n")]
    alone = [
        line
        for line in lines
        if all(kind != "text" or not content.strip() for kind, content in line)
    ]
    kept = [name for line in lines if line not in alone for kind, name in line if kind == "name"]
    return frozenset(name for line in alone for kind, name in line if kind == "name") - set(kept)


def stray_marks(text: str) -> frozenset[str]:
    """Return the braces and brackets that stand alone, and would be read as they stand."""
    rest = _PIECE.sub("", _PIECE.sub(lambda match: match["part"] or "", text))
    return frozenset(_MARKS.intersection(rest))


def fill(text: str, lookup: Lookup) -> str:
    """Return the text as a person reads it."""
    lines, plain = _lines(text)
    if plain is not None:
        return plain
    shown = [_line(line, lookup) for line in lines]
    return "\n".join([line for line in shown if line is not None]).strip()


@lru_cache(maxsize=4096)
def _lines(text: str) -> tuple[tuple[tuple[Piece, ...], ...], str | None]:
    """Return a text's lines in pieces, and all of it where there is nothing to fill in."""
    lines = tuple(_pieces(line) for line in text.split("\n"))
    if any(kind != "text" for line in lines for kind, _ in line):
        return lines, None
    whole = ("".join([content for _, content in line]).rstrip() for line in lines)
    return lines, "\n".join(whole).strip()


def _line(pieces: tuple[Piece, ...], lookup: Lookup) -> str | None:
    """Return a line filled in; None where it had only parts and all of them were left out."""
    shown = "".join([_shown(piece, lookup) for piece in pieces])
    left_out = not shown.strip() and any(kind != "text" for kind, _ in pieces)
    return None if left_out else shown.rstrip()


def _shown(piece: Piece, lookup: Lookup) -> str:
    kind, content = piece
    if kind == "text":
        return content
    if kind == "name":
        return lookup(content)
    if not all(lookup(name) for name in names_in(content)):
        return ""
    return "".join(_shown(inner, lookup) for inner in _pieces(content))
