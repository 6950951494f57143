"""Long regular expressions, written over several lines."""

from __future__ import annotations


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
