"""What the engine needs of the world, named. `store/`, `http/` and `cli/` do it.

All work on rows goes through `Store.transact`: the function that is handed in gets a
`Transaction`, and what it did stands as a whole or not at all. It may be run more than once, so
it has no effect but through the transaction and its result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from .model import (
    Answers,
    AuditEntry,
    Booking,
    BookingStatus,
    Business,
    Client,
    ClientStatus,
    Contact,
    FlowVersion,
    InboxRow,
    Origin,
    OutboxRow,
    OutboxStatus,
    OutsideCall,
    Place,
    Session,
    Timer,
    TurnRecord,
    Walk,
)

if TYPE_CHECKING:
    from .leasing import Errand, Heard, Taken

T = TypeVar("T")
Done = Callable[[Callable[[], T]], None]
"""Told what became of a work: by a function that returns what it returned, or raises its error."""


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""


class Ids(Protocol):
    """Makes identifiers."""

    def new(self) -> str:
        """Return an id nobody has, later ones sorting after earlier ones."""


Chance = Callable[[], float]
"""Gives a number in [0, 1), each time another; under simulation, from a seed."""


class Executor(Protocol):
    """Runs things; the only one who has threads. Under simulation it has none."""

    def submit(self, work: Callable[[], object]) -> None:
        """Run `work` soon, on some thread of the pool."""

    def later(self, seconds: float, work: Callable[[], object]) -> None:
        """Run `work` after `seconds`, if the process lives that long."""


class Gateway(Protocol):
    """The way out: Meta's Cloud API."""

    def send(self, row: OutboxRow) -> str:
        """Send one message and return Meta's id for it.

        Raises:
            GatewayError: it was not taken, or nobody knows whether it was.
        """


class Leases(Protocol):
    """Which contacts are this process's to work, turns and sending; see `leasing`.

    What is known here may be out of date. The store refuses, within the transaction, what is not
    ours any more (`NotOursError`).
    """

    def start(self, heard: Heard, changed: Callable[[], None]) -> None:
        """Be one of the workers from now on.

        Args:
            heard: called from any thread with what others have for our contacts.
            changed: called from any thread when a worker came or went, or we lost what we held.

        Raises:
            UnavailableError: the store cannot take it.
        """

    def stop(self) -> None:
        """Give everything back: the others go on at once."""

    def holds(self, contact_id: str) -> bool:
        """Return whether a contact is ours, as far as we know; asks nobody."""

    def count(self) -> int:
        """Return how many contacts we know to be ours."""

    def take(self, contact_ids: Iterable[str], errand: Errand) -> Taken:
        """Take those that are free or whose holder is gone; tell the holders of the others.

        Raises:
            UnavailableError: nothing was taken, nobody was told.
        """

    def certain(self) -> bool:
        """Return whether what we hold cannot have become another's yet; asks nobody."""

    def watch(self, renewed: Callable[[float], None]) -> None:
        """Have `renewed` told until when what we hold is certain: now, and at each renewal.

        In seconds of the machine's clock that runs on while it sleeps (`CLOCK_BOOTTIME`), for a
        process of ours that sends. It is called from any thread and must be quick.
        """

    def workers(self) -> int:
        """Return how many processes share the work, this one included."""


class Courier(Protocol):
    """The way out for whoever does not wait."""

    def send(self, row: OutboxRow, told: Done[str]) -> None:
        """Have one message sent; `told` is told Meta's id for it, or the GatewayError.

        `told` is called on any thread, must be quick and raise nothing.
        """


class Meter(Protocol):
    """Counts and measures, for whoever watches."""

    def count(self, name: str, amount: float = 1, **labels: str) -> None:
        """Add to a counter."""

    def gauge(self, name: str, value: float, **labels: str) -> None:
        """Set a value that goes up and down."""

    def observe(self, name: str, seconds: float, **labels: str) -> None:
        """Add a duration to a distribution."""


class Businesses(Protocol):
    """Companies."""

    def by_id(self, business_id: str) -> Business | None: ...
    def page(self, *, after: str | None, limit: int) -> list[Business]:
        """Return some, by id, those after `after`."""

    def add(self, business: Business) -> None: ...
    def save(self, business: Business) -> None: ...
    def numbers(self) -> list[str]:
        """Return every `phone_number_id` that some business has of its own."""


class Clients(Protocol):
    """Merchants."""

    def by_id(self, client_id: str) -> Client | None: ...
    def by_slug(self, slug: str) -> Client | None: ...
    def page(self, *, status: ClientStatus | None, after: str | None, limit: int) -> list[Client]:
        """Return some, by slug, those after the slug `after`."""

    def names(self) -> list[tuple[str, str]]:
        """Return slug and name of all that are active, by slug; reads no settings."""

    def add(self, client: Client) -> None:
        """Add one. Raises ConflictError where its slug is taken."""

    def save(self, client: Client) -> None:
        """Save name, business, settings, status and `updated_at`; slug and id never change."""


class Contacts(Protocol):
    """People."""

    def by_id(self, contact_id: str) -> Contact | None: ...
    def upsert(self, contact: Contact, now: datetime) -> Contact:
        """Return the contact on that number with that user_id or user_phone, made if need be.

        A known one learns what it lacked (an id, a phone, a name); a name is replaced by a newer
        one. Where user_id and user_phone belong to two contacts, the two become one: the older
        stays, with what was heard, and is returned; all rows of the other follow it, and so does
        what the lobby remembers of the one who wrote last. For each client the session with the
        newer message survives, with a new version; what named the other names it, turns too, a
        hold of the other is cancelled and its timers are gone. Locks the row until the
        transaction ends.
        """

    def with_phone(self, user_phone: str) -> list[Contact]:
        """Return those with that phone, on any number, by id."""

    def remember(self, contact_id: str, data: Mapping[str, Any]) -> None:
        """Replace what the lobby remembers."""


class Sessions(Protocol):
    """Sessions: one for each contact and client."""

    def by_id(self, session_id: str) -> Session | None: ...
    def find(self, contact_id: str, client_slug: str) -> Session | None: ...
    def of_contact(self, contact_id: str) -> list[Session]:
        """Return all of a contact's, the most recent (`last_message_at`) first."""

    def last_message_at(self, contact_id: str) -> datetime:
        """Return when a message last stood in any of a contact's sessions; it has one."""

    def with_people(self, limit: int) -> list[Session]:
        """Return those that a person answers (`human`), longest waiting first."""

    def places(self) -> list[Place]:
        """Return where sessions stand, by flow, version and state; looks at all of them."""

    def standing(self, place: Place, *, after: str, limit: int) -> list[Session]:
        """Return some that stand at a place, by id, those after `after`."""

    def add(self, session: Session) -> None: ...
    def save(self, session: Session) -> None:
        """Save it over the row whose version is `session.version - 1`.

        Raises:
            StaleError: the row has another version.
        """


class Inbox(Protocol):
    """What people sent us."""

    def add(self, row: InboxRow) -> bool:
        """Add a row; False where that message id (unique) is there already."""

    def by_message_id(self, message_id: str) -> InboxRow | None: ...
    def head(self, contact_id: str) -> InboxRow | None:
        """Return the contact's first row that is neither done nor parked."""

    def waiting(self, limit: int) -> list[str]:
        """Return contacts that have rows neither done nor parked, longest waiting first."""

    def of_session(self, session_id: str, limit: int) -> list[InboxRow]:
        """Return the newest rows that were done in a session, newest first."""

    def of_contact(self, contact_id: str, *, until: datetime, limit: int) -> list[InboxRow]:
        """Return the newest of a contact's rows that came until then, newest first."""

    def by_id(self, row_id: int) -> InboxRow | None: ...

    def done(self, row_id: int, session_id: str | None, now: datetime) -> None: ...
    def retry(self, row_id: int, attempts: int, retry_at: datetime) -> None: ...
    def park(self, row_id: int, error: str, now: datetime) -> None:
        """Put a row aside for an operator: `error` set, done."""

    def parked(self) -> int:
        """Return how many rows were put aside."""


class Outbox(Protocol):
    """What we send."""

    def add(self, row: OutboxRow) -> None: ...
    def by_id(self, row_id: str) -> OutboxRow | None: ...
    def by_wamid(self, wamid: str) -> OutboxRow | None: ...
    def origin(self, wamid: str) -> Origin | None:
        """Return where the message with Meta's id came from."""

    def heads(self, contact_ids: Iterable[str]) -> list[OutboxRow]:
        """Return the first pending row of each of these contacts that has one."""

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
    def sent(self, row_id: str, wamid: str) -> None:
        """Note that Meta took it. A row that a status already moved further keeps its status."""

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
    ) -> None:
        """Leave it pending, not to be sent before `retry_at`; unclaimed unless it is in doubt."""

    def fail(self, row_id: str, error: str) -> None: ...
    def failed(self) -> int:
        """Return how many rows failed."""

    def again(self, row_id: str) -> bool:
        """Make a failed row pending, as if it had never been tried; False for any other."""

    def drop(self, row_id: str, error: str) -> bool:
        """Fail a pending row, so that it is not sent; False for any other."""

    def settle(
        self, *, row_id: str | None, wamid: str, status: OutboxStatus, error: str | None
    ) -> str | None:
        """Apply a status of Meta's to the row with that id or else with that wamid.

        Moves only forward: pending < sent < delivered < read; failed only from pending or sent.
        Returns the contact whose message was pending until now: what waits behind it may go.
        """


class Timers(Protocol):
    """Waits."""

    def replace(self, session_id: str, timers: Sequence[Timer]) -> None:
        """Forget a session's timers and set these."""

    def drop(self, timer_id: str) -> None: ...
    def postpone(self, timer_id: str, due_at: datetime) -> None:
        """Let a timer come later; one that is gone stays gone."""

    def head(self, contact_id: str, now: datetime) -> Timer | None:
        """Return the contact's first timer that is due (`due_at` <= now)."""

    def due(self, now: datetime, limit: int) -> list[str]:
        """Return contacts with a timer that is due, longest due first."""


class Bookings(Protocol):
    """Places in agendas."""

    def lock(self, client_id: str) -> None:
        """Keep everybody else out of the client's agenda until the transaction ends."""

    def by_id(self, booking_id: str) -> Booking | None: ...
    def between(self, client_id: str, start: datetime, end: datetime) -> list[Booking]:
        """Return held, pending and confirmed rows that touch `[start, end)`, expired or not."""

    def of_contact(self, client_id: str, contact_id: str, now: datetime) -> list[Booking]:
        """Return a contact's pending and confirmed ones that have not ended, soonest first."""

    def hold_of(self, session_id: str) -> Booking | None:
        """Return the session's row that is `held`, expired or not."""

    def add(self, booking: Booking) -> None: ...
    def save(self, booking: Booking) -> None: ...
    def expire(self, client_id: str | None, now: datetime) -> list[Booking]:
        """Turn held and pending rows whose `expires_at` <= now into `expired`; return them."""

    def page(
        self,
        client_id: str,
        *,
        start: datetime | None = None,
        end: datetime | None = None,
        statuses: Iterable[BookingStatus] = (),
        user_phone: str | None = None,
        user_id: str | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> list[Booking]:
        """Return some, by id, those after `after`; `start <= datetime < end`."""


class Turns(Protocol):
    """What was done, and why."""

    def add(self, record: TurnRecord) -> None: ...
    def of_session(self, session_id: str) -> list[TurnRecord]:
        """Return all of a session's, in order."""

    def walks(
        self, flow: str, start: datetime, end: datetime, *, after: int, limit: int
    ) -> list[Walk]:
        """Return some of a flow's in a span, `start <= now < end`, in order, those after `after`.

        What a flow that it called did is told in its own path.
        """

    def sessions(self, *, since: datetime, slug: str | None, limit: int) -> list[str]:
        """Return sessions (of a client) that had a turn since then, the latest turn first."""


class AnswersKept(Protocol):
    """What people answered in flows."""

    def add(self, answers: Answers) -> None: ...
    def page(
        self, flow: str, *, client_id: str | None, after: str | None, limit: int
    ) -> list[Answers]:
        """Return some of a flow's, by id, those after `after`."""


class OutsideCalls(Protocol):
    """What the world outside is asked in the middle of a turn."""

    def of(self, piece: str) -> list[OutsideCall]:
        """Return a piece's questions, in order."""

    def ask(self, call: OutsideCall) -> None:
        """Note a question, unless that piece has one with its sequence already."""

    def answer(self, piece: str, sequence: int, outcome: Mapping[str, Any], now: datetime) -> bool:
        """Note its answer; False where it has one already."""


class Events(Protocol):
    """Webhook matter that is no message."""

    def add(self, event_id: str, kind: str, payload: bytes, now: datetime) -> None: ...
    def kinds(self) -> Mapping[str, int]:
        """Return how many there are of each kind."""


class FlowVersions(Protocol):
    """Published flows."""

    def find(self, flow: str, version: int) -> FlowVersion | None: ...
    def latest(self, flow: str) -> FlowVersion | None: ...
    def known(self) -> list[tuple[str, int]]:
        """Return flow and version of all, in that order; reads no source."""

    def add(self, version: FlowVersion) -> None: ...


class Audit(Protocol):
    """Who changed what."""

    def add(self, entry: AuditEntry) -> None: ...
    def of(self, subject: str) -> list[AuditEntry]:
        """Return the entries about a subject (`client:monpatisserie`), in order."""


class Transaction(Protocol):
    """All rooms of the store, within one transaction."""

    @property
    def businesses(self) -> Businesses: ...
    @property
    def clients(self) -> Clients: ...
    @property
    def contacts(self) -> Contacts: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def timers(self) -> Timers: ...
    @property
    def bookings(self) -> Bookings: ...
    @property
    def turns(self) -> Turns: ...
    @property
    def answers(self) -> AnswersKept: ...
    @property
    def outside_calls(self) -> OutsideCalls: ...
    @property
    def events(self) -> Events: ...
    @property
    def flow_versions(self) -> FlowVersions: ...
    @property
    def audit(self) -> Audit: ...


class Store(Protocol):
    """Where everything is kept."""

    def transact(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in a transaction of its own and return what it returns, once it is on disk.

        Raises:
            UnavailableError: nothing was written; trying again may help.
        """

    def hand_in(self, work: Callable[[Transaction], T], done: Done[T]) -> None:
        """Run `work` as `transact` does, but let nobody wait: `done` is told once it is on disk.

        `done` must be quick and raise nothing. It may be told before this returns.
        """

    def run_on(self, executor: Executor) -> None:
        """Take the executor, which has `writers` threads, for what is to be written."""

    @property
    def writers(self) -> int:
        """How many threads are of use at once for what is to be written."""

    def read(self, work: Callable[[Transaction], T]) -> T:
        """Run `work`, which only reads, on one consistent view."""

    def ready(self) -> bool:
        """Return whether the store can take a write now."""

    def close(self) -> None:
        """Let go of files and connections."""
