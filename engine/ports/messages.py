"""Rows of what people sent us, and of what we send."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from ..model import (
    Backlog,
    InboxRow,
    Origin,
    OutboxRow,
    OutboxStatus,
    PublishedForm,
    Settlement,
    TemplateState,
    Upload,
)


class Inbox(Protocol):
    """What people sent us."""

    def add(self, row: InboxRow) -> bool:
        """Add a row; False where that message id (unique) is there already."""

    def by_message_id(self, message_id: str) -> InboxRow | None: ...
    def heads(self, contact_id: str, limit: int) -> list[InboxRow]:
        """Return the contact's first rows that are neither done nor parked, in their order.

        Locks the contact until the transaction ends.
        """

    def waiting(self, limit: int) -> list[str]:
        """Return contacts that have rows neither done nor parked, longest waiting first."""

    def of_session(self, contact_id: str, session_id: str, limit: int) -> list[InboxRow]:
        """Return the newest rows that were done in a contact's session, newest first."""

    def of_contact(self, contact_id: str, *, until: datetime, limit: int) -> list[InboxRow]:
        """Return the newest of a contact's rows that came until then, newest first."""

    def by_id(self, row_id: int) -> InboxRow | None: ...

    def done(self, row_id: int, session_id: str | None, now: datetime) -> None: ...
    def retry(self, row_id: int, attempts: int, retry_at: datetime) -> None: ...
    def park(self, row_id: int, error: str, now: datetime) -> None:
        """Put a row aside for an operator: `error` set, done."""

    def backlog(self) -> Backlog:
        """Return what is neither done nor parked, of contacts."""

    def parked(self) -> int:
        """Return how many rows were put aside."""

    def parked_page(self, *, after: int, limit: int) -> list[InboxRow]:
        """Return some that were put aside, by id, those after `after`."""

    def again(self, row_id: int) -> bool:
        """Take a parked row up, as if it had never been tried; False for any other."""

    def drop(self, row_id: int) -> bool:
        """Put a parked row away for good: done, without its error; False for any other."""


class Outbox(Protocol):
    """What we send."""

    def add(self, row: OutboxRow) -> None: ...
    def by_id(self, row_id: str) -> OutboxRow | None: ...
    def by_wamid(self, wamid: str) -> OutboxRow | None: ...
    def origin(self, wamid: str) -> Origin | None:
        """Return where the message with Meta's id came from."""

    def heads(self, contact_ids: Iterable[str]) -> list[OutboxRow]:
        """Return the first pending row of each of these contacts that has one."""

    def backlog(self) -> Backlog:
        """Return what is pending."""

    def waiting(self, limit: int) -> list[str]:
        """Return contacts that have pending rows, longest waiting first."""

    def page(
        self, *, status: OutboxStatus | None, after: str | None, limit: int
    ) -> list[OutboxRow]:
        """Return some, by id, those after `after`."""

    def of_contact(self, contact_id: str, *, since: datetime, until: datetime) -> list[OutboxRow]:
        """Return a contact's rows written from `since` until `until`, in order, both included."""

    def about(self, session_id: str, *, since: datetime, until: datetime) -> list[OutboxRow]:
        """Return the rows written then that tell a merchant about a session, in order."""

    def claim(self, row_ids: Iterable[str], now: datetime) -> None: ...
    def sent(self, wamids: Mapping[str, str]) -> None:
        """Note that Meta took rows, by id: settles each as its status `sent` would."""

    def awaited(self, contact_ids: Iterable[str]) -> list[str]:
        """Return those of these contacts who have a pending row that somebody waits for."""

    def retry(
        self,
        row_id: str,
        *,
        attempts: int,
        retry_at: datetime,
        error: str,
        in_doubt: bool = False,
        form: OutboxRow | None = None,
    ) -> None:
        """Leave it pending, not to be sent before `retry_at`; unclaimed unless it is in doubt.

        With another `form` its text and its number go out from now on.
        """

    def fail(self, row_id: str, error: str) -> bool:
        """Give a pending row up, so that it is not sent any more; False for any other."""

    def billed(self, since: datetime) -> Mapping[tuple[str, str], int]:
        """Return how many messages written since then arrived, by phone_number_id and category."""

    def failed(self) -> int:
        """Return how many rows failed."""

    def again(self, row_id: str) -> bool:
        """Make a failed row pending, as if it had never been tried; False for any other.

        It keeps the wamid of what failed, of which nothing that is told moves it any more.
        """

    def settle(
        self,
        *,
        row_id: str | None,
        wamid: str,
        status: OutboxStatus,
        error: str | None = None,
        kind: str | None = None,
        now: datetime | None = None,
        category: str | None = None,
    ) -> Settlement | None:
        """Apply a status of Meta's to the row with that id or else with that wamid.

        Moves only forward: pending < sent < delivered < read; failed only from pending or sent. A
        row that we gave up, or another copy of which failed, was taken all the same: it moves on,
        and so does one that is said to have arrived after it is said to have failed.

        With a `kind` (why it failed, a `sending.Kind`) that passes, the row is pending again, as
        `sending.after_late_failure` says of the instant `now`. Its claim stays where it was
        pending: another copy may be on its way, of which no answer is known.

        `category` is what Meta bills the message as, where it says so.

        Returns:
            What it did; None where there is no such row.
        """


class Templates(Protocol):
    """What Meta says of templates."""

    def find(self, name: str, language: str, account: str = "") -> TemplateState | None: ...
    def all(self, account: str = "") -> list[TemplateState]:
        """Return all of an account, by name and language."""

    def save(self, state: TemplateState) -> None:
        """Keep what Meta says now in place of what it said before."""


class Uploads(Protocol):
    """The files that Meta has of us."""

    def find(self, phone_number_id: str, digest: str) -> Upload | None: ...
    def save(self, upload: Upload) -> None:
        """Keep it in place of what was known of that number and file."""


class Forms(Protocol):
    """The forms that were published at Meta."""

    def find(self, name: str, account: str = "") -> PublishedForm | None: ...
    def all(self, account: str = "") -> list[PublishedForm]:
        """Return all of an account, by name."""

    def save(self, form: PublishedForm) -> None:
        """Keep a form in place of what was known of that name."""

    def told(self, form_id: str, status: str, now: datetime) -> None:
        """Keep what Meta says of a form by its id; one that is not known is nothing to us."""
