"""What a message does where it belongs: in a session, the lobby or a reception, or for a person."""

from __future__ import annotations

from datetime import datetime

from ..flow.language.definition import Flow
from ..flow.play.events import Arrived, Event, Filled, Wrote
from ..flow.play.form_memory import session_of
from ..form_exchange import FormRequest
from ..messages import FORM_REPLY, Incoming, Kind, Outgoing
from ..model import Client, ClientStatus, Contact, InboxRow, Mode, OutboxRow, Session
from ..ports import Clock, Ids, Transaction
from ..privacy.data_requests import Requests, passed_over
from ..privacy.erasure import Freed
from ..words.name_finder import MeantNames
from ..words.slugs import without_links
from .blocked import turn_away
from .disambiguation import Doubt, question
from .handoff import answer, still_asks
from .lobby import FLOW as LOBBY
from .lobby import Lobby
from .lobby_functions import named_in
from .reception_desk import ReceptionDesk
from .reception_routes import ToHandshake, ToReception, ToReceptions
from .routing import (
    ASKED_AT,
    Destination,
    ToClient,
    ToEither,
    ToLobby,
    ToPerson,
    ToRequests,
    arriving,
    standing_after,
)
from .service_window import note_heard
from .turn_runner import TurnRunners, is_echo

SENTENCE = 4
"""Words from which on a text may say more than the question takes of it: *… en Café Central*."""


def is_form(row: InboxRow) -> bool:
    """Return whether it is no message, but what a form on a phone asks."""
    return row.message is not None and row.message.kind is Kind.FORM


class MessageWorker:
    """Works messages, each where it belongs.

    Args:
        runners: play sessions' turns.
        link_base: begins our short links, as people paste them; "": there are none.
        key: of the audit's marks of people who were erased.
        freed: offers what has become free in a client's agenda to the people in line.
    """

    def __init__(
        self,
        runners: TurnRunners,
        clock: Clock,
        ids: Ids,
        *,
        link_base: str,
        key: bytes,
        freed: Freed,
    ) -> None:
        self._runners = runners
        self._clock = clock
        self._ids = ids
        self._link_base = link_base
        self._key = key
        self._freed = freed
        self._lobby = Lobby(runners.library, ids)

    def lobby_flow(self) -> Flow:
        """Return the flow of those who have no session yet."""
        return self._runners.library.newest(LOBBY).flow

    def named(self, tx: Transaction, contact: Contact, text: str) -> MeantNames:
        """Return which clients a text names."""
        return named_in(tx, contact, without_links(text, self._link_base))

    def work(
        self,
        tx: Transaction,
        contact: Contact | None,
        row: InboxRow,
        there: Destination | None,
    ) -> tuple[str, ...]:
        """Do what a message asks for, where it belongs; return whom that writes to."""
        now = self._clock.now()
        if contact is None or row.message is None:
            tx.inbox.park(row.id, "nobody to answer", now)
            return ()
        if is_form(row):
            return self._filled(tx, contact, row, row.message, there)
        if ours := _closed_form(tx, contact, row.message):
            tx.inbox.done(row.id, ours, now)  # whatever it did is done: it changes nothing
            return ()
        if isinstance(there, ToRequests):
            tx.inbox.done(row.id, None, now)
            note_heard(tx, row, now)
            asked, front = there.request, there.front
            requests = Requests(tx, self._ids, now, self._key, self._freed)
            return requests.answer(contact, asked, front)
        passed_over(tx, contact)
        return self._routed(tx, contact, row, row.message, there)

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
                note_heard(tx, row, now)
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
        playing = self._runners.of(tx, self._clock.now(), row)
        desk = ReceptionDesk(tx, self._runners.library, self._ids, self._clock.now(), playing)
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
            return turn_away(tx, self._ids, now, self.lobby_flow(), *them)
        playing = self._runners.of(tx, now, row)
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
        now, asked = self._clock.now(), FormRequest.from_json(message.asked or {})
        session = there.session if isinstance(there, ToClient) else None
        tx.inbox.done(row.id, session.id if session else None, now)
        if session is None or not isinstance(there, ToClient):
            return ()
        if blocked := tx.blocked.of_person(there.client.id, contact):
            them = (contact, there.client, blocked)
            return turn_away(tx, self._ids, now, self.lobby_flow(), *them)
        playing = self._runners.of(tx, now, row)
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
        named = self.named(tx, contact, row.message.text)
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
        self._runners.of(tx, now, row).hears(contact, here.client, here.session, here.latest)
        asked_at = standing_after(here.latest, now)
        doubt = Doubt(here.client.slug, other.slug, row.message, taken, asked_at)
        tx.contacts.remember(contact.id, doubt.to_json())
        asks = question(self.lobby_flow(), contact, here.client, other, doubt)
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
        note_heard(tx, row, now)
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
        may have been for another client is the answer that it was, or begins again what is over.
        """
        sessions = tx.sessions.of_contact(contact.id)
        there = arriving(client, sessions)
        doubt, playing = Doubt.of(contact), self._runners.of(tx, self._clock.now(), row)
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


def _heard_since(instant: datetime, sessions: list[Session]) -> bool:
    """Return whether a person has written to any of their sessions since an instant."""
    heard = (session.data.get("heard_at") for session in sessions)
    return any(datetime.fromisoformat(at) > instant for at in heard if at)


def _stood_last(contact: Contact, latest: datetime | None) -> datetime | None:
    """Return when a message last stood in a chat, the lobby's included: the clock may go back."""
    asked_at = contact.data.get(ASKED_AT)
    asked = datetime.fromisoformat(asked_at) if asked_at else None
    return max((one for one in (latest, asked) if one), default=None)


def _closed_form(tx: Transaction, contact: Contact, message: Incoming) -> str | None:
    """Return the session whose form a phone says it closed; None: it says no such thing.

    The reply needs no work, since each exchange of the form was worked as it came. It may come
    early, late, twice or never. The message that it quotes names the session, or else its token;
    a reply without both belongs to any session of the person that has a form now.
    """
    quotes = message.type == "interactive" and message.quoted is not None
    if message.kind is not Kind.OTHER or not (quotes or message.type == FORM_REPLY):
        return None
    sent = tx.outbox.by_wamid(message.quoted) if message.quoted else None
    if sent is not None:
        return sent.session_id if sent.body.form else None
    sessions = tx.sessions.of_contact(contact.id)
    if message.tap:
        named = session_of(message.tap)
        return next((one.id for one in sessions if one.id == named), None)
    return next((one.id for one in sessions if one.data.get("form")), None)
