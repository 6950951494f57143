"""Contacts in SQL, and the conditions that a contact's lease puts on a write.

`contacts.leased_to` is the epoch that a contact is leased to; the lease is valid as long as
`workers` has that epoch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Data
from dataclasses import replace
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from peewee import SQL, fn

from ...engine.errors import NotFoundError, UnavailableError
from ...engine.json_text import json_text
from ...engine.model import Contact
from ..held_leases import HeldLeases
from ..rules.identity import changed, changed_to, identified, known_by, renamed, spellings
from .columns import instant_text
from .contact_merge import SqlMerging
from .executor import Hole, SqlExecutor, Statement
from .mapper import RowMapper
from .tables import Bookings, Contacts, Outbox, Sessions, Workers

_CONTACT = RowMapper(Contacts, Contact, told=True)
_CHANGED = ("user_id", "user_phone", "name", "data")
_TRIES = 5
_KEEP_ALONE = "FOR NO KEY UPDATE"
"""Keeps other turns and webhooks out, and lets rows that name the contact come in."""

CONTACT_BY_ID = Statement(lambda hole: _CONTACT.select().where(Contacts.id == hole()))
_LOCK_WHOLE = Statement(lambda hole: _CONTACT.select().where(Contacts.id == hole()).for_update())
"""Keeps out rows that name the contact, too: one of two is about to go."""


def _by_any_key(hole: Hole) -> Any:
    """Find by unique keys, the phone in both spellings: each has its index, SQLite looks into all.

    What a key's column is compared with comes after the number.
    """
    columns = (Contacts.user_id, Contacts.user_phone, Contacts.user_phone)
    each = [(Contacts.phone_number_id == hole()) & (column == hole()) for column in columns]
    return _CONTACT.select().where(reduce(or_, each))


_FOUND = Statement(_by_any_key)
_FOUND_LOCKED = Statement(
    lambda hole: _by_any_key(hole).order_by(Contacts.id).for_update(_KEEP_ALONE)
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
            Contacts.dialled: hole(),
            Contacts.created_at: hole(),
            Contacts.updated_at: hole(),
        }
    ).on_conflict_ignore(),
    told=True,
)
_CHANGE = Statement(
    lambda hole: Contacts.update(
        {
            Contacts.user_id: hole(),
            Contacts.user_phone: hole(),
            Contacts.name: hole(),
            Contacts.data: hole(),
            Contacts.updated_at: hole(),
        }
    ).where(Contacts.id == hole()),
    told=True,
)
_UNFINISHED = SQL("status IN ('pending', 'sent', 'failed')")
_KEYS_OF_SESSIONS = Statement(
    lambda hole: Sessions.update(
        {
            Sessions.user_id: hole(),
            Sessions.user_phone: hole(),
            Sessions.version: Sessions.version + 1,
            Sessions.updated_at: hole(),
        }
    ).where(Sessions.contact == hole())
)
"""Saves each session once more: who read it before finds it stale."""
_KEYS_OF_BOOKINGS = Statement(
    lambda hole: Bookings.update({Bookings.user_id: hole(), Bookings.user_phone: hole()}).where(
        Bookings.contact == hole()
    )
)
_KEYS_OF_OUTBOX = Statement(
    lambda hole: Outbox.update({Outbox.user_id: hole(), Outbox.user_phone: hole()}).where(
        Outbox.contact == hole(), _UNFINISHED
    )
)
_REMEMBER = Statement(
    lambda hole: Contacts.update({Contacts.data: hole()}).where(Contacts.id == hole()), told=True
)


_DIALLED = Statement(
    lambda hole: Contacts.update({Contacts.dialled: hole()}).where(Contacts.id == hole()), told=True
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
        def read() -> Contact | None:
            return _CONTACT.read_one(self._rows.one(CONTACT_BY_ID, contact_id))

        people = self._rows.people
        return people.contact(contact_id, read) if people else read()

    def upsert(self, contact: Contact, now: datetime, *, trust_phone: bool = False) -> Contact:
        if not (contact.user_id or contact.user_phone):
            raise ValueError("a contact has a user_id or a user_phone")
        for _ in range(_TRIES):
            found = identified(self._found(contact), contact, trust_phone=trust_phone)
            if not self._stand(found.same):
                continue
            self._take_phone(found.past, now)
            if found.same:
                return self._become(found.same, known_by(found.same, contact), now)
            if self._add(contact, now):
                return contact
        raise UnavailableError(f"Contact {contact.id!r} changes faster than it can be read.")

    def change(self, old: Contact, new: Contact, now: datetime) -> Contact | None:
        for _ in range(_TRIES):
            person, others = changed(self._found(old), self._found(new), old, new)
            if person is None:
                return None
            same = (person, *others.same)
            if self._stand(same):
                self._take_phone(others.past, now)
                return self._become(same, changed_to(same, new), now)
        raise UnavailableError(f"Contact {old.id!r} changes faster than it can be read.")

    def with_phone(self, user_phone: str) -> list[Contact]:
        return _CONTACT.read_all(self._rows.all(_WITH_PHONE, user_phone))

    def dialled(self, contact_id: str, user_phone: str) -> None:
        self._rows.later(_DIALLED, user_phone, contact_id)
        if self._rows.people:
            self._rows.people.changed_id(contact_id)

    def remember(self, contact_id: str, data: Data[str, Any]) -> None:
        if not self._rows.run(_REMEMBER, json_text(data), contact_id):
            raise NotFoundError(f"No contact {contact_id!r}.")
        if self._rows.people:
            self._rows.people.changed_id(contact_id)

    def _found(self, heard: Contact) -> list[Contact]:
        """Return who has the user_id or the phone, by id; locked where there are locks."""
        people = self._rows.people
        return people.found(heard, lambda: self._look_up(heard)) if people else self._look_up(heard)

    def _look_up(self, heard: Contact) -> list[Contact]:
        number = heard.phone_number_id
        statement = _FOUND_LOCKED if self._rows.locks else _FOUND
        keys = (heard.user_id, *spellings(heard.user_phone))
        rows = self._rows.all(statement, *(value for key in keys for value in (number, key)))
        return sorted(_CONTACT.read_all(rows), key=lambda contact: contact.id)

    def _stand(self, same: Sequence[Contact]) -> bool:
        """Let no rows come in that name one of several, and return whether they are as they were.

        Of several all but one will go.
        """
        if not self._rows.locks or len(same) < 2:
            return True
        rows = sorted(same, key=lambda contact: contact.id)
        return [_CONTACT.read_one(self._rows.one(_LOCK_WHOLE, each.id)) for each in rows] == rows

    def _add(self, contact: Contact, now: datetime) -> bool:
        values = _CONTACT.written(contact, _CONTACT.names())
        at = instant_text(now)
        self._tell(contact)
        return self._rows.run(_ADD, *values, at, at) == 1

    def _become(self, same: Sequence[Contact], keys: Contact, now: datetime) -> Contact:
        """Make one contact of several, and let it go by these keys."""
        known, *others = same
        fresh = renamed(known, keys)
        for other in others:
            fresh = known = SqlMerging(self._rows).merge(known, other, keys, now)
        if others or fresh != known:
            self._save(fresh, now)
        if others or (fresh.user_id, fresh.user_phone) != (known.user_id, known.user_phone):
            self._rekey(fresh, now, sessions=not others)
        return fresh

    def _take_phone(self, past: Sequence[Contact], now: datetime) -> None:
        """Let those who had a phone until now lose it, with all that says where to reach them."""
        for contact in past:
            fresh = replace(contact, user_phone=None)
            self._save(fresh, now)
            self._rekey(fresh, now)

    def _save(self, contact: Contact, now: datetime) -> None:
        values = _CONTACT.written(contact, _CHANGED)
        self._rows.run(_CHANGE, *values, instant_text(now), contact.id)
        self._tell(contact)

    def _tell(self, contact: Contact) -> None:
        """Tell of a contact that is written, or that somebody else may have."""
        if self._rows.people:
            self._rows.people.changed(contact)

    def _rekey(self, contact: Contact, now: datetime, *, sessions: bool = True) -> None:
        """Let the contact's rows go by its keys; its messages that have not arrived go there."""
        keys = (contact.user_id, contact.user_phone)
        if sessions:
            self._rows.run(_KEYS_OF_SESSIONS, *keys, instant_text(now), contact.id)
        self._rows.run(_KEYS_OF_BOOKINGS, *keys, contact.id)
        self._rows.run(_KEYS_OF_OUTBOX, *keys, contact.id)


_ONE = SQL("1")
_IDS: Any = Contacts.select(Contacts.id)
_KEEP_OURS = Statement(
    lambda hole: (
        _IDS.where(Contacts.id == fn.ANY(hole()), Contacts.leased_to == hole())
        .order_by(Contacts.id)
        .for_update("FOR KEY SHARE")
    )
)
"""Blocks a take-over by another process, but neither turns nor webhooks."""


def reachable(contact: Any, hole: Hole) -> Any:
    """Return a condition: the contact of that column is leased to an epoch, or free."""
    stands = Workers.select(_ONE).where(Workers.epoch == Contacts.leased_to)
    return fn.EXISTS(
        Contacts.select(_ONE).where(
            Contacts.id == contact,
            (Contacts.leased_to == hole()) | Contacts.leased_to.is_null() | ~fn.EXISTS(stands),
        )
    )


def longest_waiting(each: Any, hole: Hole) -> Any:
    """Return the contacts of a query that are reachable, by its `first`; a limit is the last hole.

    Each contact is looked up once, and not for each of its rows: of 200,000 rows of 20,000 people
    PostgreSQL told in a third of the time.
    """
    return (
        each.select_from(each.c.contact)
        .where(reachable(each.c.contact, hole))
        .order_by(each.c.first)
        .limit(hole())
    )


def keep_ours(rows: SqlExecutor, contact_ids: list[str]) -> list[str]:
    """Return those leased to us, and hold their leases until the transaction ends."""
    holding = rows.holding
    if not (rows.locks and holding is not None and holding.epoch and contact_ids):
        return contact_ids
    ours = [found for (found,) in rows.all(_KEEP_OURS, contact_ids, holding.epoch)]
    holding.forget(set(contact_ids).difference(ours))
    return ours
