"""What receptions are to be told, left as timers: they are told from a transaction of their own.

Each says of what it tells (a booking, or a person's session) and no words: what it says is true
when it is said.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from ..model import NEWS, Client, Timer
from ..ports import Ids, Transaction
from .directory import contacts_of


class Word(StrEnum):
    """What a reception is told of."""

    NEW = "new"
    ASKED = "asked"
    MOVED = "moved"
    MOVE_ASKED = "move_asked"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    """A request that had not been confirmed."""
    MOVE_WITHDRAWN = "move_withdrawn"
    MOVED_FOR_THEM = "moved_for_them"
    """Not by the person, nor by this phone."""
    CANCELLED_FOR_THEM = "cancelled_for_them"
    UNTOLD = "untold"
    """The person does not know what became of their booking."""
    EXPIRED = "expired"
    """Nobody answered the request in time (R17)."""
    MOVE_EXPIRED = "move_expired"
    ERASED = "erased"
    ABSENT = "absent"
    CALLED = "called"
    SAID = "said"
    DIGEST = "digest"
    ZONE = "zone"


OF_CLIENT = (Word.DIGEST, Word.ZONE)
"""About no booking and no person: the slug stands in place of a session's id."""


_MARK = NEWS + "reception:"
"""Begins the names of such timers."""


def leave_word(
    tx: Transaction,
    ids: Ids,
    now: datetime,
    client: Client,
    number_id: str,
    word: Word,
    *,
    booking_id: str | None = None,
    session_id: str = "",
    row_id: int = 0,
    but: str | None = None,
    is_untold: bool = False,
) -> tuple[str, ...]:
    """Let all of a client's receptions be told of something, soon; return who they are.

    `number_id` is Meta's id of the number of ours that it happened on. It is of a booking, or of a
    person's conversation (`session_id`) and maybe one message in the inbox (`row_id`), which is
    passed on. The contact `but` is not told. `is_untold`: the person of the booking does not hear
    of it, so that somebody else has to tell them.
    """
    every = contacts_of(tx, ids, now, client, number_id)
    receptions = [contact for contact in every if contact.id != but]
    for contact in receptions:
        timer = timer_of(
            *(ids.new(), contact.id, word, now),
            booking_id=booking_id,
            session_id=session_id,
            row_id=row_id or int(is_untold),
        )
        tx.timers.add(timer)
    return tuple(contact.id for contact in receptions)


def timer_of(
    timer_id: str,
    contact_id: str,
    word: Word,
    now: datetime,
    *,
    booking_id: str | None = None,
    session_id: str = "",
    row_id: int = 0,
) -> Timer:
    """Return what lets one reception be told of something, now."""
    return Timer(timer_id, contact_id, session_id, row_id, _MARK + word, now, booking_id)


def word_of(timer: Timer) -> Word | None:
    """Return what a timer lets a reception be told; None for any other timer."""
    return Word(timer.name.removeprefix(_MARK)) if timer.name.startswith(_MARK) else None
