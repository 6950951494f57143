"""A contact's next pending item, worked in one transaction: which it is, and what if that fails.

What waits for a contact are rows: messages in the inbox, timers that are due. Messages go first,
so a time-out that fires as the person writes finds that the session has moved on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from ..errors import MiloError
from ..fast_dataclass import dataclass
from ..flow.language.placeholders import fill
from ..flow.versions.library import FlowLibrary
from ..messages import Outgoing
from ..model import (
    Contact,
    InboxRow,
    OutboxRow,
    Timer,
)
from ..ports import Clock, Ids, Transaction
from ..privacy.erasure import Freed
from .flow_terms import TermsOf
from .message_worker import MessageWorker, is_form
from .routing import (
    Destination,
    RouteRules,
    SessionKey,
    key_of,
    route,
)
from .timer_worker import TimerWorker
from .turn_runner import Item, TurnRunners, piece_of

log = structlog.get_logger(__name__)

ATTEMPTS = 3
"""How often a turn is tried before its message is parked."""
BACKOFF = timedelta(seconds=2)
LONGEST = BACKOFF * (1 << ATTEMPTS)
"""No wait between two tries is longer."""
FAILED = "Se nos trabó algo. Ya quedó anotado lo tuyo. Probá de nuevo en un ratito."
"""What a person is told where no flow has better words."""


def _waits(row: InboxRow, now: datetime) -> bool:
    """Return whether it is too early to try a message again.

    A wait that is longer than any of ours was noted before the clock was set back: it is over.
    """
    return row.retry_at is not None and timedelta() < row.retry_at - now <= LONGEST


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who works a piece; for a message also from whom it is and where it belongs."""

    key: SessionKey
    contact: Contact | None = None
    destination: Destination | None = None


@dataclass(frozen=True, slots=True)
class WorkResult:
    """What came of it.

    Attributes:
        done: whether there was something, and it was done.
        heard: whether it was a message of theirs.
        following: who works the contact's next piece, if there is one.
        wrote: contacts for whom there is something new to be sent.
    """

    done: bool
    following: SessionKey | None
    wrote: tuple[str, ...] = ()
    heard: bool = False


class ContactWorker:
    """Works what waits for contacts.

    Args:
        terms_of: reads a client's settings.
        link_base: begins our short links, as people paste them; "": there are none.
        key: of the audit's marks of people who were erased.
        public_base: begins the links to our pages, as people are given them; "": there are none.
        of_bookings: works a timer that is of a booking, or of a word to a reception; returns whom
            that writes to.
        freed: offers what has become free in a client's agenda to the people in line.
        forms: whether what forms on phones ask reaches us, so that they may be sent.
    """

    def __init__(
        self,
        library: FlowLibrary,
        terms_of: TermsOf,
        clock: Clock,
        ids: Ids,
        link_base: str = "",
        key: bytes = b"",
        of_bookings: Callable[[Transaction, Timer], tuple[str, ...]] = lambda _tx, _timer: (),
        *,
        forms: bool = False,
        public_base: str = "",
        freed: Freed = lambda _tx, _client: None,
    ) -> None:
        self._library = library
        self._clock = clock
        self._ids = ids
        self._link_base = link_base
        self._runners = TurnRunners(library, terms_of, ids, forms=forms, public_base=public_base)
        parts = (self._runners, clock, ids)
        self._messages = MessageWorker(*parts, link_base=link_base, key=key, freed=freed)
        self._timers = TimerWorker(self._runners, clock, of_bookings)

    def take_up(self, tx: Transaction) -> None:
        """Use the versions of flows that others have published."""
        self._library.take_up(tx)

    def next_key(self, tx: Transaction, contact_id: str) -> SessionKey | None:
        """Return who works the contact's next piece; None when nothing waits."""
        item = self._head(tx, contact_id)
        return self._way(tx, contact_id, item).key if item else None

    def do_next(self, tx: Transaction, key: SessionKey) -> WorkResult:
        """Do the contact's next piece if it is for `key`."""
        rows = tx.inbox.heads(key.contact_id, 2)
        item = self._first(tx, key.contact_id, rows)
        if item is None:
            return WorkResult(False, None)
        way = self._way(tx, key.contact_id, item)
        if way.key != key:
            return WorkResult(False, way.key)
        heard = isinstance(item, InboxRow) and not is_form(item)
        if isinstance(item, InboxRow):
            wrote = self._messages.work(tx, way.contact, item, way.destination)
        else:
            wrote = self._timers.work(tx, item)
        following = self.next_key(tx, key.contact_id) if self._leaves(item, rows) else None
        return WorkResult(True, following, wrote, heard)

    def fail_next(self, tx: Transaction, contact_id: str, error: str) -> datetime | None:
        """Note that the contact's next piece failed; park it when it failed too often.

        Returns:
            When to try again, or None when it was put aside.
        """
        item = self._head(tx, contact_id)
        now = self._clock.now()
        if isinstance(item, Timer):
            self._timers.fail(tx, item, now)
        elif item and is_form(item):  # the phone shows that it failed, and asks again
            tx.inbox.park(item.id, error, now)
        elif item and item.attempts + 1 < ATTEMPTS:
            retry_at = now + BACKOFF * (1 << item.attempts)
            tx.inbox.retry(item.id, item.attempts + 1, retry_at)
            return retry_at
        elif item:
            tx.inbox.park(item.id, error, now)
            self._apologise(tx, item, now)
        return None

    def seconds_until(self, instant: datetime) -> float:
        """Return how long it is until an instant; never nothing."""
        return max(0.001, (instant - self._clock.now()).total_seconds())

    # -- what waits -------------------------------------------------------------------------------

    def _head(self, tx: Transaction, contact_id: str) -> Item | None:
        return self._first(tx, contact_id, tx.inbox.heads(contact_id, 1))

    def _first(self, tx: Transaction, contact_id: str, rows: list[InboxRow]) -> Item | None:
        """Return what is to be worked first, where these are a contact's first messages."""
        now = self._clock.now()
        if not rows:
            return tx.timers.head(contact_id, now)
        row = rows[0]
        if asking := self._asking(tx, contact_id, now):
            return asking
        return None if _waits(row, now) else row

    def _leaves(self, item: Item, rows: list[InboxRow]) -> bool:
        """Return whether it is known that an item may leave something to be worked at once.

        What comes meanwhile brings its own nudge, and so does each timer that is due. After a
        message, nearly always there is nothing: it is not looked for.
        """
        return isinstance(item, Timer) or len(rows) > 1

    def _asking(self, tx: Transaction, contact_id: str, now: datetime) -> Timer | None:
        """Return a timer that has asked outside: what was begun there is finished here first."""
        timer = tx.timers.head(contact_id, now) if self._library.asks_outside else None
        return timer if timer and tx.outside_calls.of(piece_of(timer)) else None

    def _way(self, tx: Transaction, contact_id: str, item: Item) -> Assignment:
        if isinstance(item, Timer):
            session = tx.sessions.by_id(item.session_id)
            return Assignment(SessionKey(contact_id, session.client_slug if session else None))
        contact = tx.contacts.by_id(contact_id)
        if contact is None or item.message is None:
            return Assignment(SessionKey(contact_id), contact)
        playing = self._runners.of(tx, self._clock.now(), item)
        rules = RouteRules(
            self._messages.lobby_flow,
            playing.takes,
            lambda contact, text: bool(self._messages.named(tx, contact, text).keys),
            self._clock.now(),
            self._link_base,
        )
        destination = route(tx, contact, item.message, rules)
        return Assignment(key_of(contact_id, destination), contact, destination)

    # -- faults -----------------------------------------------------------------------------------

    def _apologise(self, tx: Transaction, row: InboxRow, now: datetime) -> None:
        """Tell the person that we had a fault."""
        contact = tx.contacts.by_id(row.contact_id or "")
        if contact:
            sorry = Outgoing(self._sorry(tx, contact, row))
            tx.outbox.add(OutboxRow.to(contact, self._ids.new(), sorry, now, awaited=True))

    def _sorry(self, tx: Transaction, contact: Contact, row: InboxRow) -> str:
        """Return the flow's words for a fault; words that cannot fail where they fail, too."""
        try:
            key = self._way(tx, contact.id, row).key
            session = tx.sessions.find(contact.id, key.slug or "")
            if session:
                flow = self._library.script(tx, session.flow, session.flow_version).flow
                return fill(flow.texts[flow.defaults.failure or ""], lambda _: "")
        except (MiloError, KeyError) as error:
            log.warning("no words for a fault", action="turn.speechless", error=str(error))
        return FAILED
