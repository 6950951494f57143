"""All that is known of a message: where it went and why, what it did, what became of the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from ..conversation.lobby import recorded
from ..conversation.send_time import QUIET_CHAT
from ..flow.play.tap_ids import read_tap
from ..flow.versions.history import History
from ..flow.versions.library import FlowLibrary
from ..merged_contacts import heir
from ..messages import Incoming, Kind
from ..model import Contact, InboxRow, OutboxRow, Session, TurnRecord
from ..ports import Transaction
from ..words.slugs import slug_in
from .exits_taken import ExitTaken, exits_in_lobby, exits_of
from .finding import FoundMessage

COMMANDS = "commands"
"""Names the answer that says what a message was taken to ask for."""
UNDERSTOOD = "understood"
"""Names the answer that says by which rule a message was understood."""


class MessageFate(StrEnum):
    """What became of a message."""

    WAITS = "waits"
    PARKED = "parked"
    NOT_OURS = "not_ours"
    SILENT = "silent"
    PASSED_ON = "passed_on"
    FORM_OVER = "form_over"
    LOBBY = "lobby"
    WITH_A_PERSON = "with_a_person"
    PLAYED = "played"
    UNASKED = "unasked"
    """One of ours that no turn sent: a notice, a person's reply, the lobby's word."""


class Route(StrEnum):
    """Why a message went to the conversation that it went to."""

    SLUG = "slug"
    BUTTON = "button"
    FORM = "form"
    QUOTE = "quote"
    LOBBY = "lobby"
    MOST_RECENT = "most_recent"
    TIMER = "timer"
    DESK = "desk"


@dataclass(frozen=True, slots=True)
class Explained:
    """What became of a message.

    Attributes:
        heard: the rule by which it was understood; "" where nobody had to understand it.
        turn: what was done; the lobby's is of no session.
        exits: those that the turn took, in order.
        sent: what was written in answer, to the person and to a merchant's own phone.
    """

    fate: MessageFate
    route: Route | None = None
    received: InboxRow | None = None
    contact: Contact | None = None
    session: Session | None = None
    turn: TurnRecord | None = None
    heard: str = ""
    exits: tuple[ExitTaken, ...] = ()
    sent: tuple[OutboxRow, ...] = ()


def explain(tx: Transaction, library: FlowLibrary, found: FoundMessage) -> Explained:
    """Return what became of a message that was found."""
    row, turn = found.received, found.turn
    session = tx.sessions.by_id(turn.session_id) if turn else None
    contact_id = _contact_id(found, session)
    fate = _fate(tx, found)
    contact = tx.contacts.by_id(contact_id) if contact_id else None
    exits: tuple[ExitTaken, ...] = ()
    if turn and session:
        exits = exits_of(History(tx, library), session, tx.turns.of_session(session.id), turn)
    elif fate is MessageFate.LOBBY and row and contact:
        turn = recorded(contact, row)
        exits = exits_in_lobby(History(tx, library), turn) if turn else ()
    return Explained(
        fate=fate,
        route=_route(tx, found, session, fate),
        received=row,
        contact=contact,
        session=session,
        turn=turn,
        heard=heard(turn),
        exits=exits,
        sent=_sent(tx, found, contact_id),
    )


def _contact_id(found: FoundMessage, session: Session | None) -> str | None:
    if session:
        return session.contact_id
    if found.received:
        return found.received.contact_id
    return found.sent.contact_id if found.sent else None


def _fate(tx: Transaction, found: FoundMessage) -> MessageFate:
    if found.turn:
        return MessageFate.WITH_A_PERSON if _is_silent(found.turn) else MessageFate.PLAYED
    return _unplayed(tx, found.received) if found.received else MessageFate.UNASKED


def _unplayed(tx: Transaction, row: InboxRow) -> MessageFate:
    """Return what became of a message that came to no conversation."""
    if row.error is not None:
        return MessageFate.PARKED
    if row.done_at is None:
        return MessageFate.WAITS
    if row.message and row.message.kind is Kind.SILENT:
        return MessageFate.SILENT
    if row.contact_id is None:
        return MessageFate.NOT_OURS
    if row.message and row.message.kind is Kind.FORM:
        return MessageFate.FORM_OVER
    return MessageFate.PASSED_ON if _answered(tx, row.message) else MessageFate.LOBBY


def _answered(tx: Transaction, message: Incoming | None) -> str | None:
    """Return the session that a merchant answers by quoting what it was told of it."""
    quoted = tx.outbox.by_wamid(message.quoted) if message and message.quoted else None
    return quoted.about if quoted else None


def _is_silent(turn: TurnRecord) -> bool:
    """Return whether nobody understood and nothing was done: a person has the conversation."""
    return turn.input.get("event") == "wrote" and not turn.path and not heard(turn)


def heard(turn: TurnRecord | None) -> str:
    """Return the rule by which a turn's message was understood; "" where none had to."""
    answers = turn.answers if turn else ()
    return next((str(one["answer"]) for one in answers if one.get("call") == UNDERSTOOD), "")


def commands_of(turn: TurnRecord | None) -> tuple[Mapping[str, Any], ...]:
    """Return what a turn's message was taken to ask for, as JSON of commands."""
    answers = turn.answers if turn else ()
    found: Sequence[Mapping[str, Any]] = next(
        (one["answer"] for one in answers if one.get("call") == COMMANDS), ()
    )
    return tuple(found)


def _route(
    tx: Transaction, found: FoundMessage, session: Session | None, fate: MessageFate
) -> Route | None:
    if found.turn and found.turn.input.get("event") == "elapsed":
        return Route.TIMER
    message = found.received.message if found.received else None
    if fate is MessageFate.PASSED_ON:
        return Route.DESK
    if message is None or fate not in (
        MessageFate.PLAYED,
        MessageFate.WITH_A_PERSON,
        MessageFate.LOBBY,
    ):
        return None
    if session is None:
        return Route.LOBBY
    if found.turn and found.turn.input.get("event") == "arrived":
        return Route.SLUG if slug_in(message.text) == session.client_slug else Route.LOBBY
    return _to_session(tx, message, session)


def _to_session(tx: Transaction, message: Incoming, session: Session) -> Route:
    if message.kind is Kind.FORM:
        return Route.FORM
    tap = read_tap(message.tap)
    if tap and heir(tx, session.contact_id, tap.session_id) == session.id:
        return Route.BUTTON
    quoted = tx.outbox.by_wamid(message.quoted) if message.quoted else None
    return Route.QUOTE if quoted and quoted.session_id == session.id else Route.MOST_RECENT


def _sent(tx: Transaction, found: FoundMessage, contact_id: str | None) -> tuple[OutboxRow, ...]:
    """Return what a turn wrote, or what was written in the same instant: in one transaction."""
    turn, row = found.turn, found.received
    if turn:
        answer = tx.outbox.by_id(turn.outbox_id) if turn.outbox_id else None
        told = tx.outbox.about(turn.session_id, since=turn.now, until=_told_until(tx, turn))
        return (*([answer] if answer else []), *told)
    if row is None or row.done_at is None or contact_id is None:
        return (found.sent,) if found.sent else ()
    at = row.done_at
    return (*tx.outbox.of_contact(contact_id, since=at, until=at), *_passed_on(tx, found, at))


def _told_until(tx: Transaction, turn: TurnRecord) -> datetime:
    """Return until when word to a merchant's phone is taken to be of a turn.

    It goes out by itself, soon after the turn; once the next turn began it may be of that one.
    """
    following = (one.now for one in tx.turns.of_session(turn.session_id) if one.turn > turn.turn)
    latest = turn.now + QUIET_CHAT
    return max(turn.now, min(latest, min(following, default=latest) - timedelta(microseconds=1)))


def _passed_on(tx: Transaction, found: FoundMessage, at: datetime) -> list[OutboxRow]:
    session_id = _answered(tx, found.received.message) if found.received else None
    session = tx.sessions.by_id(session_id) if session_id else None
    return tx.outbox.of_contact(session.contact_id, since=at, until=at) if session else []
