"""`MemoryStore`: one lock, one undo log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, get_ident
from typing import TypeVar

from ...engine.errors import StoreError
from ...engine.ports import Done, Executor, Result, Transaction
from .access import MemoryAccessTokens, MemoryBlockedPeople
from .answers import MemoryAnswers, MemoryOutsideCalls
from .bookings import MemoryBookings
from .clients import MemoryBusinesses, MemoryClients
from .consents import MemoryConsents
from .contact_merge import MemoryMerging
from .contacts import MemoryContacts
from .first_contacts import MemoryFirstContacts
from .forms import MemoryForms
from .idempotency import MemoryFirstAnswers
from .inbox import MemoryInbox
from .indexed_dicts import Undo
from .opt_outs import MemoryOptOuts
from .outbox import MemoryOutbox
from .panel import MemoryPanelKeys
from .personal_data import MemoryPersonalData
from .receptions import MemoryReceptions
from .records import MemoryAccountNews, MemoryAudit, MemoryEvents, MemoryFlowVersions, MemoryTurns
from .retention import MemoryRetention
from .sessions import MemorySessions
from .templates import MemoryTemplates
from .timers import MemoryTimers
from .uploads import MemoryUploads
from .visits import MemoryVisits
from .waits import MemoryWaits
from .zone_rules import MemoryZoneRules

T = TypeVar("T")


class MemoryTransaction:
    """All rooms of the store, in dicts."""

    def __init__(self, undo: Undo) -> None:
        self.businesses = MemoryBusinesses(undo)
        self.clients = MemoryClients(undo, self.businesses)
        self.visits = MemoryVisits(undo)
        self.contacts = MemoryContacts(undo)
        self.opt_outs = MemoryOptOuts(undo, self.contacts)
        self.consents = MemoryConsents(undo, self.contacts)
        self.first_contacts = MemoryFirstContacts(undo, self.contacts)
        self.sessions = MemorySessions(undo, self.contacts, self.clients)
        self.inbox = MemoryInbox(undo, self.contacts)
        self.outbox = MemoryOutbox(undo, self.contacts)
        self.templates = MemoryTemplates(undo)
        self.forms = MemoryForms(undo)
        self.uploads = MemoryUploads(undo)
        self.timers = MemoryTimers(undo, self.contacts)
        self.bookings = MemoryBookings(undo, self.contacts, self.clients)
        self.waits = MemoryWaits(undo, self.contacts, self.clients)
        self.tokens = MemoryAccessTokens(undo, self.clients)
        self.blocked = MemoryBlockedPeople(undo, self.clients)
        self.turns = MemoryTurns(undo, self.sessions, self.inbox)
        self.answers = MemoryAnswers(undo, self.contacts)
        self.outside_calls = MemoryOutsideCalls(undo)
        self.first_answers = MemoryFirstAnswers(undo)
        self.events = MemoryEvents(undo)
        self.account_news = MemoryAccountNews(undo)
        self.flow_versions = MemoryFlowVersions(undo)
        self.audit = MemoryAudit(undo)
        self.personal = MemoryPersonalData(self)
        self.retention = MemoryRetention(self)
        self.panel_keys = MemoryPanelKeys(undo)
        self.receptions = MemoryReceptions(undo, self.contacts, self.clients)
        self.zone_rules = MemoryZoneRules(undo)
        merging = MemoryMerging(self)
        self.contacts.merge, self.contacts.rekey = merging.merge, merging.rekey


class MemoryStore:
    """A store that lives and dies with its process. Works run one at a time."""

    writers = 1

    def __init__(self) -> None:
        self._undo: Undo = []
        self._rooms = MemoryTransaction(self._undo)
        self._lock = Lock()
        self._owner: int | None = None

    def transact(self, work: Callable[[Transaction], T]) -> T:
        """Run `work`; what it did is taken back when it raises."""
        with self._alone():
            try:
                return work(self._rooms)
            except BaseException:
                self._take_back()
                raise
            finally:
                self._undo.clear()

    def hand_in(
        self,
        work: Callable[[Transaction], T],
        done: Done[T],
        *,
        urgent: bool = False,
        lane: str = "",
    ) -> None:
        """Run `work` at once, and tell what became of it."""
        done(Result.of(lambda: self.transact(work)))

    def run_on(self, *executors: Executor) -> None:
        """Need no executor."""

    def read(self, work: Callable[[Transaction], T]) -> T:
        """Run `work`, which only reads; raises StoreError where it wrote, and takes that back."""
        with self._alone():
            try:
                result = work(self._rooms)
                if self._undo:
                    raise StoreError("A read tried to write.")
                return result
            finally:
                self._take_back()
                self._undo.clear()

    def ready(self) -> bool:
        """Return True: there is nothing that could be away."""
        return True

    def purge(self) -> None:
        """Nothing is kept of what was deleted."""

    def close(self) -> None:
        """Nothing to let go of."""

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if self._owner == get_ident():
            raise StoreError("A transaction was asked for within a transaction.")
        with self._lock:
            self._owner = get_ident()
            try:
                yield
            finally:
                self._owner = None

    def _take_back(self) -> None:
        for table, key, value in reversed(self._undo):
            table.set(key, value)
