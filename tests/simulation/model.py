"""Holds a world to its promises, by arithmetic of our own: it shares no code with what it watches.

`Model` is told all that the world sees: what was acknowledged, what Meta took, and after each
commit the rows as they stand. It compares each commit with the one before.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from .agendas import faults_of_places
from .conversations import Conversations
from .deliveries import Deliveries
from .identities import Identities
from .isolation import faults_of_words
from .meaning import Meant
from .meta import Told
from .promises import ATOMIC, AWAKE, HOLD, MERGED, ONCE, QUIET
from .rows import In, Rows, Texts
from .town import Person

ASKED_BY_FORM = "form."
"""Begins the ids of what forms ask, which is in no webhook."""


class Model:
    """What stands, compared with what must hold.

    Attributes:
        broken: each promise that was found broken, with what was seen.
    """

    def __init__(self, awake: int) -> None:
        self.broken: list[tuple[str, str]] = []
        self.conversations = Conversations(self.breaks)
        self.deliveries = Deliveries(self.breaks)
        self.identities = Identities(self.breaks)
        self._acknowledged: dict[str, None] = {}
        self._awake = awake
        self._rows = Rows([], [], [], [], [], frozenset(), None)

    def breaks(self, promise: str, detail: str) -> None:
        """Note a broken promise."""
        self.broken.append((promise, detail))

    def acknowledged(self, messages: Iterable[str], statuses: Iterable[Told]) -> None:
        """A webhook was answered with 200: all of it must be on disk."""
        messages = tuple(messages)
        stored = {row.message_id for row in self._rows.inbox}
        self.identities.acknowledged(one for one in messages if one not in self._acknowledged)
        for name in messages:
            if name not in stored:
                self.breaks(ONCE, f"{name} was acknowledged and is not on disk")
            self._acknowledged[name] = None
        self.deliveries.acknowledged(statuses)

    def accepted(self, row: str, wamid: str, owner: Person, now: datetime) -> None:
        """Meta took a message of ours, for the phone of `owner`."""
        self.deliveries.accepted(row, wamid, owner, now)
        self.identities.accepted(row, owner)

    def committed(self, rows: Rows, at_work: set[str], now: datetime, texts: Texts) -> None:
        """Something was committed: compare with what stood before."""
        before, self._rows = self._rows, rows
        for row in rows.inbox:
            if row.message_id.startswith(ASKED_BY_FORM):
                self.conversations.meant.setdefault(row.message_id, Meant("form"))
        if at_work == {"nobody"} and _in_any_order(rows) != _in_any_order(before):
            self.breaks(ATOMIC, "a work that failed has left something behind")
        merged = not rows.contacts >= before.contacts
        if merged:
            self.conversations.merged(rows)
        self.identities.committed(rows)
        by_hand = bool(at_work & {"admin", "office"})
        done = self._newly_done(rows, before)
        written = rows.outbox[len(before.outbox) :]
        if at_work == {"webhook"} and (written or done):
            self.breaks(ATOMIC, f"storing a webhook did more: {written or done}")
        self.broken += faults_of_places(before, rows, now, by_hand=by_hand)
        self.broken += faults_of_words(written, rows, texts)
        self.deliveries.committed(rows, now, merged=merged)
        self.conversations.committed(
            *(done, written, rows, now, texts),
            alone=not (by_hand or merged),
            by_hand=len(at_work) == 1 and by_hand and not merged,
        )

    def _newly_done(self, rows: Rows, before: Rows) -> list[In]:
        known = {row.id: row for row in before.inbox}
        done = []
        for row in rows.inbox:
            was = known.get(row.id)
            if was is None:
                silent = (
                    self.conversations.meant.get(row.message_id, Meant("text")).kind == "silent"
                )
                if row.done and not silent:
                    self.breaks(ONCE, f"{row.message_id} was put aside as it came")
            elif was.done and not row.done:
                self.breaks(ONCE, f"{row.message_id} is to be worked again")
            elif row.done and not was.done:
                done.append(row)
        return done

    def ends(self, rows: Rows, now: datetime, most_awake: float) -> None:
        """All trouble is over and time has passed: hold what must hold in the end."""
        if most_awake > self._awake:
            self.breaks(AWAKE, f"{most_awake:g} were awake, {self._awake} may be")
        for row in (*rows.inbox, *rows.outbox, *rows.talks, *rows.places):
            if row.contact is not None and row.contact not in rows.contacts:
                self.breaks(MERGED, f"{row.id} belongs to {row.contact}, who is nobody")
        self._all_worked(rows)
        self.deliveries.ends(rows, now)
        self.identities.ends(rows)
        self.conversations.ends(rows, now)
        long_ago = now - timedelta(minutes=2)
        for place in rows.places:
            if place.status == "held" and place.expires and place.expires < long_ago:
                self.breaks(HOLD, f"{place.id} is held since long")

    def _all_worked(self, rows: Rows) -> None:
        by_name = {row.message_id: row for row in rows.inbox}
        for name in self._acknowledged:
            row = by_name.get(name)
            if row is None:
                self.breaks(ONCE, f"{name} was acknowledged and is gone")
            elif not row.done:
                self.breaks(QUIET, f"{name} was not worked")


def _in_any_order(rows: Rows) -> list[frozenset[object]]:
    """Return rows so that they can be compared: what was taken back may stand elsewhere."""
    return [frozenset(some) for some in (rows.inbox, rows.outbox, rows.places, rows.talks)]
