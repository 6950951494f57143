"""SQL conditions on a contact's lease.

`contacts.leased_to` is the epoch that a contact is leased to; the lease is valid as long as
`workers` has that epoch.
"""

from __future__ import annotations

from typing import Any

from peewee import SQL, fn

from .executor import Hole, SqlExecutor, Statement
from .tables import Contacts, Workers

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


def keep_ours(rows: SqlExecutor, contact_ids: list[str]) -> list[str]:
    """Return those leased to us, and hold their leases until the transaction ends."""
    holding = rows.holding
    if not (rows.locks and holding is not None and holding.epoch and contact_ids):
        return contact_ids
    ours = [found for (found,) in rows.all(_KEEP_OURS, contact_ids, holding.epoch)]
    holding.forget(set(contact_ids).difference(ours))
    return ours
