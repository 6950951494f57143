"""Companies, merchants, people, and the sessions that a person has with a merchant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import Any

from ..fast_dataclass import dataclass


class ClientStatus(StrEnum):
    """Whether a merchant is attending."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    SUSPENDED = "suspended"


class Mode(StrEnum):
    """Who answers a session."""

    BOT = "bot"
    HUMAN = "human"


@dataclass(frozen=True, slots=True)
class Business:
    """A company with one or more clients; with a number of its own, or sharing the common one.

    Attributes:
        token_env: the environment variable of its number's access token; None: the common one.
        app_secret_env: that of the secret of its own app, where the token belongs to one.
        rate: messages a second that its number may send; None: as many as the common one.
        waba_id: Meta's id of its number's own account; None: the common one.
    """

    id: str
    name: str
    phone_number_id: str | None
    whatsapp_number: str | None
    token_env: str | None
    created_at: datetime
    updated_at: datetime
    app_secret_env: str | None = None
    rate: int | None = None
    waba_id: str | None = None


@dataclass(frozen=True, slots=True)
class Client:
    """A merchant. `settings` is the JSON as the merchant gave it; `booking.settings` reads it.

    Attributes:
        deep_link: Meta's own short link to the chat, where one was minted.
    """

    id: str
    name: str
    slug: str
    business_id: str | None
    settings: Mapping[str, Any]
    status: ClientStatus
    created_at: datetime
    updated_at: datetime
    deep_link: str | None = None


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
    dialled: str | None = None
    """The phone as Meta takes it where that is not `user_phone`: 54 in place of 54 9."""

    @property
    def written_to(self) -> str | None:
        """The phone that messages go to; a spelling of one that they no longer have is none."""
        known, phone = self.dialled, self.user_phone
        same = known and phone and known[:2] == phone[:2] and known[-8:] == phone[-8:]
        return known if same else phone


RECEPTION = "recepcion"
"""The flow of a merchant's own phone; a session of it stands beside the customer's."""
ALL_CLIENTS = ""
"""In place of a client's id."""


@dataclass(frozen=True, slots=True)
class OptOut:
    """A person's word that they are not to be sent what nobody waits for.

    Attributes:
        client_id: who may not write; `ALL_CLIENTS`: nobody may.
        since: when they said so.
    """

    contact_id: str
    client_id: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Consent:
    """A person's word that a client may write to them when Meta's 24 hours are over.

    Attributes:
        since: when they gave it.
        given_to: `BOT` (asked in the conversation, naming the client) or `MERCHANT` (by their own
            account).
    """

    contact_id: str
    client_id: str
    since: datetime
    given_to: str


BOT, MERCHANT = "bot", "merchant"


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

    @property
    def is_reception(self) -> bool:
        """Whether the contact is the client's reception in it, not a customer."""
        return self.flow == RECEPTION


@dataclass(frozen=True, slots=True)
class StateCount:
    """A state of a flow's version, and how many sessions stand there."""

    flow: str
    version: int
    state: str
    count: int
