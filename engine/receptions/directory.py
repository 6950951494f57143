"""Who is whose reception.

A contact becomes one by a code that the merchant has, or by being the first to write from the phone
in the client's settings. It is one by its contact from then on: who takes over the number is not.
"""

from __future__ import annotations

import re
from datetime import datetime

from ..model import Client, Contact, Reception
from ..ports import Ids, Transaction
from ..words.fold import fold
from ..words.phones import same_phone

PREFIX = "recepcion-"
"""Begins the text that makes a phone a reception; the code follows."""
_CODE = re.compile(r"[a-z0-9]{8,40}")


def code_in(text: str) -> str | None:
    """Return the code of a text that is one."""
    said = text.strip().casefold().replace("ó", "o")
    code = said.removeprefix(PREFIX)
    return code if code != said and _CODE.fullmatch(code) else None


def asks_for_reception(text: str) -> bool:
    """Return whether a text asks for the reception's conversation, and says nothing else."""
    return fold(text) == "recepcion"


def phone_of(client: Client) -> str | None:
    """Return the phone in a client's settings, digits; None where there is none."""
    reception = client.settings.get("reception")
    phone = reception.get("phone") if isinstance(reception, dict) else None
    return phone if isinstance(phone, str) and phone else None


def rows_of(tx: Transaction, client: Client) -> list[Reception]:
    """Return a client's receptions that stand, oldest first, one for each contact.

    One of a phone that is no longer in the settings stands no more.
    """
    found = {
        row.contact_id: row for row in tx.receptions.of_client(client.id) if _stands(client, row)
    }
    return list(found.values())


def clients_of(tx: Transaction, contact: Contact) -> list[Client]:
    """Return those whose reception a contact is, the first that it became first."""
    found: dict[str, Client] = {}
    for row in tx.receptions.of_contact(contact.id):
        client = tx.clients.by_id(row.client_id)
        if client and _stands(client, row):
            found.setdefault(client.id, client)
    return list(found.values())


def is_reception(tx: Transaction, contact_id: str, client: Client) -> bool:
    """Return whether a contact is a client's reception now."""
    return any(row.contact_id == contact_id for row in rows_of(tx, client))


def was_ended(tx: Transaction, contact_id: str, client: Client) -> bool:
    """Return whether a contact was a client's reception, and is no more."""
    mine = [row for row in tx.receptions.of_client(client.id) if row.contact_id == contact_id]
    return bool(mine) and not any(_stands(client, row) for row in mine)


def claimed_by(tx: Transaction, contact: Contact) -> list[Client]:
    """Return clients whose settings name a contact's phone, and whom no contact is for it yet."""
    phone = contact.user_phone
    if not phone:
        return []
    return [
        client
        for client in tx.clients.naming_phone(phone)
        if same_phone(phone_of(client) or "", phone) and not _is_given(tx, client, phone)
    ]


def bind(
    tx: Transaction,
    ids: Ids,
    now: datetime,
    client: Client,
    contact: Contact,
    user_phone: str | None = None,
) -> None:
    """Make a contact a client's reception, unless it is.

    `user_phone` is the phone in the settings that makes it one; None: it had the code.
    """
    if not is_reception(tx, contact.id, client):
        tx.receptions.add(Reception(ids.new(), client.id, contact.id, user_phone, now))


def contacts_of(
    tx: Transaction, ids: Ids, now: datetime, client: Client, number_id: str
) -> list[Contact]:
    """Return a client's receptions; that of the phone in the settings is made if need be.

    `number_id` is Meta's id of the number of ours on which it is written to.
    """
    phone = phone_of(client)
    if phone and not _is_given(tx, client, phone):
        unknown = Contact(ids.new(), number_id, None, phone, "")
        bind(tx, ids, now, client, tx.contacts.upsert(unknown, now), phone)
    found = (tx.contacts.by_id(row.contact_id) for row in rows_of(tx, client))
    return [contact for contact in found if contact]


def has_reception(tx: Transaction, client: Client) -> bool:
    """Return whether there is a phone that gets word."""
    phone = phone_of(client)
    return bool(phone and not _is_given(tx, client, phone)) or bool(rows_of(tx, client))


def _stands(client: Client, row: Reception) -> bool:
    if row.ended_at is not None:
        return False
    return row.user_phone is None or same_phone(row.user_phone, phone_of(client) or "")


def _is_given(tx: Transaction, client: Client, phone: str) -> bool:
    """Return whether somebody is, or was, the reception by that phone."""
    rows = tx.receptions.of_client(client.id)
    return any(row.user_phone and same_phone(row.user_phone, phone) for row in rows)
