"""What the API answers: the schemas of `/openapi.json`, which tests hold every answer to."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

Status = Literal["active", "inactive", "suspended"]
LifeOfBooking = Literal[
    "held", "pending", "confirmed", "completed", "cancelled", "rejected", "expired", "no_show"
]


class Answer(BaseModel):
    """A response body: exactly these fields."""

    model_config = ConfigDict(extra="forbid", strict=True)


class FaultShown(Answer):
    """One thing wrong with a request: where, and what."""

    path: str
    message: str


class Problem(Answer):
    """Why a request was refused; every fault at once."""

    title: str
    description: str
    errors: list[FaultShown]


class Shortlink(Answer):
    """A client as a short link."""

    slug: str
    name: str
    url: str
    status: Status
    business_id: str | None
    created_at: str


class ShortlinkPage(Answer):
    """A page of short links; `next` is the slug to go on after, null on the last page."""

    shortlinks: list[Shortlink]
    next: str | None


class ServiceShown(Answer):
    """A service that can be booked."""

    id: str
    name: str
    description: str
    minutes: int
    price: str | None


class StaffShown(Answer):
    """Someone who serves."""

    id: str
    name: str


class ClientShown(Answer):
    """What everybody may know of a client. Hours and days are as the client wrote them."""

    slug: str
    name: str
    timezone: str
    currency: str
    address: str
    hours: dict[str, Any]
    special_days: dict[str, Any]
    services: list[ServiceShown]
    staff: list[StaffShown]
    url: str


class ClientOfAdmin(ClientShown):
    """What the admin may know of a client."""

    status: Status
    business_id: str | None
    settings: dict[str, Any]
    reception_link: str = ""
    """Makes a phone the client's reception; `GET` answers it."""


class DayShown(Answer):
    """A local day with its slots; a closed one has none."""

    date: str
    slots: list[str]


class FreeTimes(Answer):
    """Each asked day, in order."""

    timezone: str
    days: list[DayShown]


class BusinessShown(Answer):
    """A company; one without a number of its own shares the common one."""

    id: str
    name: str
    phone_number_id: str | None
    whatsapp_number: str | None
    token_env: str | None
    app_secret_env: str | None = None
    rate: int | None = None
    waba_id: str | None = None


class BusinessPage(Answer):
    """A page of businesses; `next` is the id to go on after, null on the last page."""

    businesses: list[BusinessShown]
    next: str | None


class BookingShown(Answer):
    """A place in an agenda; times carry the offset of the client's clock."""

    id: str
    client: str
    service: str
    staff: str | None
    party: int
    name: str
    user_phone: str | None
    user_id: str | None
    datetime: str
    ends_at: str
    status: LifeOfBooking
    notes: str
    price: str | None
    currency: str | None
    cancel_notice_minutes: int | None
    moves: str | None
    attendance: Literal["coming", "absent"] | None
    no_shows: int


class BookingTold(BookingShown):
    """A booking after a write, and what its person hears of that."""

    told: Literal["sent", "template", "no"]
    told_why: Literal["nothing", "window", "no_phone", "no_template"] | None


class BookingChange(Answer):
    """What somebody did to a booking; each field with what it was and what it became."""

    at: str
    actor: str
    action: str
    changes: dict[str, list[Any]]


class BookingWithHistory(BookingShown):
    """A booking, and all that was done to it."""

    history: list[BookingChange]


class BookingPage(Answer):
    """A page of bookings; `next` is the id to go on after, null on the last page."""

    bookings: list[BookingShown]
    next: str | None


class ConflictShown(BookingShown):
    """A coming booking that today's settings would not allow."""

    why: Literal["service_removed", "staff_removed", "party_too_large", "closed", "no_room"]


class ConflictList(Answer):
    """All of a client's conflicts, soonest first."""

    bookings: list[ConflictShown]


class ClientChanged(ClientOfAdmin):
    """A client after a change; `conflicts` where its settings were replaced."""

    conflicts: list[ConflictShown] = []


class TokenShown(Answer):
    """A token of one client's, without its secret."""

    id: str
    name: str
    created_at: str


class TokenMade(TokenShown):
    """A new token; its secret is shown this once."""

    token: str


class TokenList(Answer):
    """A client's tokens, by id."""

    tokens: list[TokenShown]
    next: str | None


class FeedMade(Answer):
    """A new calendar feed; its address is shown this once."""

    id: str
    url: str


class BlockedShown(Answer):
    """Somebody whom a client does not serve."""

    id: str
    phone: str | None
    user_id: str | None
    reason: str
    created_at: str


class BlockedList(Answer):
    """People whom a client does not serve, by id."""

    blocked: list[BlockedShown]
    next: str | None


class ReceptionShown(Answer):
    """A phone that is a client's reception.

    `by` is how it became one; until `open_until` it may be written to freely, null: it never wrote.
    """

    id: str
    name: str
    phone: str | None
    user_id: str | None
    by: Literal["link", "settings"]
    created_at: str
    open_until: str | None


class ReceptionList(Answer):
    """A client's receptions, by id."""

    receptions: list[ReceptionShown]
    next: str | None


class AliveShown(Answer):
    """The process is up."""

    status: Literal["ok"]
    timezones: str


class Readiness(Answer):
    """Whether every part is fit for work, and which."""

    ready: bool
    parts: dict[str, bool]
