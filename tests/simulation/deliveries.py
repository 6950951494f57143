"""What Meta took of ours, how often and in which order, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import product

from .meta import LATE, Told
from .promises import ATOMIC, GIVEN_UP, REPEAT, SENT, SENT_ORDER, STATUS, Breaks
from .rows import Out, Rows
from .town import Person

UNSETTLED = timedelta(seconds=9)
"""How long a status has to settle what is in doubt: ten seconds, less one for what lies between."""
OPEN = timedelta(hours=22)
"""How long somebody may be written to for sure: Meta's 24 hours, less what lies between."""
_RANK = {"pending": 0, "sent": 1, "delivered": 2, "read": 3}


@dataclass(slots=True)
class Copy:
    """A message as Meta took it, once: what Meta says of it, and what we have acknowledged."""

    said: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def ends(self) -> set[str]:
        """Return where it may stand: what was told in vain may have been heard all the same."""
        furthest = max(self.told, key=lambda told: _RANK.get(told, -1), default="")
        return set(self.told) if "failed" in self.told else {furthest} - {""}


@dataclass(slots=True)
class Sent:
    """What Meta did with one message of ours; `copies` by Meta's id of each."""

    taken: int = 0
    last_taken: datetime | None = None
    jumps: int = 0
    excused: bool = False
    final: bool = False
    operated: bool = False
    again: bool = False
    failures: int = 0
    copies: dict[str, Copy] = field(default_factory=dict)

    def copy(self, wamid: str) -> Copy:
        return self.copies.setdefault(wamid, Copy())


class Deliveries:
    """Follows each message of ours to its end."""

    def __init__(self, breaks: Breaks) -> None:
        self._breaks = breaks
        self._known: dict[str, Sent] = {}
        self._outbox: dict[str, Out] = {}
        self._order: dict[str, int] = {}
        self._worked: dict[str, datetime] = {}
        self._jumps = 0

    def clock_jumped(self) -> None:
        """Note that the machine's clock jumped."""
        self._jumps += 1

    def said(self, told: Told) -> None:
        """Meta says what became of a message; what failed for a while goes out again.

        So does what opens a form, once, as a question of the chat.
        """
        sent = self._sent(told.row)
        sent.copy(told.wamid).said.append(told.status)
        if told.status != "failed":
            return
        sort = LATE[told.code]
        if sort == "final":
            sent.final = True
            if not told.opens_form:
                return
        sent.excused = sent.again = True
        sent.last_taken = None
        sent.failures += sort == "passing"

    def acknowledged(self, statuses: Iterable[Told]) -> None:
        """What Meta says was acknowledged."""
        for told in statuses:
            self._sent(told.row).copy(told.wamid).told.append(told.status)

    def accepted(self, row: str, wamid: str, owner: Person, now: datetime) -> None:
        """Meta took a message of ours."""
        sent = self._sent(row)
        out = self._outbox.get(row)
        if out is None:
            self._breaks(ATOMIC, f"{row} was sent and is not on disk")
            return
        if sent.taken and not sent.excused:
            self._breaks(REPEAT, f"{row} was sent again, to {owner.name}")
        waited = now - sent.last_taken if sent.last_taken else UNSETTLED
        if sent.jumps == self._jumps and waited < UNSETTLED:
            self._breaks(REPEAT, f"{row} was sent again before a status could settle it")
        if any(copy.told and "failed" not in copy.said for copy in sent.copies.values()):
            self._breaks(REPEAT, f"{row} was sent again though a status had settled it")
        if out.seq < self._order.get(out.contact, 0) and not (sent.operated or sent.again):
            self._breaks(SENT_ORDER, f"{row} went to {owner.name} after a later one")
        self._order[out.contact] = max(out.seq, self._order.get(out.contact, 0))
        sent.copy(wamid)
        sent.taken += 1
        sent.last_taken, sent.jumps = now, self._jumps
        sent.excused = False

    def killed(self) -> None:
        """The program died: what Meta took and is not noted may be sent again."""
        for row, sent in self._known.items():
            out = self._outbox.get(row)
            if sent.taken and out and out.status == "pending":
                sent.excused = True

    def operated(self, row: str) -> None:
        """An operator sends a message again, or drops it: all that was known of it is over."""
        sent = self._sent(row)
        sent.excused = sent.final = sent.operated = True
        sent.last_taken = None

    def answer_lost(self, row: str) -> None:
        """Meta took a message and its answer was lost."""
        self._sent(row).excused = True

    def refused(self, row: str, sort: str) -> None:
        """Meta refused a message of ours."""
        self._sent(row).final |= sort == "final"

    def _sent(self, row: str) -> Sent:
        return self._known.setdefault(row, Sent())

    def committed(self, rows: Rows, now: datetime, *, merged: bool) -> None:
        """Rows changed: each status moves forward, if it moves."""
        for out in rows.outbox:
            known = self._outbox.get(out.id)
            if known is None and out.status == "failed":
                self._never_tried(out, rows)
            elif known and known.status != out.status and not self._sent(out.id).operated:
                self._moved(known, out)
        self._outbox = {out.id: out for out in rows.outbox}
        for row in rows.inbox:
            if row.done:
                self._worked.setdefault(row.message_id, now)
        if merged:
            self._merged(rows)

    def _never_tried(self, out: Out, rows: Rows) -> None:
        """Only who may not be written to is told nothing; it is kept, and why."""
        wrote = [
            self._worked.get(row.message_id) for row in rows.inbox if row.contact == out.contact
        ]
        last = max((at for at in wrote if at), default=None)
        if last and out.created - last < OPEN:
            self._breaks(GIVEN_UP, f"{out.id} was never tried, and its person wrote at {last}")
        self._sent(out.id).final = True

    def _moved(self, was: Out, out: Out) -> None:
        forward = _RANK.get(was.status, 9) < _RANK.get(out.status, -1)
        fails = out.status == "failed" and was.status in ("pending", "sent")
        anew = out.status == "pending" and was.status == "sent" and self._sent(out.id).again
        if not (forward or fails or anew or self._arrived(was, out)):
            self._breaks(STATUS, f"{out.id} went from {was.status} to {out.status}")

    def _arrived(self, was: Out, out: Out) -> bool:
        """Return whether a message that failed, or was given up, stands as a copy does.

        One that arrived did not fail, whatever was said of it before.
        """
        if was.status != "failed" or out.wamid is None:
            return False
        said = self._sent(out.id).copy(out.wamid).said
        if out.wamid == was.wamid:
            return out.status != "sent" and out.status in said
        return out.status == "sent" or out.status in said

    def _merged(self, rows: Rows) -> None:
        """Two contacts became one: what either had waiting may be older than what went out."""
        waiting: dict[str, int] = {}
        for out in rows.outbox:
            if out.status == "pending":
                waiting.setdefault(out.contact, out.seq)
        known = {one: seq for one, seq in self._order.items() if one in rows.contacts}
        self._order = {one: min(seq, waiting.get(one, seq)) for one, seq in known.items()}

    def ends(self, rows: Rows, now: datetime) -> None:
        """All is over: what was written is sent, or was given up for a reason."""
        for out in rows.outbox:
            sent = self._sent(out.id)
            if out.status == "pending":
                self._breaks(SENT, f"{out.id} was not sent")
            elif out.status == "failed":
                if not (sent.final or sent.failures > 1) and now - out.created < OPEN:
                    self._breaks(GIVEN_UP, f"{out.id} failed")
            elif not sent.taken:
                self._breaks(SENT, f"{out.id} counts as {out.status} and Meta never had it")
            self._settled(out, sent)

    def _settled(self, out: Out, sent: Sent) -> None:
        """What Meta told of the best copy is what the row says."""
        told = [copy.told for copy in sent.copies.values() if copy.told]
        if told and not sent.operated and out.status not in _ends(sent.copies.values()):
            self._breaks(STATUS, f"{out.id} is {out.status}; Meta told {told}")


def _ends(copies: Iterable[Copy]) -> set[str]:
    """Return where a message may stand of which Meta took so many copies."""
    each = [copy.ends() or {"sent", "failed"} for copy in copies]
    return {end for ends in product(*each) for end in _of_all(ends)}


def _of_all(ends: tuple[str, ...]) -> set[str]:
    """Return where a message may stand whose copies stand there.

    It knows one of them: when that fails, it has forgotten that another was sent.
    """
    best = max(ends, key=lambda end: _RANK.get(end, -1))
    return {best, "failed"} if best == "sent" and "failed" in ends else {best}
