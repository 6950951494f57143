"""Contacts in SQL."""

from __future__ import annotations

import json
from collections.abc import Callable
from collections.abc import Mapping as Data
from datetime import datetime
from typing import Any

from ...engine.errors import NotFoundError, UnavailableError
from ...engine.model import Contact
from ..held_leases import HeldLeases
from ..rules.statuses import learned
from .columns import instant_text
from .contact_merge import SqlMerging
from .executor import SqlExecutor
from .mapper import RowMapper
from .statements import Hole, Statement
from .tables import Contacts

_CONTACT = RowMapper(Contacts, Contact)
_LEARNED = ("user_id", "user_phone", "name", "data")
_TRIES = 5
_KEEP_ALONE = "FOR NO KEY UPDATE"
"""Keeps other turns and webhooks out, and lets rows that name the contact come in."""

CONTACT_BY_ID = Statement(lambda hole: _CONTACT.select().where(Contacts.id == hole()))
_LOCK_WHOLE = Statement(lambda hole: _CONTACT.select().where(Contacts.id == hole()).for_update())
"""Keeps out rows that name the contact, too: one of two is about to go."""


def _by_either_key(hole: Hole) -> Any:
    """Find by two unique keys: each has its index, and SQLite looks into both."""
    return _CONTACT.select().where(
        ((Contacts.phone_number_id == hole()) & (Contacts.user_id == hole()))
        | ((Contacts.phone_number_id == hole()) & (Contacts.user_phone == hole()))
    )


_FOUND = Statement(_by_either_key)
_FOUND_LOCKED = Statement(
    lambda hole: _by_either_key(hole).order_by(Contacts.id).for_update(_KEEP_ALONE)
)
"""In one order, so that no two wait for each other."""
_WITH_PHONE = Statement(
    lambda hole: _CONTACT.select().where(Contacts.user_phone == hole()).order_by(Contacts.id)
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
            Contacts.data: hole(),
            Contacts.updated_at: hole(),
        }
    ).where(Contacts.id == hole())
)
_REMEMBER = Statement(
    lambda hole: Contacts.update({Contacts.data: hole()}).where(Contacts.id == hole())
)


_LEASE: Any = Contacts.select(Contacts.leased_to)
_LOCK_LEASE = Statement(lambda hole: _LEASE.where(Contacts.id == hole()).for_update(_KEEP_ALONE))


def lock_contact(rows: SqlExecutor, contact_id: str) -> None:
    """Keep other processes from working for this person until the transaction ends.

    Whatever is read next is read with the lock held. That, or the work's end, raises NotOursError
    when it is one of them that has leased the person, or nobody.
    """
    if rows.locks:
        rows.later(_LOCK_LEASE, contact_id, check=_is_ours(rows.holding, contact_id))


def _is_ours(holding: HeldLeases | None, contact_id: str) -> Callable[[Any], None]:
    def check(found: Any) -> None:
        row = found.fetchone()
        if row and holding is not None:
            holding.check(contact_id, row[0])

    return check


class SqlContacts:
    """`Contacts` in SQL."""

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows

    def by_id(self, contact_id: str) -> Contact | None:
        return _CONTACT.read_one(self._rows.one(CONTACT_BY_ID, contact_id))

    def upsert(self, contact: Contact, now: datetime) -> Contact:
        if not (contact.user_id or contact.user_phone):
            raise ValueError("a contact has a user_id or a user_phone")
        for _ in range(_TRIES):
            found = self._found(contact)
            if not found:
                if self._add(contact, now):
                    return contact
            elif len(found) == 1 or self._stand(found):
                return self._learn(found, contact, now)
        raise UnavailableError(f"Contact {contact.id!r} changes faster than it can be read.")

    def with_phone(self, user_phone: str) -> list[Contact]:
        return _CONTACT.read_all(self._rows.all(_WITH_PHONE, user_phone))

    def remember(self, contact_id: str, data: Data[str, Any]) -> None:
        if not self._rows.run(_REMEMBER, json.dumps(data), contact_id):
            raise NotFoundError(f"No contact {contact_id!r}.")

    def _found(self, heard: Contact) -> list[Contact]:
        """Return the one who has the user_id and the one who has the phone: two, one or nobody.

        They are locked where there are locks.
        """
        number = heard.phone_number_id
        statement = _FOUND_LOCKED if self._rows.locks else _FOUND
        rows = self._rows.all(statement, number, heard.user_id, number, heard.user_phone)
        return sorted(_CONTACT.read_all(rows), key=lambda contact: contact.id)

    def _stand(self, two: list[Contact]) -> bool:
        """Let no rows come in that name them either, and return whether they are as they were."""
        if not self._rows.locks:
            return True
        return [_CONTACT.read_one(self._rows.one(_LOCK_WHOLE, each.id)) for each in two] == two

    def _add(self, contact: Contact, now: datetime) -> bool:
        values = _CONTACT.written(contact, _CONTACT.names())
        at = instant_text(now)
        return self._rows.run(_ADD, *values, at, at) == 1

    def _learn(self, found: list[Contact], heard: Contact, now: datetime) -> Contact:
        known, *other = found
        if other:
            fresh = SqlMerging(self._rows).merge(known, other[0], heard, now)
        else:
            fresh = learned(known, heard)
        if fresh != known:
            values = _CONTACT.written(fresh, _LEARNED)
            self._rows.run(_LEARN, *values, instant_text(now), fresh.id)
        return fresh
