"""What ran out while nobody confirmed it: given up, and both sides told (R17)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..model import Booking, BookingStatus, Client
from ..ports import Clock, Ids, Store, Transaction
from ..receptions.directory import rows_of
from ..receptions.notice_timers import Word, leave_word
from ..templates.notice_outcome import Told
from .agenda import Agenda
from .notices import Notices


class Expiry:
    """Gives up holds, offers and pending bookings that ran out."""

    def __init__(self, notices: Notices, clock: Clock, ids: Ids) -> None:
        self._notices = notices
        self._clock = clock
        self._ids = ids

    def sweep(self, store: Store) -> tuple[str, ...]:
        """Release what ran out, one agenda in a transaction, and offer it to the first in line.

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
            told = self._notices.changed(tx, client, waited, row, now)
            wrote += [*told.contacts, *self._tell_receptions(tx, client, row, told)]
        return tuple(wrote)

    def _tell_receptions(
        self, tx: Transaction, client: Client, row: Booking, told: Told
    ) -> tuple[str, ...]:
        """Let the merchant hear of a request that ran out, whatever it wants to hear of."""
        contact = tx.contacts.by_id(row.contact_id) if row.contact_id else None
        if contact is None:  # booked by hand: on the number where the merchant writes to us
            phones = (tx.contacts.by_id(one.contact_id) for one in rows_of(tx, client))
            contact = next(filter(None, phones), None)
        if contact is None:
            return ()
        return leave_word(
            *(tx, self._ids, self._clock.now(), client, contact.phone_number_id),
            Word.MOVE_EXPIRED if row.moves else Word.EXPIRED,
            booking_id=row.moves or row.id,
            is_untold=told.is_missed,
        )
