"""Whether a person may be written to when they do not wait for it.

Of their own accord clients send reminders, surveys and offers of a place, until the person says
*BAJA*. When Meta's 24 hours are over, what they send by themselves wants the person's consent as
well, given to that client by name: it is asked on the card of a booking, and given by confirming.

Answers to what a person writes, and news of a booking of theirs (confirmed, rejected, moved,
cancelled), always go out: nobody need ask here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ..model import ALL_CLIENTS, Consent, OptOut
from ..ports import Transaction


def may_be_sent(opt_outs: Iterable[OptOut], client_id: str) -> bool:
    """Return whether a client may write to somebody of its own accord.

    Args:
        opt_outs: all of that person's, as `tx.opt_outs.of(contact_id)` returns them.
        client_id: the client's that would write.
    """
    return not any(one.client_id in (ALL_CLIENTS, client_id) for one in opt_outs)


def wants(tx: Transaction, contact_id: str, client_id: str) -> bool:
    """Return whether a client may write to a contact of its own accord; ask it before each time.

    Example:
        `if wants(tx, booking.contact_id, booking.client_id): notifier.notify(tx, reminder)`
    """
    return may_be_sent(tx.opt_outs.of(contact_id), client_id)


def agreed(tx: Transaction, contact_id: str, client_id: str) -> bool:
    """Return whether a contact agreed that a client writes when Meta's 24 hours are over."""
    return any(one.client_id == client_id for one in tx.consents.of(contact_id))


def is_to_be_asked(tx: Transaction, contact_id: str, client_id: str) -> bool:
    """Return whether a contact has said neither that a client may write, nor that it may not."""
    return not agreed(tx, contact_id, client_id) and wants(tx, contact_id, client_id)


def agree(tx: Transaction, contact_id: str, client_id: str, now: datetime, given_to: str) -> None:
    """Keep that a contact agrees, unless they have spoken of it already."""
    if is_to_be_asked(tx, contact_id, client_id):
        tx.consents.add(Consent(contact_id, client_id, now, given_to))
