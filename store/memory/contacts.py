"""Contacts in dicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from ...engine.errors import NotFoundError
from ...engine.model import Contact
from ..rules import learned
from .tables import Table, Undo, Unique
from .values import copied


class MemoryContacts:
    """`Contacts` in dicts."""

    def __init__(self, undo: Undo) -> None:
        self._ids = Unique("The user_id", _by("user_id"))
        self._phones = Unique("The user_phone", _by("user_phone"))
        self.table: Table[str, Contact] = Table("contact", undo, self._ids, self._phones)

    def by_id(self, contact_id: str) -> Contact | None:
        row = self.table.get(contact_id)
        return copied(row) if row else None

    def upsert(self, contact: Contact, now: datetime) -> Contact:
        if not (contact.user_id or contact.user_phone):
            raise ValueError("a contact has a user_id or a user_phone")
        with_id = self._ids.find((contact.phone_number_id, contact.user_id))
        with_phone = self._phones.find((contact.phone_number_id, contact.user_phone))
        known = self.table.get(with_id or with_phone)
        if known is None:
            self.table.add(contact.id, copied(contact))
            return copied(contact)
        fresh = learned(known, contact, phone_is_free=with_phone is None)
        if fresh != known:
            self.table.put(known.id, fresh)
        return copied(fresh)

    def remember(self, contact_id: str, data: Mapping[str, Any]) -> None:
        row = self.table.get(contact_id)
        if row is None:
            raise NotFoundError(f"No contact {contact_id!r}.")
        self.table.put(contact_id, copied(replace(row, data=data)))


def _by(field: str) -> Any:
    def place(row: Contact) -> tuple[str, str] | None:
        value = getattr(row, field)
        return (row.phone_number_id, value) if value else None

    return place
