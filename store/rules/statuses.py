"""What holds for rows wherever they are kept: pure, shared by the memory and the SQL stores."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from ...engine.model import Booking, OutboxStatus, Taking
from ...engine.sending.retry import OF_THE_NUMBER, GiveUp, after_late_failure

OF_A_SESSION = ("contact_id", "client_slug", "phone_number_id", "created_at")
"""With whom a session is, on which number and since when: no save changes it."""

_PENDING, _SENT, _DELIVERED, _READ, _FAILED = OutboxStatus
_LATER: Mapping[OutboxStatus, Collection[OutboxStatus]] = {
    _PENDING: (),
    _SENT: (),
    _DELIVERED: (_PENDING, _SENT, _FAILED),
    _READ: (_PENDING, _SENT, _FAILED, _DELIVERED),
    _FAILED: (_SENT,),
}
"""For each status, those it may follow: one that arrived did not fail, whatever was said before."""
_BETTER: Mapping[OutboxStatus, Collection[OutboxStatus]] = {
    _PENDING: (),
    _SENT: (_PENDING, _FAILED),
    _DELIVERED: (_PENDING, _FAILED, _SENT),
    _READ: (_PENDING, _FAILED, _SENT, _DELIVERED),
    _FAILED: (_PENDING,),
}
"""For each status, those it outdoes where it is told of another copy of the message."""


def taking_of(booking: Booking) -> Taking:
    """Return what a booking takes of its agenda."""
    return Taking(*[getattr(booking, name) for name in Taking._fields])


def moves(
    before: OutboxStatus,
    known: str | None,
    wamid: str,
    after: OutboxStatus,
    beside: str | None = None,
) -> bool:
    """Return whether what Meta tells of a message moves it forward.

    Meta may have taken a message twice, each copy with an id of its own, and may have taken one
    that we gave up. A message stands where its best copy stands: it failed only where none arrived.

    Args:
        before: where the message stands.
        known: Meta's id of the copy that stands there; None: it knows of none. A message that is
            pending and knows one is sent again after that one failed.
        wamid: Meta's id of the copy that this is told of.
        after: where that copy stands now.
        beside: Meta's id of another copy that is on its way, too.
    """
    if after is _FAILED and beside:
        return False
    return before in (_LATER if known == wamid else _BETTER)[after]


class Copies(NamedTuple):
    """Meta's ids of the copy that a message stands for, and of another that is on its way."""

    known: str | None
    beside: str | None


def copies(
    before: OutboxStatus,
    known: str | None,
    wamid: str,
    after: OutboxStatus,
    beside: str | None,
) -> Copies:
    """Return which copies of a message are on their way by what Meta tells, though it stays.

    One of which Meta says that it is on its way is surer than one that it only took; both are
    remembered. Where one of two fails, the message stands for the other, and is not sent again.
    """
    if after is _FAILED and beside:
        return Copies(known if wamid == beside else beside, None)
    if wamid != known and (known is None or (before, after) == (_SENT, _SENT)):
        return Copies(wamid, known)
    return Copies(known, beside)


def arrives(before: OutboxStatus, after: OutboxStatus) -> bool:
    """Return whether a move is the one by which a message arrived: `read` may come alone."""
    return after in (_DELIVERED, _READ) and before not in (_DELIVERED, _READ)


class Again(NamedTuple):
    """How a message goes out once more: not before `retry_at`, counted by `resends`."""

    retry_at: datetime
    resends: int


def sent_again(
    kind: str | None,
    resends: int,
    created_at: datetime,
    now: datetime | None,
    *,
    other_form: bool = False,
) -> Again | None:
    """Return how a message that failed after it was taken goes out again; None: it does not.

    What a number suffers from is not counted as the message's own.
    """
    if kind is None or now is None:
        return None
    verdict = after_late_failure(kind, resends, now - created_at, other_form=other_form)
    if isinstance(verdict, GiveUp):
        return None
    return Again(now + timedelta(seconds=verdict.seconds), resends + (kind not in OF_THE_NUMBER))
