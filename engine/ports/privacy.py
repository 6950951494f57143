"""Rows of one person, wherever they are kept; and rows whose time is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from ..model import Answers, Booking, Client, Contact, Expiring, Traces


class PersonalData(Protocol):
    """What is kept of a person, across all tables."""

    def contacts(self, keys: Sequence[str]) -> list[Contact]:
        """Return those, on any number, whose phone or `user_id` is one of these, by id."""

    def bookings(self, contact_id: str) -> list[Booking]:
        """Return all of a contact's, with any client and in any status, by id."""

    def strays(self, keys: Sequence[str]) -> list[Booking]:
        """Return bookings that name one of these phones or `user_id`s and no contact, by id."""

    def answers(self, contact_id: str) -> list[Answers]:
        """Return all that a contact has answered in flows, by id."""

    def erase(self, contact_id: str, client: Client | None, now: datetime) -> Traces:
        """Erase what is kept of a contact: with one client, or all of it.

        Messages of theirs keep their id, so that Meta's repeats are known; bookings keep service,
        times and status. All else goes: messages, turns, answers, sessions, waits, what merchants'
        phones were told of them and answered. Of all of it, the contact's row keeps only
        the keys, for a last message to go out; see `drop`.

        Returns:
            What others' rows may still tell of the person; see `scrub`.
        """

    def drop(self, contact_id: str) -> bool:
        """Erase a contact's row with the messages sent to it; False where it has rows again."""

    def scrub(self, traces: Traces, *, whole: bool) -> None:
        """Take traces of a person out of others' rows.

        With `whole` it looks for their keys in each row that there is; without, only where others'
        rows tell of people: merchants' phones, events, the audit of their bookings. Nobody lifts a
        merchant's block by asking to be erased: it goes with `whole` only.
        """


class Retention(Protocol):
    """What is kept for a time only."""

    def overdue(
        self, what: Expiring, before: datetime, *, after: str, limit: int
    ) -> tuple[list[str], str | None]:
        """Look at some rows, in the order of their keys, those after `after`.

        Returns:
            The keys of those from before that instant, and the last key that was looked at; None
            where no rows are left to look at.
        """

    def prune(self, what: Expiring, keys: Sequence[str], before: datetime) -> None:
        """Delete rows with these keys, or blank them, where they are from before that instant."""
