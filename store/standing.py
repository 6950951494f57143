"""Whose words stood last in the chat, where the sessions of two contacts come together: pure.

A contact's own sessions are in order by `last_message_at`, even where the clock was set back
between two messages. Two contacts did not know of each other, so there the rows have to tell,
whose numbers grow with each that is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from ..engine.model import Session

_NEXT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Stood:
    """A session, and what tells when a message of either side last stood in its chat.

    Attributes:
        turn: the number of its last turn that heard something or said something; 0: none.
        said: the number of its last message of ours; 0: none.
    """

    session: Session
    turn: int
    said: int

    def after(self, other: Stood) -> bool:
        """Return whether this one stood in the chat after the other.

        Of three witnesses two are believed. The clock may have been set back; no turn says a
        notice, or the words of a merchant's own; while a person has the session, we say nothing.
        """
        pairs = zip(self._witnesses(), other._witnesses(), strict=True)
        clock, *rows = [(mine > theirs) - (mine < theirs) for mine, theirs in pairs]
        return (clock + sum(rows) or clock) > 0

    def _witnesses(self) -> tuple[tuple[Any, ...], ...]:
        return (self.session.last_message_at, self.session.id), (self.turn,), (self.said,)


def as_they_stood(one: Iterable[Stood], two: Iterable[Stood]) -> list[Session]:
    """Return the sessions of two contacts in one order, each with an instant that says so.

    All are the last one last: those of each contact, and what is returned.
    """
    left, right = list(one), list(two)
    latest_first = []
    while left or right:
        later = left if left and (not right or left[-1].after(right[-1])) else right
        latest_first.append(later.pop().session)
    ordered: list[Session] = []
    for session in reversed(latest_first):
        at = session.last_message_at
        if ordered and at <= ordered[-1].last_message_at:
            at = ordered[-1].last_message_at + _NEXT
        ordered.append(replace(session, last_message_at=at))
    return ordered
