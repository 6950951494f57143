"""A person is erased: their coming bookings cancelled, with word to the merchant, then their rows.

What the audit keeps is a mark: a keyed hash of their `user_id` or phone, which tells somebody who
knows both the key and the person that it was done, and nobody else anything.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from ..model import (
    BOOKED,
    TAKING,
    AuditEntry,
    Booking,
    BookingStatus,
    Client,
    Contact,
    Traces,
)
from ..ports import Ids, Transaction
from ..receptions.notice_timers import Word, leave_word
from ..words.phones import other_spelling

ERASED = "contact.erase"
"""The action of the audit's entries that tell of it."""
Freed = Callable[[Transaction, Client], None]
"""Offers what has become free in a client's agenda to the people in line."""


def mark_of(key: bytes, contact: Contact) -> str:
    """Return what the audit calls a person: an HMAC of their `user_id`, or else their phone."""
    known = contact.user_id or contact.user_phone or ""
    return hmac.new(key, known.encode(), hashlib.sha256).hexdigest()


def keys_of(contact: Contact) -> tuple[str, ...]:
    """Return what nobody but a contact has: its `user_id`, its phone in both spellings."""
    phone = contact.user_phone
    known = (contact.user_id, phone, other_spelling(phone) if phone else None)
    return tuple(one for one in known if one)


@dataclass(frozen=True, slots=True)
class Erasure:
    """Erases people, within one transaction.

    Attributes:
        actor: who asks for it, as the audit calls them.
        key: of the audit's marks.
        freed: offers their places, and what was kept for them, to the people in line.
    """

    tx: Transaction
    ids: Ids
    now: datetime
    actor: str
    key: bytes
    freed: Freed

    def erase(self, contact: Contact, client: Client | None) -> tuple[Traces, tuple[str, ...]]:
        """Erase what is kept of a contact, with one client or all of it.

        Returns:
            What others' rows may still tell of them, and the contacts to whom word was written.
        """
        taking = [
            row
            for row in self.tx.personal.bookings(contact.id)
            if row.status in TAKING and row.ends_at > self.now
            if client is None or row.client_id == client.id
        ]
        agendas = sorted({row.client_id for row in taking})
        for client_id in agendas:
            self.tx.bookings.lock(client_id)
        told = [one for row in taking if row.status in BOOKED for one in self._cancel(contact, row)]
        traces = self.tx.personal.erase(contact.id, client, self.now)
        for found in filter(None, map(self.tx.clients.by_id, agendas)):
            self.freed(self.tx, found)
        where = client.slug if client else None
        entry = AuditEntry(
            self.ids.new(),
            self.now,
            self.actor,
            ERASED,
            f"person:{mark_of(self.key, contact)}",
            {"client": [where, None], "cancelled": [0, len(told)]},
        )
        self.tx.audit.add(entry)
        return replace(traces, keys=keys_of(contact)), tuple(dict.fromkeys(told))

    def _cancel(self, contact: Contact, booking: Booking) -> tuple[str, ...]:
        fresh = replace(
            booking,
            status=BookingStatus.CANCELLED,
            updated_at=self.now,
            sequence=booking.sequence + 1,
        )
        self.tx.bookings.save(fresh, "status", "updated_at", "sequence")
        client = self.tx.clients.by_id(booking.client_id)
        if client is None:
            return ()
        number_id = contact.phone_number_id
        return leave_word(
            *(self.tx, self.ids, self.now, client, number_id, Word.ERASED),
            booking_id=booking.id,
            but=contact.id,
        )
