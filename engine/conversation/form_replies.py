"""What phones send into the chat as a form closes: its work is done already, so nobody waits.

It may come early, late, twice or never, and without the token: each exchange was worked as it came.
"""

from __future__ import annotations

from ..flow.play.form_memory import session_of
from ..messages import FORM_REPLY, Incoming, Kind
from ..model import Contact
from ..ports import Transaction


def may_be_form_reply(message: Incoming) -> bool:
    """Return whether a message may say that a form was closed, ours or another's."""
    quotes = message.type == "interactive" and message.quoted is not None
    return message.kind is Kind.OTHER and (quotes or message.type == FORM_REPLY)


def whose_form(tx: Transaction, contact: Contact, message: Incoming) -> str | None:
    """Return the session that sent the form; None: it is none of ours, or nobody can tell.

    Meta's id of our message says it, or the token; of a reply without both, whatever session of
    the person has a form now.
    """
    if not may_be_form_reply(message):
        return None
    sent = tx.outbox.by_wamid(message.quoted) if message.quoted else None
    if sent is not None:
        return sent.session_id if sent.body.form else None
    sessions = tx.sessions.of_contact(contact.id)
    if message.tap:
        named = session_of(message.tap)
        return next((one.id for one in sessions if one.id == named), None)
    return next((one.id for one in sessions if one.data.get("form")), None)
