"""Whether a person may be sent what nobody waits for: reminders, surveys, offers of a place.

Answers to what a person writes, and news of a booking of theirs (confirmed, rejected, moved,
cancelled), always go out: nobody need ask here.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..model import ALL_CLIENTS, OptOut
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
