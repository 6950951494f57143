"""Rows of companies, merchants, people, and their sessions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Protocol

from ..model import (
    Business,
    Client,
    ClientStatus,
    Consent,
    Contact,
    FirstContact,
    OptOut,
    Session,
    StateCount,
)


class Businesses(Protocol):
    """Companies."""

    def by_id(self, business_id: str) -> Business | None: ...
    def page(self, *, after: str | None, limit: int) -> list[Business]:
        """Return some, by id, those after `after`."""

    def add(self, business: Business) -> None: ...
    def save(self, business: Business) -> None: ...
    def numbers(self) -> list[str]:
        """Return every `phone_number_id` that some business has of its own."""

    def accounts(self) -> dict[str, str]:
        """Return the numbers that belong to a business's own account, and that account of each."""


class Clients(Protocol):
    """Merchants."""

    def by_id(self, client_id: str) -> Client | None: ...
    def by_slug(self, slug: str) -> Client | None: ...
    def page(self, *, status: ClientStatus | None, after: str | None, limit: int) -> list[Client]:
        """Return some, by slug, those after the slug `after`."""

    def names(self) -> list[tuple[str, str]]:
        """Return slug and name of all that are active, by slug; reads no settings."""

    def naming_phone(self, user_phone: str) -> list[Client]:
        """Return those whose settings name a phone with the same last eight digits, by slug."""

    def add(self, client: Client) -> None:
        """Add one. Raises ConflictError where its slug is taken."""

    def save(self, client: Client) -> None:
        """Save name, business, settings, status and `updated_at`; slug and id never change."""


class Contacts(Protocol):
    """People."""

    def by_id(self, contact_id: str) -> Contact | None: ...
    def upsert(self, contact: Contact, now: datetime, *, trust_phone: bool = False) -> Contact:
        """Return the person's contact on that number, made if need be.

        `user_id` decides. The contact that has it is the person, and a new phone beside it becomes
        theirs. A known phone that comes with another `user_id` is another person's from now on: its
        contact loses it, with its sessions and bookings, and a new one is made (with `trust_phone`
        it is the same person, who has another `user_id` now). A phone is known in any of its
        spellings.

        A known one learns what it lacked (an id, a phone, a name); a name is replaced by a newer
        one. Where user_id and user_phone belong to two contacts of which at most one has a
        `user_id`, the two become one: the older stays, with what was heard, and is returned; all
        rows of the other follow it, and so does what the lobby remembers of the one who wrote last.
        For each client the session with the newer message survives, with a new version; what named
        the other names it, turns too, a hold of the other is cancelled and its timers are gone.
        Sessions, bookings and messages to be sent go by the contact's keys. Locks the rows until
        the transaction ends.
        """

    def change(self, old: Contact, new: Contact, now: datetime) -> Contact | None:
        """Let a person go by another phone or `user_id`, as Meta says, and return their contact.

        Sessions, bookings and messages to be sent follow. A contact that the new phone or
        `user_id` made is the same person, and becomes one with the old, as in `upsert`.

        Args:
            old: what the person was known by; where it names a `user_id`, that decides.
            new: what they go by now; None: as before.
            now: the present instant.

        Returns:
            None where nobody was known by that.
        """

    def with_phone(self, user_phone: str) -> list[Contact]:
        """Return those with that phone, on any number, by id."""

    def dialled(self, contact_id: str, user_phone: str) -> None:
        """Keep how Meta wants a contact's phone to be written; see `Contact.dialled`."""

    def remember(self, contact_id: str, data: Mapping[str, Any]) -> None:
        """Replace what the lobby remembers."""


class OptOuts(Protocol):
    """Who is not to be sent what nobody waits for; see `privacy.consent`."""

    def of(self, contact_id: str) -> list[OptOut]:
        """Return all of a contact's, the one for all clients first, then by client."""

    def add(self, opt_out: OptOut) -> None:
        """Note one, unless it is there already."""

    def drop(self, contact_id: str) -> None:
        """Forget all of a contact's."""


class Consents(Protocol):
    """Who agreed that a client writes when Meta's 24 hours are over; see `privacy.consent`."""

    def of(self, contact_id: str) -> list[Consent]:
        """Return all of a contact's, by client."""

    def add(self, consent: Consent) -> None:
        """Note one, unless it is there already."""


class FirstContacts(Protocol):
    """Whom clients wrote to outside Meta's 24 hours lately; see `templates.first_contacts`."""

    def of(self, contact_id: str, since: datetime) -> FirstContact | None:
        """Return a contact's, if it was not before that."""

    def counted(self, phone_number_id: str, since: datetime) -> Mapping[str, int]:
        """Return how many people of a number each client was first to write to since then."""

    def note(self, first: FirstContact, since: datetime) -> None:
        """Keep one in place of the contact's last; those from before `since` are forgotten."""


class Sessions(Protocol):
    """Sessions: one for each contact and client, and one more where they are its reception."""

    def by_id(self, session_id: str) -> Session | None: ...
    def find(self, contact_id: str, client_slug: str) -> Session | None:
        """Return a contact's as a customer of a client."""

    def find_reception(self, contact_id: str, client_slug: str) -> Session | None:
        """Return a contact's as a client's reception."""

    def of_contact(self, contact_id: str) -> list[Session]:
        """Return all of a contact's, the most recent (`last_message_at`) first."""

    def last_message_at(self, contact_id: str) -> datetime:
        """Return when a message last stood in any of a contact's sessions; it has one."""

    def count_with_people(self) -> int:
        """Return how many a person answers (`human`)."""

    def with_people(self, limit: int) -> list[Session]:
        """Return those that a person answers (`human`), longest waiting first."""

    def places(self) -> list[StateCount]:
        """Return where sessions stand, by flow, version and state; looks at all of them."""

    def standing(self, place: StateCount, *, after: str, limit: int) -> list[Session]:
        """Return some that stand at a place, by id, those after `after`."""

    def add(self, session: Session) -> None: ...
    def save(self, session: Session) -> None:
        """Save it over the row whose version is `session.version - 1`.

        With whom it is, on which number and since when never changes.

        Raises:
            StaleError: the row has another version.
        """


class Visits(Protocol):
    """Short links followed, by day; crawlers aside."""

    def add(self, client_id: str, day: date) -> None:
        """Count one."""

    def since(self, day: date) -> Mapping[str, int]:
        """Return how many each client had since a day, included."""
