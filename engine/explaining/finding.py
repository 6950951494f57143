"""Which message is meant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ..errors import NotFoundError
from ..model import InboxRow, OutboxRow, TurnRecord
from ..ports import Transaction


@dataclass(frozen=True, slots=True)
class FoundMessage:
    """A message of either side, or a time-out, by the rows that it left.

    Attributes:
        received: what a person sent; None for what nobody asked for.
        turn: what it did in a conversation; None for what never came to one.
        sent: the message of ours that was named; None where another was.
    """

    received: InboxRow | None = None
    turn: TurnRecord | None = None
    sent: OutboxRow | None = None


def by_message(tx: Transaction, message_id: str) -> FoundMessage:
    """Return a message by Meta's id or, if it is ours, by our own.

    Raises:
        NotFoundError: nobody ever sent it.
    """
    received = tx.inbox.by_message_id(message_id)
    if received:
        return _of_received(tx, received)
    sent = tx.outbox.by_wamid(message_id) or tx.outbox.by_id(message_id)
    if sent is None:
        raise NotFoundError(f"There is no message {message_id!r}, neither received nor sent.")
    turn = _turn_that_sent(tx, sent)
    source = tx.inbox.by_id(turn.inbox_id) if turn and turn.inbox_id else None
    return FoundMessage(source, turn, sent)


def by_phone(tx: Transaction, phones: Iterable[str], at: datetime) -> FoundMessage:
    """Return the last message that somebody with one of these phones had sent by then.

    Raises:
        NotFoundError: nobody with that phone had sent anything.
    """
    contacts = [contact for phone in phones for contact in tx.contacts.with_phone(phone)]
    rows = [
        row for contact in contacts for row in tx.inbox.of_contact(contact.id, until=at, limit=1)
    ]
    if not rows:
        raise NotFoundError("Nobody with that phone had written by then.")
    return _of_received(tx, max(rows, key=lambda row: (row.received_at, row.id)))


def by_session(tx: Transaction, session_id: str, at: datetime) -> FoundMessage:
    """Return the last turn that a conversation had had by then.

    Raises:
        NotFoundError: there is no such session, or it had had none.
    """
    if tx.sessions.by_id(session_id) is None:
        raise NotFoundError(f"There is no session {session_id}.")
    turns = [turn for turn in tx.turns.of_session(session_id) if turn.now <= at]
    if not turns:
        raise NotFoundError(f"Session {session_id} had had no turn by then.")
    turn = turns[-1]
    return FoundMessage(tx.inbox.by_id(turn.inbox_id) if turn.inbox_id else None, turn)


def _of_received(tx: Transaction, row: InboxRow) -> FoundMessage:
    turns = tx.turns.of_session(row.session_id) if row.session_id else []
    return FoundMessage(row, next((turn for turn in turns if turn.inbox_id == row.id), None))


def _turn_that_sent(tx: Transaction, sent: OutboxRow) -> TurnRecord | None:
    turns = tx.turns.of_session(sent.session_id) if sent.session_id else []
    return next((turn for turn in turns if turn.outbox_id == sent.id), None)
