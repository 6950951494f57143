"""Hours within a sentence: one, several, a part of the day, or a preference.

Whether «a las 5» is 05:00 or 17:00 is not in the text: both are candidates, and the hours on
offer decide.
"""

from __future__ import annotations

from .clock import read_bare_hours, read_clock
from .heard import Heard, nothing
from .hour_spans import read_beside, read_parts, read_preferences, read_windows


def read_hours(text: str, *, asked: bool = False) -> Heard:
    """Read what a text says of the hour.

    Args:
        text: a clause, made ready by `sentence`.
        asked: whether an hour is what was asked for: a bare number is one, then.

    Returns:
        The wish, or None; the words read; the text with `GONE` in their place.
    """
    for read in (read_windows, read_beside, read_clock, read_parts, read_preferences):
        found = read(text)
        if found.wish:
            more = read_hours(found.rest) if found.wish.narrows else None
            if more and more.wish:
                wish = more.wish if more.wish.values else found.wish.merged(more.wish)
                return Heard(wish, f"{found.words} {more.words}", more.rest)
            return found
    if asked:
        part = read_parts(f"a {text}") if len(text.split()) == 1 else nothing(text)
        found = part if part.wish else read_bare_hours(text)
        if found.wish:
            return found
    return nothing(text)
