"""A person behind the bot: word to the merchant's own phone, and the merchant's word back.

A message to the reception's phone carries the session it is about; whoever quotes it answers the
person of that session, through the number.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ..messages import Incoming, Kind, Outgoing
from ..model import Client, Contact, OutboxRow, Session
from ..ports import Ids, Transaction
from ..words.fold import clean
from .routing import standing_last

HOW_TO_ANSWER = "como_responder"
"""The lobby's text for a merchant's phone that answers a person without saying whom."""
_NAME_LIMIT = 60
_QUOTE_LIMIT = 700
_SAID = 3
"""How many of the person's last messages the merchant is shown."""
_KINDS = {
    "audio": "una nota de voz",
    "image": "una foto",
    "video": "un video",
    "document": "un archivo",
    "sticker": "un sticker",
    "location": "una ubicación",
    "contacts": "un contacto",
}


class Reception:
    """Talks with merchants on their own phones, within one transaction.

    Args:
        phone: the reception's phone, digits; None: nobody is told.
    """

    def __init__(self, tx: Transaction, ids: Ids, now: datetime, phone: str | None) -> None:
        self._tx = tx
        self._ids = ids
        self._now = now
        self._phone = phone

    def called(self, session: Session, contact: Contact, client: Client) -> tuple[str, ...]:
        """Tell the merchant that a person asks for a person; return whom that writes to."""
        rows = self._tx.inbox.of_session(session.contact_id, session.id, _SAID)
        said = [_said(row.message) for row in reversed(rows) if row.message]
        quoted = "\n".join(f"«{text}»" for text in said)
        return self._tell(
            session,
            contact,
            f"*{_who(contact)}* quiere hablar con una persona de *{clean(client.name, 100)}*."
            f"\n{quoted}\n\nPara responderle, contestá citando este mensaje.",
        )

    def overheard(self, session: Session, contact: Contact, message: Incoming) -> tuple[str, ...]:
        """Pass on what a person writes while a person has the session."""
        return self._tell(session, contact, f"*{_who(contact)}*: {_said(message)}")

    def told(self, session: Session, contact: Contact, text: str) -> tuple[str, ...]:
        """Pass on a word about a person's session."""
        return self._tell(session, contact, text)

    def notified(self, client: Client, phone_number_id: str, text: str) -> tuple[str, ...]:
        """Pass on a word about a client that is about no person; return whom that writes to."""
        return self._write(phone_number_id, client.slug, text, None)

    def _tell(self, session: Session, contact: Contact, text: str) -> tuple[str, ...]:
        return self._write(contact.phone_number_id, session.client_slug, text, session.id)

    def _write(
        self, phone_number_id: str, slug: str, text: str, about: str | None
    ) -> tuple[str, ...]:
        if self._phone is None:
            return ()
        known = Contact(self._ids.new(), phone_number_id, None, self._phone, "")
        desk = self._tx.contacts.upsert(known, self._now)
        body = Outgoing(text).fitted()
        row = OutboxRow.to(desk, self._ids.new(), body, self._now, client_slug=slug, about=about)
        self._tx.outbox.add(row)
        return (desk.id,)


def answer(
    tx: Transaction, ids: Ids, now: datetime, session: Session, text: str
) -> tuple[str, ...]:
    """Send a merchant's words to a session's person; return whom that writes to."""
    contact = tx.contacts.by_id(session.contact_id)
    client = tx.clients.by_slug(session.client_slug)
    if contact is None:
        return ()
    name = clean(client.name, 100) if client else session.client_slug
    body = Outgoing(f"*{name}*: {text}").fitted()
    row = OutboxRow.to(
        contact,
        ids.new(),
        body,
        now,
        client_slug=session.client_slug,
        session_id=session.id,
        awaited=True,
    )
    tx.outbox.add(row)
    tx.sessions.save(
        replace(
            session,
            data={**session.data, "answered": True},
            version=session.version + 1,
            last_message_at=standing_last(tx, session.contact_id, now),
            updated_at=now,
        )
    )
    return (session.contact_id,)


def _who(contact: Contact) -> str:
    return clean(contact.name, _NAME_LIMIT) or "Alguien"


def _said(message: Incoming) -> str:
    text = clean(message.text, _QUOTE_LIMIT)
    if message.kind is not Kind.OTHER and not message.is_caption:
        return text
    sent = f"[mandó {_KINDS.get(message.type, 'algo que no se puede mostrar acá')}]"
    return f"{sent} {text}".strip()
