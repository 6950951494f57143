"""Where a slip was made that YAML tells of only further down.

A quote that is not closed ends at the next one; a line with one blank too many is told at the line
after it. What is told here is the line that has to be mended; the other is where it shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...errors import Fault, Spot

Quoted = tuple[tuple[int, int], int]
"""A quoted text: the line and the column (from 0) where it begins, the line on which it ends."""
_NO_COLON = "could not find expected ':'"
_VALUES = "mapping values are not allowed here"
_UNLIKE = "expected <block end>"
_DASHES = "<block sequence start>"
_LOOKS_BLANK = re.compile(
    "^[ \t]*([\u00a0\u00ad\u1680\u2000-\u200f\u202f\u205f\u2060\u3000\ufeff])"
)
_MOSTLY = 0.9
"""The share of lines whose indentation shows by how many spaces a file is indented."""


def misplaced(text: str, fault: Fault, began: int, quoted: Iterable[Quoted]) -> Fault | None:
    """Return a fault of YAML's at the line that has to be mended; None where that is its own.

    Args:
        text: the file.
        fault: what YAML says, and where.
        began: the line of that within which it was found; 0 where it does not say.
        quoted: every quoted text up to the fault.
    """
    lines = text.split("\n")
    for number, line in enumerate(lines[: fault.line], start=1):
        if found := _LOOKS_BLANK.match(line):
            message = "is indented by a character that only looks like a blank"
            return _at(fault, number, found.start(1), message, "indent with spaces")
    if not fault.message.startswith((_NO_COLON, _VALUES, _UNLIKE)):
        return None
    if quote := _unclosed_quote(quoted, fault.line):
        message, hint = "this quote is not closed on its line", "close it"
        return _at(fault, *quote, message, hint)
    if fault.message == _NO_COLON and began:
        return _without_colon(fault, lines, began)
    before = next((n for n in range(fault.line - 1, 0, -1) if _says(lines[n - 1])), fault.line)
    return (
        _unlike_others(fault, lines, began or before)
        or _undashed(fault, lines, before)
        or (_without_colon(fault, lines, before) if _is_bare(fault, lines[before - 1]) else None)
    )


def _at(fault: Fault, line: int, column: int, message: str, hint: str) -> Fault:
    """Return a fault at a line and a column (from 0), which shows where YAML found it."""
    there = Spot("", fault.line, fault.column)
    shows = (there,) if line != fault.line else ()
    return Fault("", message, line, column + 1, fault.code, hint, shows=shows)


def _without_colon(fault: Fault, lines: list[str], number: int) -> Fault:
    message, hint = "is followed by what belongs to it, and has no `:`", "write `:` after it"
    return _at(fault, number, _indent(lines[number - 1]), message, hint)


def _unlike_others(fault: Fault, lines: list[str], first: int) -> Fault | None:
    """Tell of a line that is indented by what no other line is."""
    step = _step(lines)
    for number in range(first, fault.line + 1):
        line = lines[number - 1]
        if step and _says(line) and _indent(line) % step:
            message = f"is indented by {_indent(line)}; this file goes by {step} a level"
            return _at(fault, number, _indent(line), message, f"indent by {step} spaces a level")
    return None


def _undashed(fault: Fault, lines: list[str], before: int) -> Fault | None:
    """Tell of a part of a list that has no dash: the next has one."""
    one, other = lines[before - 1], lines[fault.line - 1]
    beside = _indent(one) == _indent(other) and not one.lstrip().startswith("-")
    if _DASHES in fault.message and beside:
        return _at(fault, before, _indent(one), "has no dash, and the next part has", "put `- `")
    return None


def _is_bare(fault: Fault, line: str) -> bool:
    return fault.message == _VALUES and ":" not in line


def _unclosed_quote(quoted: Iterable[Quoted], line: int) -> tuple[int, int] | None:
    """Return where the quoted text begins that ends on this line, and began on another."""
    return next((at for at, end in quoted if end == line and at[0] < line), None)


def _says(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _step(lines: list[str]) -> int:
    """Return by how many spaces most lines are indented a level; 0 where nobody can tell."""
    depths = [depth for line in lines if _says(line) and (depth := _indent(line))]
    for step in (4, 2):
        if depths and sum(depth % step == 0 for depth in depths) >= _MOSTLY * len(depths):
            return step
    return 0
