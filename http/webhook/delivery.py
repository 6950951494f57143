"""What one post of Meta's brought, apart from how Meta spells it."""

from __future__ import annotations

from dataclasses import field

from ...engine.fast_dataclass import dataclass, replace
from ...engine.messages import Incoming, Kind
from ...engine.model import AccountNews, OutboxStatus
from ...engine.sending.number import NumberNews
from ...engine.sending.receipts import AwaitedReply
from ..cloud.errors import Failure
from .form_changes import FormChange
from .template_changes import TemplateChange


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote, on which of our numbers; at least one of the two ids is there."""

    phone_number_id: str
    user_id: str | None
    user_phone: str | None
    name: str = field(default="", compare=False)

    @property
    def key(self) -> tuple[str, bool, str, str]:
        """What people are sorted by, so that any two posts lock them in the same order.

        A phone alone comes last: it is whose it has become.
        """
        user_id = self.user_id or ""
        return self.phone_number_id, not user_id, user_id, self.user_phone or ""


@dataclass(frozen=True, slots=True)
class IdentityChange:
    """What Meta says of a person whose phone or user id changed: known by `old` until now."""

    old: Writer
    new: Writer


@dataclass(frozen=True, slots=True)
class Received:
    """One message.

    Attributes:
        person: None where the message does not tell, and where it says that the person changed.
        message: None where it cannot be read or answered; `error` says why.
        payload: Meta's JSON of it, shaped like a webhook's `value`.
    """

    message_id: str
    phone_number_id: str
    person: Writer | None
    message: Incoming | None
    payload: bytes
    error: str | None = None
    change: IdentityChange | None = None

    @property
    def waits(self) -> bool:
        """Whether somebody waits for an answer."""
        return self.message is not None and self.message.kind is not Kind.SILENT


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """What became of a message of ours.

    Attributes:
        row_id: our own id for it, where Meta echoed it.
        failure: why it failed.
        category: what Meta bills it as, where it says so.
    """

    wamid: str
    row_id: str | None
    status: OutboxStatus
    failure: Failure | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class AccountError:
    """What Meta says is wrong with a number, apart from any message."""

    phone_number_id: str
    failure: Failure


@dataclass(frozen=True, slots=True)
class Event:
    """Webhook matter that is no message: kept for an operator."""

    kind: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Delivery:
    """All of one post, each list in order of arrival.

    Attributes:
        numbers: those whose messages its statuses may settle; None: all of ours.
    """

    messages: tuple[Received, ...] = ()
    statuses: tuple[StatusUpdate, ...] = ()
    errors: tuple[AccountError, ...] = ()
    templates: tuple[TemplateChange, ...] = ()
    forms: tuple[FormChange, ...] = ()
    news: tuple[AccountNews, ...] = ()
    events: tuple[Event, ...] = ()
    numbers: frozenset[str] | None = None

    def of_numbers(self, numbers: frozenset[str]) -> Delivery | None:
        """Return what may be believed of it where it is signed for these numbers only.

        What it says of templates and forms counts for the accounts of these numbers only: see
        `DeliveryWriter`.

        Returns:
            None where a message, or an error, is another number's.
        """
        named = {one.phone_number_id for one in self.messages}
        named |= {one.phone_number_id for one in self.errors}
        if not named <= numbers:
            return None
        return replace(self, numbers=numbers)


@dataclass(frozen=True, slots=True)
class Stored:
    """What a post changed.

    Attributes:
        nudge: contacts that have something new to be answered.
        settled: contacts of whom a message was in doubt, or still to be sent, until now.
        new: messages that were not there yet.
        parked: of these, those that could not be read.
        heard: the new messages that somebody waits for an answer to.
        billed: number and category of each message that arrived.
        news: what it says of our numbers.
        failures: messages that failed, as Meta tells for the first time, each with why.
    """

    nudge: tuple[str, ...]
    settled: tuple[str, ...]
    new: int
    parked: int
    heard: tuple[AwaitedReply, ...] = ()
    billed: tuple[tuple[str, str], ...] = ()
    news: tuple[NumberNews, ...] = ()
    failures: tuple[Failure, ...] = ()
