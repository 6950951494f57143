"""Whether a message is still answered that nobody can read, or that nobody understands.

Answers cost money, and who sends thirty photos has read the first three. After three in a row that
cannot be read the next such ones get none for a day; after three texts in a row that were not
understood there is at most one answer in ten minutes, until something is understood.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from .memory import Memory
from .understanding import Meaning, NotUnderstood, Unreadable

IN_A_ROW = 3
UNREADABLE = timedelta(days=1)
MISSED = timedelta(minutes=10)


def is_answered(memory: Memory, meaning: Meaning, now: datetime) -> bool:
    """Note what a message was, and return whether it is answered."""
    if isinstance(meaning, Unreadable):
        before = memory.unreadable
        memory.unreadable = _counted(before, UNREADABLE, now, anew=True)
        return memory.unreadable is not before
    memory.unreadable = ()
    if isinstance(meaning, NotUnderstood):
        before = memory.missed
        memory.missed = _counted(before, MISSED, now, anew=False)
        return memory.missed is not before
    memory.missed = ()
    return True


def _counted(
    streak: Sequence[str], pause: timedelta, now: datetime, *, anew: bool
) -> Sequence[str]:
    """Return a streak with one answer more; the same streak where there is to be no answer.

    It has the instants of the last answers, three at most. With `anew` the count begins again once
    the pause is over; else there is one answer for each pause.
    """
    if len(streak) == IN_A_ROW:
        since = now - datetime.fromisoformat(streak[-1])
        if timedelta() <= since < pause:
            return streak
        streak = () if anew else streak[1:]
    return [*streak, now.isoformat()]
