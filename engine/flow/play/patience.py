"""Whether a message is still answered that nobody can read, or that nobody understands.

Answers cost money, and who sends thirty photos has read the first three. After three in a row that
cannot be read the next such ones get none for a day; after three texts in a row that were not
understood there is at most one answer in ten minutes, until something is understood.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from .memory import Memory
from .understanding import Meaning, NotUnderstood, Unreadable

IN_A_ROW = 3
UNREADABLE = timedelta(days=1)
MISSED = timedelta(minutes=10)


def is_answered(memory: Memory, meaning: Meaning, now: datetime) -> bool:
    """Note what a message was, and return whether it is answered."""
    if isinstance(meaning, Unreadable):
        return _counted(memory.unreadable, UNREADABLE, now, anew=True)
    memory.unreadable.clear()
    if isinstance(meaning, NotUnderstood):
        return _counted(memory.missed, MISSED, now, anew=False)
    memory.missed.clear()
    return True


def _counted(streak: list[str], pause: timedelta, now: datetime, *, anew: bool) -> bool:
    """Note one more, and return whether it is answered.

    `streak` has the instants of the last answers, three at most. With `anew` the count begins again
    once the pause is over; else there is one answer for each pause.
    """
    if len(streak) == IN_A_ROW:
        since = now - datetime.fromisoformat(streak[-1])
        if timedelta() <= since < pause:
            return False
        del streak[: None if anew else 1]
    streak.append(now.isoformat())
    return True
