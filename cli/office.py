"""What a command works with: the settings, the store, the clock; opened briefly, and closed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from ..engine.errors import StaleError
from ..engine.model import Booking, Client
from ..engine.office.acting import Operator
from ..engine.office.businesses import CommonNumber
from ..engine.ports import Clock, Ids, Store, Transaction
from ..engine.templates.notice_outcome import Told
from .environment import Settings, read_settings
from .logs import configure_logs
from .system_world import SortableIds, SystemClock

T = TypeVar("T")
_TRIES = 3
NAME = "operator"
"""How the audit calls who works from the command line."""


@dataclass(frozen=True, slots=True)
class Office:
    """An operator's place beside a server that may be running."""

    settings: Settings
    store: Store
    clock: Clock
    ids: Ids

    @property
    def common_number(self) -> CommonNumber:
        """The number that merchants share."""
        return CommonNumber(self.settings.meta_phone_number_id, self.settings.whatsapp_number)

    def read(self, work: Callable[[Transaction], T]) -> T:
        """Read on one view."""
        return self.store.read(work)

    def act(self, work: Callable[[Operator], T]) -> T:
        """Change something: all of it or nothing; again where a server was faster."""
        for _ in range(_TRIES - 1):
            try:
                return self._act(work)
            except StaleError:
                continue
        return self._act(work)

    def _act(self, work: Callable[[Operator], T]) -> T:
        now, number = self.clock.now(), self.settings.meta_phone_number_id
        return self.store.transact(
            lambda tx: work(Operator(tx, self.ids, now, NAME, self._announce, number))
        )

    def _announce(
        self, tx: Transaction, client: Client, old: Booking | None, new: Booking, now: datetime
    ) -> Told:
        """Tell a person what became of their booking; a running server sends it."""
        from ..engine.booking.notices import Notices
        from ..engine.templates.notifier import Notifier
        from .libraries import load_flows, load_templates
        from .terms import terms_of

        library = load_flows(self.settings.flows, tx.flow_versions.latest)
        library.take_up(tx)
        templates = load_templates(self.settings.flows)
        limit = self.settings.meta_first_contacts
        notifier = Notifier(library, templates, terms_of, self.clock, self.ids, limit)
        return Notices(notifier, self.ids).changed(tx, client, old, new, now)


@contextmanager
def office(environment: Mapping[str, str]) -> Iterator[Office]:
    """Open the database that the settings name, its tables brought up to date.

    What is logged meanwhile goes to standard error, warnings and what is worse.

    Raises:
        ConfigurationError: a setting is wrong.
        UnavailableError: the database cannot be opened now.
    """
    from ..store import open_store

    configure_logs(level=logging.WARNING)
    settings = read_settings(environment)
    store = open_store(settings.database_url)
    try:
        yield Office(settings, store, SystemClock(), SortableIds())
    finally:
        store.close()


def word(typed: str) -> str:
    """Return what was typed as a database can look it up: bytes that are no text find nothing."""
    return typed.encode("utf-8", "replace").decode("utf-8")
