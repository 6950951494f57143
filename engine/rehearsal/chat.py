"""One person's chat with Milo, worked in the caller's thread: the real work, a simulated clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

from ..conversation.worker import ContactWorker
from ..flow.play.external_calls import OutsideQuestion, Unanswered
from ..messages import Incoming, Outgoing
from ..model import Contact, InboxRow, OutboxRow
from ..ports import Store
from ..testing import SimulatedClock


class RehearsalChat:
    """What a person sends and what comes back.

    Args:
        contact: the person, as they stand in the store.
        ask: answers a turn's question to the world outside, in the store.

    Attributes:
        messages: ours, in the order in which they came.
    """

    def __init__(
        self,
        store: Store,
        work: ContactWorker,
        clock: SimulatedClock,
        contact: Contact,
        ask: Callable[[OutsideQuestion], None],
    ) -> None:
        self.messages: list[Outgoing] = []
        self._store = store
        self._work = work
        self._clock = clock
        self._contact = contact
        self._ask = ask
        self._numbers = count(1)

    def send(self, message: Incoming) -> None:
        """Let the person send a message, and play all that comes of it."""
        contact, now = self._contact, self._clock.now()
        key = f"wamid.in.{next(self._numbers)}"
        row = InboxRow(key, contact.phone_number_id, contact.id, message, b"{}", now)
        self._store.transact(lambda tx: tx.inbox.add(row))
        self.settle()

    def settle(self) -> None:
        """Play all that waits for the person, and bring them what is sent."""
        contact_id = self._contact.id
        while key := self._store.read(lambda tx: self._work.next_key(tx, contact_id)):
            try:
                self._store.transact(lambda tx: self._work.do_next(tx, key))
            except Unanswered as waiting:  # what is asked outside answers at once
                self._ask(waiting.question)
        self.messages += [row.body for row in self._receive()]

    def _receive(self) -> Iterator[OutboxRow]:
        contact_id = self._contact.id
        while heads := self._store.read(lambda tx: tx.outbox.heads([contact_id])):
            row = heads[0]
            self._store.transact(lambda tx: tx.outbox.sent({row.id: f"wamid.{row.id}"}))  # noqa: B023 - called at once
            yield row
