"""Contacts in dicts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from ...engine.errors import NotFoundError
from ...engine.model import Contact
from ..rules.statuses import learned
from .tables import Table, Undo, Unique
from .values import copied

Merge = Callable[[Contact, Contact, Contact, datetime], Contact]


class MemoryContacts:
    """`Contacts` in dicts.

    Attributes:
        merge: follows the rows of other rooms; the transaction sets it once it has them all.
    """

    merge: Merge

    def __init__(self, undo: Undo) -> None:
        self._ids = Unique("The user_id", _by("user_id"))
        self._phones = Unique("The user_phone", _by("user_phone"))
        self.table: Table[str, Contact] = Table("contact", undo, self._ids, self._phones)
        self._born: Table[str, datetime] = Table("birth", undo)

    def by_id(self, contact_id: str) -> Contact | None:
        row = self.table.get(contact_id)
        return copied(row) if row else None

    def upsert(self, contact: Contact, now: datetime) -> Contact:
        if not (contact.user_id or contact.user_phone):
            raise ValueError("a contact has a user_id or a user_phone")
        number = contact.phone_number_id
        with_id = self._ids.find((number, contact.user_id))
        with_phone = self._phones.find((number, contact.user_phone))
        known = self.table.get(with_id or with_phone)
        if known is None:
            self.table.add(contact.id, copied(contact))
            self._born.put(contact.id, now)
            return copied(contact)
        if with_id and with_phone and with_id != with_phone:
            older, younger = sorted((with_id, with_phone), key=self._age)
            fresh = self.merge(self._row(older), self._row(younger), contact, now)
            self._born.drop(younger)
        else:
            fresh = learned(known, contact)
        if fresh != known:
            self.table.put(fresh.id, fresh)
        return copied(fresh)

    def with_phone(self, user_phone: str) -> list[Contact]:
        rows = [row for row in self.table if row.user_phone == user_phone]
        return [copied(row) for row in sorted(rows, key=lambda row: row.id)]

    def remember(self, contact_id: str, data: Mapping[str, Any]) -> None:
        self.table.put(contact_id, copied(replace(self._row(contact_id), data=data)))

    def _row(self, contact_id: str) -> Contact:
        row = self.table.get(contact_id)
        if row is None:
            raise NotFoundError(f"No contact {contact_id!r}.")
        return row

    def _age(self, contact_id: str) -> tuple[datetime | None, str]:
        return self._born.get(contact_id), contact_id


def _by(field: str) -> Any:
    def place(row: Contact) -> tuple[str, str] | None:
        value = getattr(row, field)
        return (row.phone_number_id, value) if value else None

    return place
