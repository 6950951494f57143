"""Shortening a story: events are dropped for as long as the same promise stays broken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import monotonic

from .playing import Result, play
from .story import Event

PATIENCE_SECONDS = 30.0


def shortened(found: Result, again: Callable[[], float] = monotonic) -> Result:
    """Return the shortest story found in which the promise is still broken.

    Args:
        found: what is to be shortened; where all held, it is returned as it is.
        again: tells the seconds; after `PATIENCE_SECONDS` of them it is short enough.
    """
    if found.broken is None:
        return found
    ends = again() + PATIENCE_SECONDS
    best = _with(found, found.story.events[: found.step + 1]) or found
    size = max(1, len(best.story.events) // 2)
    while size and again() < ends:
        smaller = _dropped(best, size, lambda: again() < ends)
        size = size if smaller is not best and size > 1 else size // 2
        best = smaller
    return best


def _dropped(best: Result, size: int, goes_on: Callable[[], bool]) -> Result:
    """Return the story without every piece of so many events that can be missed."""
    at = len(best.story.events) - size
    while at > -size and goes_on():
        events = best.story.events
        start = max(0, at)
        best = _with(best, events[:start] + events[start + size :]) or best
        at = min(at, len(best.story.events)) - size
    return best


def _with(result: Result, events: tuple[Event, ...]) -> Result | None:
    """Return what other events come to, if the same promise is broken by them."""
    tried = play(replace(result.story, events=events))
    same = tried.broken and result.broken and tried.broken[0] == result.broken[0]
    return tried if same else None
