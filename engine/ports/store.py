"""The store: all rows, within transactions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from .access import AccessTokens, BlockedPeople
from .agenda import Bookings, Timers, Waits, ZoneRulesKept
from .idempotency import FirstAnswers
from .messages import Forms, Inbox, Outbox, Templates, Uploads
from .panel import PanelKeys
from .people import (
    Businesses,
    Clients,
    Consents,
    Contacts,
    FirstContacts,
    OptOuts,
    Sessions,
    Visits,
)
from .privacy import PersonalData, Retention
from .receptions import Receptions
from .records import AccountNewsKept, AnswersKept, Audit, Events, FlowVersions, OutsideCalls, Turns
from .world import Done, Executor, T


class Transaction(Protocol):
    """All rooms of the store, within one transaction.

    That a row is stale, taken or another process's may be said by a later call than the one that
    asked for it, at the latest by the end of the work; nothing of the work stands then.
    """

    @property
    def businesses(self) -> Businesses: ...
    @property
    def clients(self) -> Clients: ...
    @property
    def visits(self) -> Visits: ...
    @property
    def contacts(self) -> Contacts: ...
    @property
    def opt_outs(self) -> OptOuts: ...
    @property
    def consents(self) -> Consents: ...
    @property
    def first_contacts(self) -> FirstContacts: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def templates(self) -> Templates: ...
    @property
    def forms(self) -> Forms: ...
    @property
    def uploads(self) -> Uploads: ...
    @property
    def timers(self) -> Timers: ...
    @property
    def bookings(self) -> Bookings: ...
    @property
    def zone_rules(self) -> ZoneRulesKept: ...
    @property
    def waits(self) -> Waits: ...
    @property
    def tokens(self) -> AccessTokens: ...
    @property
    def blocked(self) -> BlockedPeople: ...
    @property
    def turns(self) -> Turns: ...
    @property
    def answers(self) -> AnswersKept: ...
    @property
    def outside_calls(self) -> OutsideCalls: ...
    @property
    def first_answers(self) -> FirstAnswers: ...
    @property
    def events(self) -> Events: ...
    @property
    def account_news(self) -> AccountNewsKept: ...
    @property
    def flow_versions(self) -> FlowVersions: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def personal(self) -> PersonalData: ...
    @property
    def retention(self) -> Retention: ...
    @property
    def panel_keys(self) -> PanelKeys: ...
    @property
    def receptions(self) -> Receptions: ...


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a work will look for first, so that a store can look for a whole group's at once.

    A work says it by an attribute `foreseen`. It finds the same without, each by itself.

    Attributes:
        messages: ids of messages that may be in the inbox.
        outgoing: ids of rows of the outbox whose status it will move.
    """

    messages: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()


class Store(Protocol):
    """Where everything is kept."""

    def transact(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in a transaction of its own and return what it returns, once it is on disk.

        Raises:
            UnavailableError: nothing was written; trying again may help.
        """

    def hand_in(
        self,
        work: Callable[[Transaction], T],
        done: Done[T],
        *,
        urgent: bool = False,
        lane: str = "",
    ) -> None:
        """Run `work` as `transact` does, but hold no thread: `done` is told once it is on disk.

        `done` must be quick and raise nothing. It may be told before this returns. With `urgent`,
        as with `transact`, somebody waits for it: it need not wait until all others are done.
        Works of one lane would wait for each other's locks; those of different lanes may run side
        by side.
        """

    def run_on(self, *executors: Executor) -> None:
        """Take executors of one thread each, `writers` of them, for what is to be written.

        The first is the one whose jobs write; what they `transact`, it runs itself.
        """

    @property
    def writers(self) -> int:
        """How many threads are of use at once for what is to be written."""

    def read(self, work: Callable[[Transaction], T]) -> T:
        """Run `work`, which only reads, on one consistent view."""

    def ready(self) -> bool:
        """Return whether the store can take a write now."""

    def purge(self) -> None:
        """Leave nothing on disk of what was deleted; may take long.

        Raises:
            UnavailableError: others were at work all the time; trying again may help.
        """

    def close(self) -> None:
        """Let go of files and connections."""
