"""Whom clients wrote to when Meta's 24 hours were over, in dicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from ...engine.model import FirstContact
from .contacts import MemoryContacts
from .indexed_dicts import IndexedDict, Undo


class MemoryFirstContacts:
    """`FirstContacts` in dicts."""

    def __init__(self, undo: Undo, contacts: MemoryContacts) -> None:
        self.table: IndexedDict[str, FirstContact] = IndexedDict("first contact", undo)
        self._contacts = contacts.table

    def of(self, contact_id: str, since: datetime) -> FirstContact | None:
        row = self.table.get(contact_id)
        return row if row and row.at >= since else None

    def counted(self, phone_number_id: str, since: datetime) -> Mapping[str, int]:
        return Counter(
            row.client_id
            for row in self.table
            if row.phone_number_id == phone_number_id and row.at >= since
        )

    def note(self, first: FirstContact, since: datetime) -> None:
        self._contacts.require(first.contact_id)
        for row in list(self.table):
            if row.at < since:
                self.table.drop(row.contact_id)
        self.table.put(first.contact_id, first)

    def drop(self, contact_id: str) -> None:
        """Forget a contact's."""
        if self.table.get(contact_id):
            self.table.drop(contact_id)
