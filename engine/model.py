"""The values that conversations are made of, as the store keeps them.

All are frozen: a change is a new value that the store is asked to save. Every instant is an
aware datetime in UTC; ids are strings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from .messages import Incoming, Outgoing

Instant = datetime
"""An aware datetime in UTC."""


class ClientStatus(StrEnum):
    """Whether a merchant is attending."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    SUSPENDED = "suspended"


class Mode(StrEnum):
    """Who answers a session."""

    BOT = "bot"
    HUMAN = "human"


class BookingStatus(StrEnum):
    """The life of a booking: held → pending → confirmed → completed or no_show."""

    HELD = "held"
    PENDING = "pending"
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    EXPIRED = "expired"
    NO_SHOW = "no_show"


class OutboxStatus(StrEnum):
    """Where a message of ours is on its way."""

    PENDING = "pending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Business:
    """A company with one or more clients; with a number of its own, or sharing the common one."""

    id: str
    name: str
    phone_number_id: str | None
    whatsapp_number: str | None
    token_env: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Client:
    """A merchant. `settings` is the JSON as the merchant gave it; `booking.settings` reads it."""

    id: str
    name: str
    slug: str
    business_id: str | None
    settings: Mapping[str, Any]
    status: ClientStatus
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Contact:
    """A person on one of our numbers, known by Meta's id, by number (digits), or by both."""

    id: str
    phone_number_id: str
    user_id: str | None
    user_phone: str | None
    name: str
    data: Mapping[str, Any] = field(default_factory=dict)
    """What the lobby remembers."""


@dataclass(frozen=True, slots=True)
class Session:
    """One contact with one client: the identity of an actor.

    Attributes:
        data: `slots` and what the flow's engine remembers between two turns; JSON.
        version: counts the saves; a save names the version it read.
        last_message_at: when a message of either side last stood in the chat.
    """

    id: str
    contact_id: str
    phone_number_id: str
    user_phone: str | None
    user_id: str | None
    client_slug: str
    state: str
    data: Mapping[str, Any]
    flow: str
    flow_version: int
    version: int
    mode: Mode
    last_message_at: datetime
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Booking:
    """A place in a client's agenda, from the hold on.

    Attributes:
        service: the service's id in the client's settings.
        staff: the staff member's id, or None.
        party: how many guests.
        datetime: when it starts.
        expires_at: when a hold or a pending booking stops taking its place.
        session_id: the session whose hold it is or was.
    """

    id: str
    client_id: str
    service: str
    datetime: Instant
    ends_at: Instant
    status: BookingStatus
    created_at: Instant
    updated_at: Instant
    staff: str | None = None
    party: int = 1
    business_id: str | None = None
    contact_id: str | None = None
    session_id: str | None = None
    user_phone: str | None = None
    user_id: str | None = None
    name: str = ""
    expires_at: Instant | None = None
    notes: str = ""


class Taking(NamedTuple):
    """What a booking takes of an agenda: as much of it as availability looks at.

    A tuple, since a list of days is made of hundreds of them.
    """

    id: str
    service: str
    datetime: Instant
    ends_at: Instant
    status: BookingStatus
    staff: str | None = None
    party: int = 1
    contact_id: str | None = None
    expires_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One message that Meta gave us, on disk before it was acknowledged.

    Attributes:
        id: grows in the order of commits for each contact; 0 before it is stored.
        message: as a session sees it; None for one that could not be read.
        payload: Meta's own JSON of this message with its contact and metadata.
        done_at: when it was worked, or put aside without an answer.
        error: why it was parked.
    """

    message_id: str
    phone_number_id: str
    contact_id: str | None
    message: Incoming | None
    payload: bytes
    received_at: datetime
    id: int = 0
    session_id: str | None = None
    done_at: datetime | None = None
    attempts: int = 0
    retry_at: datetime | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One message of ours on its way to Meta.

    Attributes:
        user_phone, user_id: where to send it, as the contact is known when it is read.
        claimed_at: when a sender last took it up. A pending row that is claimed and that no
            sender holds may have been sent: its status webhook settles that.
        retry_at: not to be sent before.
        about: the session that this message tells a merchant about, so that quoting it answers
            that session.
        awaited: whether somebody waits for it: an answer goes before what nobody has asked for.
    """

    id: str
    contact_id: str
    phone_number_id: str
    body: Outgoing
    created_at: datetime
    session_id: str | None = None
    user_phone: str | None = None
    user_id: str | None = None
    wamid: str | None = None
    status: OutboxStatus = OutboxStatus.PENDING
    error: str | None = None
    attempts: int = 0
    claimed_at: datetime | None = None
    retry_at: datetime | None = None
    about: str | None = None
    awaited: bool = False

    @classmethod
    def to(
        cls,
        contact: Contact,
        row_id: str,
        body: Outgoing,
        now: Instant,
        *,
        session_id: str | None = None,
        about: str | None = None,
        awaited: bool = False,
    ) -> OutboxRow:
        """Return a row that sends a message to a contact."""
        return cls(
            id=row_id,
            contact_id=contact.id,
            phone_number_id=contact.phone_number_id,
            body=body,
            created_at=now,
            session_id=session_id,
            user_phone=contact.user_phone,
            user_id=contact.user_id,
            about=about,
            awaited=awaited,
        )


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a message of ours came from: what routing has to know of it.

    Attributes:
        session_id: the session that sent it, if one did.
        about: the session that it tells a merchant about.
    """

    contact_id: str
    session_id: str | None = None
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Timer:
    """A wait, as a row: what a session wants to happen unless something else happens first.

    Attributes:
        turn: the turn of the session that set it; it does nothing once the session moved on.
        name: the trigger to fire (`timeout:0`, `return`).
    """

    id: str
    contact_id: str
    session_id: str
    turn: int
    name: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """What one turn did and all that it was told: enough to explain it and to play it again.

    Attributes:
        input: the event, as JSON (`{"event": "wrote", "message": {…}}`).
        answers: what every provider, parser, check and action answered, in order.
        path: the triggers fired, in order, each with the state it led to.
    """

    id: str
    session_id: str
    turn: int
    now: datetime
    flow: str
    flow_version: int
    state_before: str
    state_after: str
    input: Mapping[str, Any]
    answers: tuple[Mapping[str, Any], ...]
    path: tuple[tuple[str, str], ...]
    inbox_id: int | None = None
    timer_id: str | None = None
    outbox_id: str | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """What one person answered in a flow, kept for the merchant: `slots` by name."""

    id: str
    client_id: str
    contact_id: str
    session_id: str
    flow: str
    version: int
    slots: Mapping[str, Any]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class OutsideCall:
    """A question to the world outside, on disk before it is asked, and its answer.

    Attributes:
        piece: names the message (by Meta's id) or the timer that is worked.
        sequence: counts the questions of that piece, from 0.
        name: the action's.
        slots: what the conversation remembered when it was asked.
        ids: those that the turn had made until then; played again, it makes the same.
        asked_at: the turn's instant.
        outcome: `name` and `slots`; None while there is no answer.
    """

    piece: str
    sequence: int
    name: str
    slots: Mapping[str, Any]
    ids: tuple[str, ...]
    asked_at: datetime
    outcome: Mapping[str, Any] | None = None
    answered_at: datetime | None = None

    @property
    def key(self) -> str:
        """The same however often it is asked, and no other question's."""
        return f"{self.piece}:{self.sequence}"


@dataclass(frozen=True, slots=True)
class Walk:
    """The way that one turn took through its flow: what drawings count.

    Attributes:
        seq: grows with each turn that is written.
    """

    seq: int
    session_id: str
    state_before: str
    state_after: str
    path: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FlowVersion:
    """A published version of a flow: sessions stay on theirs.

    Attributes:
        data: what the source says, as JSON, so that a start need not read YAML; None: nobody kept
            it.
        checked: the digest of the functions against which it was last checked and found without
            errors; "": nobody kept it.
    """

    flow: str
    version: int
    digest: str
    source: str
    published_at: datetime
    data: Mapping[str, Any] | None = None
    checked: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A state of a flow's version, and how many sessions stand there."""

    flow: str
    version: int
    state: str
    count: int


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who changed what: `actor` did `action` to `subject`; `changes` maps field to [old, new]."""

    id: str
    at: datetime
    actor: str
    action: str
    subject: str
    changes: Mapping[str, Any]
