"""Contacts in dicts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Protocol

from ...engine.errors import NotFoundError
from ...engine.model import Contact
from ..rules.identity import changed, changed_to, identified, known_by, renamed, spellings
from .indexed_dicts import IndexedDict, Undo, Unique
from .json_copies import copied

Merge = Callable[[Contact, Contact, Contact, datetime], Contact]


class Rekey(Protocol):
    """Lets all that says where to reach a contact go by its keys."""

    def __call__(self, contact: Contact, now: datetime, *, sessions: bool = True) -> None: ...


class MemoryContacts:
    """`Contacts` in dicts.

    Attributes:
        merge, rekey: follow the rows of other rooms; the transaction sets them, once it has all.
    """

    merge: Merge
    rekey: Rekey

    def __init__(self, undo: Undo) -> None:
        self._ids = Unique("The user_id", _by("user_id"))
        self._phones = Unique("The user_phone", _by("user_phone"))
        self.table: IndexedDict[str, Contact] = IndexedDict(
            "contact", undo, self._ids, self._phones
        )
        self._born: IndexedDict[str, datetime] = IndexedDict("birth", undo)

    def by_id(self, contact_id: str) -> Contact | None:
        row = self.table.get(contact_id)
        return copied(row) if row else None

    def upsert(self, contact: Contact, now: datetime, *, trust_phone: bool = False) -> Contact:
        if not (contact.user_id or contact.user_phone):
            raise ValueError("a contact has a user_id or a user_phone")
        found = identified(self._found(contact), contact, trust_phone=trust_phone)
        self._take_phone(found.past, now)
        if found.same:
            return self._become(found.same, known_by(found.same, contact), now)
        self.table.add(contact.id, copied(contact))
        self._born.put(contact.id, now)
        return copied(contact)

    def change(self, old: Contact, new: Contact, now: datetime) -> Contact | None:
        person, others = changed(self._found(old), self._found(new), old, new)
        if person is None:
            return None
        self._take_phone(others.past, now)
        same = (person, *others.same)
        return self._become(same, changed_to(same, new), now)

    def with_phone(self, user_phone: str) -> list[Contact]:
        rows = [row for row in self.table if row.user_phone == user_phone]
        return [copied(row) for row in sorted(rows, key=lambda row: row.id)]

    def dialled(self, contact_id: str, user_phone: str) -> None:
        row = self.table.get(contact_id)
        if row:
            self.table.put(contact_id, replace(row, dialled=user_phone))

    def remember(self, contact_id: str, data: Mapping[str, Any]) -> None:
        self.table.put(contact_id, copied(replace(self._row(contact_id), data=data)))

    def _found(self, heard: Contact) -> list[Contact]:
        number = heard.phone_number_id
        keys = {self._ids.find((number, heard.user_id))}
        keys |= {self._phones.find((number, phone)) for phone in spellings(heard.user_phone)}
        return [self._row(key) for key in sorted(keys - {None})]

    def _become(self, same: Sequence[Contact], keys: Contact, now: datetime) -> Contact:
        """Make one contact of several, and let it go by these keys."""
        known, *others = same
        fresh = renamed(known, keys)
        for other in others:
            older, younger = sorted((known, other), key=lambda one: self._age(one.id))
            fresh = known = self.merge(older, younger, keys, now)
            self._born.drop(younger.id)
        if others or fresh != known:
            self.table.put(fresh.id, fresh)
        if others or (fresh.user_id, fresh.user_phone) != (known.user_id, known.user_phone):
            self.rekey(fresh, now, sessions=not others)
        return copied(fresh)

    def _take_phone(self, past: Sequence[Contact], now: datetime) -> None:
        for contact in past:
            fresh = replace(contact, user_phone=None)
            self.table.put(fresh.id, fresh)
            self.rekey(fresh, now)

    def born(self, contact_id: str) -> datetime:
        """Return when a contact was made."""
        return self._born.get(contact_id) or datetime.max.replace(tzinfo=UTC)

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
