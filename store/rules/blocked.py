"""Which of a client's blocked people somebody is."""

from __future__ import annotations

from collections.abc import Iterable

from ...engine.model import Blocked, Contact
from ...engine.words.phones import same_phone


def matching(rows: Iterable[Blocked], contact: Contact) -> Blocked | None:
    """Return the first row of a person's: by their phone in any spelling, or by `user_id`."""
    return next((row for row in rows if _is(row, contact)), None)


def _is(row: Blocked, contact: Contact) -> bool:
    if row.user_id and contact.user_id:
        return row.user_id == contact.user_id  # a phone may have gone to somebody else
    one, other = row.user_phone, contact.user_phone
    return one is not None and other is not None and same_phone(one, other)
