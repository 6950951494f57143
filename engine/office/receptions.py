"""A client's receptions: the code that makes a phone one, who they are, ending one."""

from __future__ import annotations

import hashlib
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..conversation.service_window import heard_at
from ..errors import NotFoundError
from ..messages import FREE_WINDOW
from ..model import Client, Contact, Reception, ReceptionCode
from ..ports import Transaction
from ..receptions.directory import PREFIX, rows_of
from .acting import Operator

CODE_LIFE = timedelta(days=7)
_LEAST = timedelta(days=1)
"""A code that is shown is good for so long at least."""
_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Known:
    """A reception as it is shown.

    Attributes:
        open_until: until when Meta lets us write to it freely; None: it never wrote.
    """

    id: str
    contact: Contact
    by_link: bool
    since: datetime
    open_until: datetime | None


def current_code(operator: Operator, client: Client) -> ReceptionCode:
    """Return the unused code that a client's link carries now; a new one where there is none."""
    rows, now = operator.tx.receptions, operator.now
    known = rows.open_code(client.id, now + _LEAST)
    if known:
        return known
    made = hashlib.sha256(operator.ids.secret().encode()).digest()
    code = b32encode(made).decode().casefold()[:_LENGTH]
    fresh = ReceptionCode(code, client.id, now, now + CODE_LIFE)
    rows.add_code(fresh)
    return fresh


def link_of(number: str, code: ReceptionCode) -> str:
    """Return what a merchant taps: the chat with the code written in it."""
    return f"https://wa.me/{number}?text={PREFIX}{code.code}"


def receptions(tx: Transaction, client: Client) -> list[Known]:
    """Return a client's receptions that stand, oldest first."""
    found = []
    for row in rows_of(tx, client):
        contact = tx.contacts.by_id(row.contact_id)
        if contact:
            found.append(_known(tx, row, contact))
    return found


def _known(tx: Transaction, row: Reception, contact: Contact) -> Known:
    heard = heard_at(tx.sessions.of_contact(contact.id))
    until = heard + FREE_WINDOW if heard else None
    return Known(row.id, contact, row.user_phone is None, row.created_at, until)


def end_reception(operator: Operator, client: Client, reception_id: str) -> None:
    """End one: it hears nothing any more.

    Raises:
        NotFoundError: the client has none with that id.
    """
    if not operator.tx.receptions.end(client.id, reception_id, operator.now):
        raise NotFoundError("There is no such reception.")
    changes = {"reception": (reception_id, None)}
    operator.note("reception.remove", f"client:{client.slug}", changes)
