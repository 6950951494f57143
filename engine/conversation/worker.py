"""One piece of a contact's work, inside one transaction: routed, played, written down.

What waits for a contact are rows: messages in the inbox, timers that are due. Messages go first,
so a time-out that fires as the person writes finds that the session has moved on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from ..errors import MiloError
from ..flow.language.definition import Flow
from ..flow.language.templates import fill
from ..flow.play.events import Arrived, Elapsed, Event, Filled, Wrote
from ..flow.play.stage import RETURN
from ..flow.versions.library import FlowLibrary
from ..form_exchange import Asked
from ..messages import Incoming, Kind, Outgoing
from ..model import (
    NEWS,
    Client,
    ClientStatus,
    Contact,
    InboxRow,
    Mode,
    OutboxRow,
    Session,
    Timer,
)
from ..ports import Clock, Ids, Transaction
from ..privacy.erasure import Freed
from ..privacy.requests import LAST_WORD, Requests, after_last_word, passed_over
from ..values import dataclass
from ..words.names import Meant
from ..words.slugs import without_links
from .blocked import turn_away
from .disambiguation import Doubt, question
from .form_replies import whose_form
from .handoff import answer, still_asks
from .lobby import FLOW as LOBBY
from .lobby import Lobby
from .lobby_functions import named_in
from .reception_desk import ReceptionDesk
from .reception_routes import ToHandshake, ToReception, ToReceptions
from .routing import (
    ASKED_AT,
    Destination,
    RouteRules,
    SessionKey,
    ToClient,
    ToEither,
    ToLobby,
    ToPerson,
    ToRequests,
    arriving,
    key_of,
    route,
    standing_after,
)
from .turn_runner import Item, TermsOf, TurnRunner, in_front, is_echo, piece_of

log = structlog.get_logger(__name__)

LATE = timedelta(minutes=10)
"""How late a timer that only speaks may be."""
ATTEMPTS = 3
"""How often a turn is tried before its message is parked."""
BACKOFF = timedelta(seconds=2)
TIMERS_PATIENCE = timedelta(days=7)
"""How long a timer that fails is tried again."""
TIMERS_WAIT = timedelta(hours=1)
"""The longest wait between two such tries."""
SENTENCE = 4
"""Words from which on a text may say more than the question takes of it: *… en Café Central*."""
LONGEST = BACKOFF * (1 << ATTEMPTS)
"""No wait between two tries is longer."""
FAILED = "Se nos trabó algo. Ya quedó anotado lo tuyo. Probá de nuevo en un ratito."
"""What a person is told where no flow has better words."""


def _waits(row: InboxRow, now: datetime) -> bool:
    """Return whether it is too early to try a message again.

    A wait that is longer than any of ours was noted before the clock was set back: it is over.
    """
    return row.retry_at is not None and timedelta() < row.retry_at - now <= LONGEST


def _is_form(item: Item) -> bool:
    """Return whether it is no message, but what a form on a phone asks."""
    message = item.message if isinstance(item, InboxRow) else None
    return message is not None and message.kind is Kind.FORM


def _heard_since(instant: datetime, sessions: list[Session]) -> bool:
    """Return whether a person has written to any of their sessions since an instant."""
    heard = (session.data.get("heard_at") for session in sessions)
    return any(datetime.fromisoformat(at) > instant for at in heard if at)


def _stood_last(contact: Contact, latest: datetime | None) -> datetime | None:
    """Return when a message last stood in a chat, the lobby's included: the clock may go back."""
    asked_at = contact.data.get(ASKED_AT)
    asked = datetime.fromisoformat(asked_at) if asked_at else None
    return max((one for one in (latest, asked) if one), default=None)


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
        self._public_base = public_base
        self._freed = freed
        self._key = key
        self._forms = forms
        self._of_bookings = of_bookings
        self._link_base = link_base
        self._library = library
        self._terms_of = terms_of
        self._clock = clock
        self._ids = ids
        self._lobby = Lobby(library, ids)

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
        heard = isinstance(item, InboxRow) and not _is_form(item)
        if isinstance(item, InboxRow):
            wrote = self._message(tx, item, way)
        else:
            wrote = self._timer(tx, item)
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
            self._timer_failed(tx, item, now)
        elif item and _is_form(item):  # the phone shows that it failed, and asks again
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
        playing = self._playing(tx, self._clock.now(), item)
        rules = RouteRules(
            self._lobby_flow,
            playing.takes,
            lambda contact, text: bool(self._named(tx, contact, text).keys),
            self._clock.now(),
            self._link_base,
        )
        destination = route(tx, contact, item.message, rules)
        return Assignment(key_of(contact_id, destination), contact, destination)

    def _named(self, tx: Transaction, contact: Contact, text: str) -> Meant:
        return named_in(tx, contact, without_links(text, self._link_base))

    def _lobby_flow(self) -> Flow:
        return self._library.newest(LOBBY).flow

    # -- messages ---------------------------------------------------------------------------------

    def _message(self, tx: Transaction, row: InboxRow, way: Assignment) -> tuple[str, ...]:
        now, contact = self._clock.now(), way.contact
        if contact is None or row.message is None:
            tx.inbox.park(row.id, "nobody to answer", now)
            return ()
        if _is_form(row):
            return self._filled(tx, contact, row, row.message, way.destination)
        if ours := whose_form(tx, contact, row.message):
            tx.inbox.done(row.id, ours, now)  # whatever it did is done: it changes nothing
            return ()
        if isinstance(way.destination, ToRequests):
            tx.inbox.done(row.id, None, now)
            asked, front = way.destination.request, way.destination.front
            requests = Requests(tx, self._ids, now, self._key, self._freed)
            return requests.answer(contact, asked, front)
        passed_over(tx, contact)
        return self._routed(tx, contact, row, row.message, way.destination)

    def _routed(
        self,
        tx: Transaction,
        contact: Contact,
        row: InboxRow,
        message: Incoming,
        destination: Destination | None,
    ) -> tuple[str, ...]:
        """Work a message where it belongs."""
        now = self._clock.now()
        match destination:
            case ToPerson(session):
                tx.inbox.done(row.id, None, now)
                return self._passed_on(tx, contact, session, message, now)
            case ToClient(arrives=arrives) as there:
                event: Event = Arrived() if arrives else Wrote(message)
                return self._with(tx, contact, there, event, row)
            case ToEither(here, other):
                tx.inbox.done(row.id, None, now)
                return self._ask_which(tx, contact, here, other, row, taken=True)
            case ToReception() | ToReceptions() | ToHandshake() as there:
                return self._at_reception(tx, contact, there, row)
            case ToLobby() as there:
                return self._in_the_lobby(tx, contact, there, row, message)
        return ()

    def _at_reception(
        self,
        tx: Transaction,
        contact: Contact,
        there: ToReception | ToReceptions | ToHandshake,
        row: InboxRow,
    ) -> tuple[str, ...]:
        """Work a message of a merchant's own phone."""
        playing = self._playing(tx, self._clock.now(), row)
        desk = ReceptionDesk(tx, self._library, self._ids, self._clock.now(), playing)
        return desk.work(contact, there, row)

    def _with(
        self,
        tx: Transaction,
        contact: Contact,
        there: ToClient,
        event: Event,
        row: InboxRow,
    ) -> tuple[str, ...]:
        """Play an event in the contact's session with a client, a new one if there is none."""
        now = self._clock.now()
        blocked = tx.blocked.of_person(there.client.id, contact)
        if blocked and not is_echo(event):
            tx.inbox.done(row.id, there.session.id if there.session else None, now)
            them = (contact, there.client, blocked)
            return turn_away(tx, self._ids, now, self._lobby_flow(), *them)
        playing = self._playing(tx, now, row)
        session = there.session or playing.new_session(contact, there.client)
        tx.inbox.done(row.id, session.id, now)

        def elsewhere() -> tuple[str, ...]:
            return self._offer_another(tx, contact, there, row)

        if isinstance(event, Wrote) and there.session:
            said, here = event.message, (contact, there.client, session)
            sentence = len(said.text.split()) >= SENTENCE
            open_to_all = playing.is_over(session) or (
                sentence and not playing.takes(*here, said, exactly=True)
            )
            if open_to_all and (asked := elsewhere()):
                return asked
        latest = _stood_last(contact, there.latest)
        return playing.play(contact, there.client, session, event, latest, elsewhere)

    def _filled(
        self,
        tx: Transaction,
        contact: Contact,
        row: InboxRow,
        message: Incoming,
        there: Destination | None,
    ) -> tuple[str, ...]:
        """Play what a form asks, where its session takes it; else nothing is done."""
        now, asked = self._clock.now(), Asked.from_json(message.asked or {})
        session = there.session if isinstance(there, ToClient) else None
        tx.inbox.done(row.id, session.id if session else None, now)
        if session is None or not isinstance(there, ToClient):
            return ()
        if blocked := tx.blocked.of_person(there.client.id, contact):
            them = (contact, there.client, blocked)
            return turn_away(tx, self._ids, now, self._lobby_flow(), *them)
        playing = self._playing(tx, now, row)
        attends = there.client.status is ClientStatus.ACTIVE
        if not attends or not playing.takes_form(session, asked):
            return ()
        return playing.play(contact, there.client, session, Filled(asked), there.latest)

    def _offer_another(
        self, tx: Transaction, contact: Contact, here: ToClient, row: InboxRow
    ) -> tuple[str, ...]:
        """Ask whether to go on with another client, where a text names one that is sure.

        Returns:
            Whom that writes to; nobody where no other is named.
        """
        if here.session is None or row.message is None or row.message.kind is not Kind.TEXT:
            return ()
        if here.session.mode is not Mode.BOT:
            return ()
        named = self._named(tx, contact, row.message.text)
        other = tx.clients.by_slug(named.keys[0]) if named.sure else None
        if other is None or other.id == here.client.id:
            return ()
        return self._ask_which(tx, contact, here, other, row, taken=False)

    def _ask_which(
        self,
        tx: Transaction,
        contact: Contact,
        here: ToClient,
        other: Client,
        row: InboxRow,
        *,
        taken: bool,
    ) -> tuple[str, ...]:
        """Ask which of two clients a text was for; the text waits for the answer."""
        assert here.session and here.latest and row.message
        now = self._clock.now()
        self._playing(tx, now, row).hears(contact, here.client, here.session, here.latest)
        asked_at = standing_after(here.latest, now)
        doubt = Doubt(here.client.slug, other.slug, row.message, taken, asked_at)
        tx.contacts.remember(contact.id, doubt.to_json())
        asks = question(self._lobby_flow(), contact, here.client, other, doubt)
        tx.outbox.add(OutboxRow.to(contact, self._ids.new(), asks, now, awaited=True))
        return (contact.id,)

    def _in_the_lobby(
        self,
        tx: Transaction,
        contact: Contact,
        there: ToLobby,
        row: InboxRow,
        message: Incoming,
    ) -> tuple[str, ...]:
        """Find out which merchant is meant; a closed one is answered as if it had been named."""
        now, named = self._clock.now(), there.closed or there.chosen
        if message.kind is Kind.ECHO:  # to somebody without a session: nothing is to be silenced
            tx.inbox.done(row.id, None, now)
            return ()
        meant = Incoming(Kind.TEXT, text=named.slug) if named else message
        sessions = tx.sessions.of_contact(contact.id)
        latest = sessions[0].last_message_at if sessions else None
        told = self._lobby.answer(tx, contact, meant, now, latest, row.id)
        if told.client:
            return self._with_chosen(tx, contact, told.client, told.first, row)
        tx.inbox.done(row.id, None, now)
        if told.message is None:
            return ()
        tx.outbox.add(OutboxRow.to(contact, self._ids.new(), told.message, now, awaited=True))
        return (contact.id,)

    def _with_chosen(
        self,
        tx: Transaction,
        contact: Contact,
        client: Client,
        first: Incoming | None,
        row: InboxRow,
    ) -> tuple[str, ...]:
        """Go on with the client that was chosen.

        What was said before that begins a conversation; one that runs goes on. What was said and
        may have been for another client is the answer that it was, or begins anew what is over.
        """
        sessions = tx.sessions.of_contact(contact.id)
        there = arriving(client, sessions)
        doubt, playing = Doubt.of(contact), self._playing(tx, self._clock.now(), row)
        over = there.session is None or playing.is_over(there.session)
        said = first if there.session is None else None
        if doubt and not _heard_since(doubt.asked_at, sessions):
            stays = client.slug == doubt.here
            said = doubt.said if (stays if doubt.taken else over) else None
        return self._with(tx, contact, there, Wrote(said) if said else Arrived(), row)

    def _passed_on(
        self,
        tx: Transaction,
        desk: Contact,
        session: Session,
        message: Incoming,
        now: datetime,
    ) -> tuple[str, ...]:
        """Give a merchant's words to the person that they answer."""
        if message.kind is Kind.TEXT and not message.is_caption:
            wrote = answer(tx, self._ids, now, session, message.text)
            return (*wrote, *still_asks(tx, self._ids, now, desk, message))
        only_text = Outgoing("Por ahora puedo pasar solo texto 🙏")
        tx.outbox.add(OutboxRow.to(desk, self._ids.new(), only_text, now, awaited=True))
        return (desk.id,)

    # -- timers -----------------------------------------------------------------------------------

    def _timer(self, tx: Transaction, timer: Timer) -> tuple[str, ...]:
        if timer.name == LAST_WORD:
            tx.timers.drop(timer)
            after_last_word(tx, timer, self._clock.now())
            return ()
        if timer.booking_id or timer.name.startswith(NEWS):
            tx.timers.drop(timer)
            return self._of_bookings(tx, timer)
        session = tx.sessions.by_id(timer.session_id)
        contact = tx.contacts.by_id(timer.contact_id)
        client = tx.clients.by_slug(session.client_slug) if session else None
        if not (session and contact and client) or session.data.get("armed") != timer.turn:
            tx.timers.drop(timer)
            return ()
        now = self._clock.now()
        if timer.name != RETURN and tx.blocked.of_person(client.id, contact):
            tx.timers.drop(timer)
            return ()
        playing = self._playing(tx, now, timer)
        speaks_at = playing.may_speak_at(contact, client)
        tx.timers.drop(timer)
        moves = playing.moves(contact, client, session, timer.name)
        if not (moves or self._in_time(tx, session, timer)):
            return ()
        latest = tx.sessions.last_message_at(contact.id)
        told = playing.play(contact, client, session, Elapsed(timer.name), latest)
        if timer.name == RETURN and speaks_at and speaks_at > now:
            playing.says_later(session, timer.name, speaks_at)
        return told

    def _timer_failed(self, tx: Transaction, timer: Timer, now: datetime) -> None:
        """Let a timer that moves come again, each time later; one that only speaks is dropped."""
        session = tx.sessions.by_id(timer.session_id)
        idle = now - session.updated_at if session else TIMERS_PATIENCE
        if session and idle < TIMERS_PATIENCE and self._may_move(tx, session, timer):
            tx.timers.postpone(timer, now + min(max(BACKOFF, idle / 4), TIMERS_WAIT))
        else:
            tx.timers.drop(timer)

    def _may_move(self, tx: Transaction, session: Session, timer: Timer) -> bool:
        """Return whether a timer moves its session; one of which nobody can tell may."""
        contact = tx.contacts.by_id(timer.contact_id)
        client = tx.clients.by_slug(session.client_slug)
        if not (contact and client) or session.data.get("armed") != timer.turn:
            return False
        playing = self._playing(tx, self._clock.now(), timer)
        try:
            return playing.moves(contact, client, session, timer.name)
        except Exception as error:
            log.warning("nobody can tell", action="timer.unclear", error=str(error))
            return True

    def _in_time(self, tx: Transaction, session: Session, timer: Timer) -> bool:
        return self._clock.now() - timer.due_at <= LATE and in_front(tx, session)

    def _playing(self, tx: Transaction, now: datetime, item: Item) -> TurnRunner:
        parts = (tx, self._library, self._terms_of, self._ids, now, item)
        return TurnRunner(*parts, forms=self._forms, public_base=self._public_base)

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
