"""What Meta gave us, and what is on its way to Meta."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from ..fast_dataclass import dataclass
from ..messages import Incoming, Outgoing
from .people import Contact

SERVICE = "service"
"""What Meta bills a message as that is no template."""


class OutboxStatus(StrEnum):
    """Where a message of ours is on its way."""

    PENDING = "pending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


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
class Backlog:
    """What waits in the inbox or the outbox.

    Attributes:
        rows: how many.
        since: when the oldest of them came or was written; None where nothing waits.
    """

    rows: int
    since: datetime | None


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
        client_slug: whose words it says; None: the lobby's. Clients take turns in sending.
        category: what Meta bills it as: `service`, `utility`, `marketing`; None: it did not say.
        resends: how often it was sent again for its own sake, since a status said that it failed.
        beside: Meta's id of a second copy on its way: an answer was lost, and Meta took it twice.
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
    resends: int = 0
    category: str | None = None
    client_slug: str | None = None
    beside: str | None = None

    @classmethod
    def to(
        cls,
        contact: Contact,
        row_id: str,
        body: Outgoing,
        now: datetime,
        *,
        client_slug: str | None = None,
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
            client_slug=client_slug,
            session_id=session_id,
            user_phone=contact.written_to,
            user_id=contact.user_id,
            about=about,
            awaited=awaited,
        )


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a status of Meta's did to a message of ours.

    Attributes:
        sent_at: when the copy that went out last was claimed.
        moved: whether it changed where the message stands; a repeated one does not.
        arrived: whether it says for the first time that the message arrived: it is billed then.
        frees: whether the message was pending, or is again: its contact has something to send.
    """

    contact_id: str
    phone_number_id: str
    sent_at: datetime | None
    moved: bool
    frees: bool
    arrived: bool = False


@dataclass(frozen=True, slots=True)
class FirstContact:
    """A person whom a client wrote to when Meta's 24 hours were over: Meta limits how many a day.

    Attributes:
        at: when somebody did so, of the last 24 hours the first time.
    """

    contact_id: str
    phone_number_id: str
    client_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that Meta has of us.

    Attributes:
        phone_number_id: the number that it was uploaded for, and may be sent from.
        digest: of what is in it.
        media_id: Meta's id of it.
        until: when Meta may have deleted it.
    """

    phone_number_id: str
    digest: str
    media_id: str
    until: datetime


@dataclass(frozen=True, slots=True)
class TemplateState:
    """What Meta says of a template in one language.

    Attributes:
        language: as Meta spells it (`es_AR`).
        status: Meta's word: `APPROVED`, `PENDING`, `REJECTED`, `PAUSED`, `DISABLED`, …
        category: what Meta bills it as: `utility`, `marketing`; "" where it is not told.
        reason: why it was rejected or paused; "" where it is not told.
        quality: `GREEN`, `YELLOW`, `RED`; "" where it is not told.
        account: the business's own account that it is of; "": the common one.
    """

    name: str
    language: str
    status: str
    updated_at: datetime
    category: str = ""
    reason: str = ""
    quality: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class PublishedForm:
    """A flow's form at Meta: one for all merchants of an account, one for each version of the flow.

    Attributes:
        name: the flow's with its version: `reservas_v4`.
        id: Meta's.
        status: Meta's word: `PUBLISHED`, `THROTTLED`, `BLOCKED`, `DEPRECATED`, …
        account: the business's own account that it is of; "": the common one.
    """

    name: str
    id: str
    status: str
    updated_at: datetime
    account: str = ""

    @property
    def is_open(self) -> bool:
        """Whether Meta lets it be sent freely."""
        return self.status == "PUBLISHED"


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
