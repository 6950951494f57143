"""A person behind the bot: word to the merchant's own phone, and the merchant's word back.

A notice to a reception carries the session it is about; quoting it answers the person of
that session, through the number.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ..flow.play.tap_ids import about_of
from ..messages import Incoming, Kind, Outgoing
from ..model import Contact, OutboxRow, Session
from ..ports import Ids, Transaction
from ..words.fold import SHORT_NAME_LIMIT, clean
from .routing import standing_last

CONFIRM, REJECT = "confirmar", "rechazar"
"""The exits of the buttons of a request's notice."""
_QUOTE_LIMIT = 700
ANSWER_LIMIT = 1000
"""Characters of what a merchant answers a person."""
_KINDS = {
    "audio": "una nota de voz",
    "image": "una foto",
    "video": "un video",
    "document": "un archivo",
    "sticker": "un sticker",
    "location": "una ubicación",
    "contacts": "un contacto",
}


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


def still_asks(
    tx: Transaction, ids: Ids, now: datetime, desk: Contact, message: Incoming
) -> tuple[str, ...]:
    """Say that a request waits all the same, where the notice of one was quoted for an answer."""
    quoted = tx.outbox.by_wamid(message.quoted) if message.quoted else None
    buttons = quoted.body.buttons if quoted and quoted.contact_id == desk.id else ()
    abouts = [about_of(option.id) for option in buttons]
    if not any(about and about.exit_ == CONFIRM for about in abouts):
        return ()
    waits = Outgoing("Se lo mandé. El pedido sigue esperando tu respuesta:", buttons).fitted()
    tx.outbox.add(OutboxRow.to(desk, ids.new(), waits, now, awaited=True))
    return (desk.id,)


def who(contact: Contact | None) -> str:
    """Return what a merchant reads of who somebody is."""
    return clean(contact.name if contact else "", SHORT_NAME_LIMIT) or "Alguien"


def said_in(message: Incoming) -> str:
    """Return what a merchant reads of a message."""
    text = clean(message.text, _QUOTE_LIMIT)
    if message.kind is not Kind.OTHER and not message.is_caption:
        return text
    sent = f"[mandó {_KINDS.get(message.type, 'algo que no se puede mostrar acá')}]"
    return f"{sent} {text}".strip()
