"""Who agreed that a client writes when Meta's 24 hours are over, in dicts."""

from __future__ import annotations

from ...engine.model import Consent
from .contacts import MemoryContacts
from .indexed_dicts import IndexedDict, Undo


class MemoryConsents:
    """`Consents` in dicts."""

    def __init__(self, undo: Undo, contacts: MemoryContacts) -> None:
        self.table: IndexedDict[tuple[str, str], Consent] = IndexedDict("consent", undo)
        self._contacts = contacts.table

    def of(self, contact_id: str) -> list[Consent]:
        rows = [row for row in self.table if row.contact_id == contact_id]
        return sorted(rows, key=lambda row: row.client_id)

    def add(self, consent: Consent) -> None:
        self._contacts.require(consent.contact_id)
        key = (consent.contact_id, consent.client_id)
        if self.table.get(key) is None:
            self.table.put(key, consent)

    def drop(self, contact_id: str, client_id: str | None = None) -> None:
        """Forget all of a contact's, or the one for a client."""
        for row in self.of(contact_id):
            if client_id in (None, row.client_id):
                self.table.drop((contact_id, row.client_id))
