"""Contacts in SQL."""

from __future__ import annotations

import json
from collections.abc import Mapping as Data
from datetime import datetime
from typing import Any

from ..engine.errors import NotFoundError, UnavailableError
from ..engine.model import Contact
from .fields import instant_text
from .mapping import Mapping
from .rows import Rows
from .rules import learned
from .statements import Statement
from .tables import Contacts

_CONTACT = Mapping(Contacts, Contact)
_LEARNED = ("user_id", "user_phone", "name")
_TRIES = 5
_KEEP_ALONE = "FOR NO KEY UPDATE"
"""Keeps other turns and webhooks out, and lets rows that name the contact come in."""

_BY_ID = Statement(lambda hole: _CONTACT.select().where(Contacts.id == hole()))
_LOCK = Statement(
    lambda hole: _CONTACT.select().where(Contacts.id == hole()).for_update(_KEEP_ALONE)
)
_BY_USER_ID = Statement(
    lambda hole: _CONTACT.select().where(
        Contacts.phone_number_id == hole(), Contacts.user_id == hole()
    )
)
_BY_USER_PHONE = Statement(
    lambda hole: _CONTACT.select().where(
        Contacts.phone_number_id == hole(), Contacts.user_phone == hole()
    )
)
_ADD = Statement(
    lambda hole: Contacts.insert(
        {
            Contacts.id: hole(),
            Contacts.phone_number_id: hole(),
            Contacts.user_id: hole(),
            Contacts.user_phone: hole(),
            Contacts.name: hole(),
            Contacts.data: hole(),
            Contacts.created_at: hole(),
            Contacts.updated_at: hole(),
        }
    ).on_conflict_ignore()
)
_LEARN = Statement(
    lambda hole: Contacts.update(
        {
            Contacts.user_id: hole(),
            Contacts.user_phone: hole(),
            Contacts.name: hole(),
            Contacts.updated_at: hole(),
        }
    ).where(Contacts.id == hole())
)
_REMEMBER = Statement(
    lambda hole: Contacts.update({Contacts.data: hole()}).where(Contacts.id == hole())
)


def lock_contact(rows: Rows, contact_id: str) -> None:
    """Keep other processes from working for this person until the transaction ends."""
    if rows.locks:
        rows.one(_LOCK, contact_id)


class SqlContacts:
    """`Contacts` in SQL."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def by_id(self, contact_id: str) -> Contact | None:
        return _CONTACT.read_one(self._rows.one(_BY_ID, contact_id))

    def upsert(self, contact: Contact, now: datetime) -> Contact:
        if not (contact.user_id or contact.user_phone):
            raise ValueError("a contact has a user_id or a user_phone")
        for _ in range(_TRIES):
            known, phone_is_free = self._known(contact)
            if known is not None:
                return self._learn(known, contact, now, phone_is_free=phone_is_free)
            if self._add(contact, now):
                return contact
        raise UnavailableError(f"Contact {contact.id!r} changes faster than it can be read.")

    def remember(self, contact_id: str, data: Data[str, Any]) -> None:
        if not self._rows.run(_REMEMBER, json.dumps(data), contact_id):
            raise NotFoundError(f"No contact {contact_id!r}.")

    def _known(self, contact: Contact) -> tuple[Contact | None, bool]:
        number = contact.phone_number_id
        with_id = contact.user_id and self._find(_BY_USER_ID, number, contact.user_id)
        with_phone = contact.user_phone and self._find(_BY_USER_PHONE, number, contact.user_phone)
        known = with_id or with_phone or None
        if known and self._rows.locks:
            lock_contact(self._rows, known.id)
            known = self.by_id(known.id)
        return known, not with_phone

    def _find(self, statement: Statement, number: str, value: str) -> Contact | None:
        return _CONTACT.read_one(self._rows.one(statement, number, value))

    def _add(self, contact: Contact, now: datetime) -> bool:
        values = _CONTACT.written(contact, _CONTACT.names())
        at = instant_text(now)
        return self._rows.run(_ADD, *values, at, at) == 1

    def _learn(
        self, known: Contact, heard: Contact, now: datetime, *, phone_is_free: bool
    ) -> Contact:
        fresh = learned(known, heard, phone_is_free=phone_is_free)
        if fresh != known:
            values = _CONTACT.written(fresh, _LEARNED)
            self._rows.run(_LEARN, *values, instant_text(now), known.id)
        return fresh
