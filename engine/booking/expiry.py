"""What ran out while nobody confirmed it: given up, and both sides told (R17)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..model import BookingStatus
from ..ports import Clock, Ids, Store, Transaction
from .agenda import Agenda
from .notices import Notices


class Expiry:
    """Gives up holds, offers and pending bookings that ran out."""

    def __init__(self, notices: Notices, clock: Clock, ids: Ids) -> None:
        self._notices = notices
        self._clock = clock
        self._ids = ids

    def sweep(self, store: Store) -> tuple[str, ...]:
        """Give up what ran out, one agenda in a transaction; whoever is in line is offered it.

        Returns the contacts for whom there is something to send.
        """
        now = self._clock.now()
        clients = store.read(lambda tx: tx.bookings.lapsed(now))
        wrote = [one for client_id in clients for one in store.transact(self._work(client_id))]
        return tuple(dict.fromkeys(wrote))

    def _work(self, client_id: str) -> Callable[[Transaction], tuple[str, ...]]:
        return lambda tx: self._give_up(tx, client_id)

    def _give_up(self, tx: Transaction, client_id: str) -> tuple[str, ...]:
        now, client = self._clock.now(), tx.clients.by_id(client_id)
        if client is None:
            return ()
        wrote: list[str] = []
        for row in Agenda(tx, client, now, self._ids).give_up():
            waited = replace(row, status=BookingStatus.PENDING)
            wrote += self._notices.changed(tx, client, waited, row, now).contacts
        return tuple(wrote)
