"""Whose message it is: the rules of *Who is who* in the contract.

What quotes a word to a merchant about a person is for that person. What a person asks about
themselves (*BAJA*, *MIS DATOS*) is no client's. A slug, or a link, names its client; where the
running question takes it as an answer, too, it is asked which was meant. A tap, or a message that
quotes one of ours, goes to the session that sent what it answers. Anything else goes to the
contact's most recent session with a client that is active; without one, to the lobby.

Who is a merchant's reception has a session of its own for that, beside those of a customer. It is
come to by *recepción*, a code, a tap or a quoted notice, and stays in front like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from ..fast_dataclass import dataclass, replace
from ..flow.language.definition import Flow
from ..flow.play.form_memory import session_of
from ..flow.play.tap_ids import read_tap
from ..merged_contacts import heir
from ..messages import Incoming, Kind
from ..model import BOOKED, Client, ClientStatus, Contact, Origin, Session
from ..ports import Transaction
from ..privacy.data_requests import PENDING, DataRequest, is_of_notices, not_passed_over, requested
from ..receptions.directory import code_in, was_ended
from ..words.phones import other_spelling
from ..words.slugs import slug_in, without_links
from .disambiguation import Doubt, typed_answer
from .reception_routes import ReceptionRoutes, ToHandshake, ToReception, ToReceptions

ASKED_AT = "asked_at"
"""Names, in what is remembered of a contact, when the lobby asked."""


@dataclass(frozen=True, slots=True)
class SessionKey:
    """Who works a message: a contact with a client, or the contact in the lobby (no slug)."""

    contact_id: str
    slug: str | None = None


@dataclass(frozen=True, slots=True)
class ToClient:
    """The message belongs to a client.

    Attributes:
        session: the contact's with that client, if there is one.
        latest: when a message last stood in any of the contact's sessions, if there is one.
        arrives: whether the message is that client's slug.

    One that is not attending can be asked for one's own bookings only.
    """

    client: Client
    session: Session | None
    latest: datetime | None
    arrives: bool = False


@dataclass(frozen=True, slots=True)
class ToLobby:
    """No client.

    Attributes:
        closed: one that was meant and is not attending.
        chosen: one that was chosen where it was asked which was meant.
    """

    closed: Client | None = None
    chosen: Client | None = None


@dataclass(frozen=True, slots=True)
class ToEither:
    """The message is another client's slug, and the running question takes it as an answer."""

    here: ToClient
    other: Client


@dataclass(frozen=True, slots=True)
class ToPerson:
    """A merchant answers a person, by quoting what it was told of that session."""

    session: Session


@dataclass(frozen=True, slots=True)
class ToRequests:
    """A person asks something about themselves; `front` is the client in front, if there is one."""

    request: DataRequest
    front: Client | None


Destination = (
    ToClient | ToLobby | ToEither | ToPerson | ToRequests | ToReception | ToReceptions | ToHandshake
)


@dataclass(frozen=True, slots=True)
class RouteRules:
    """What routing asks beside the rows.

    Attributes:
        lobby: gives the flow that asks which client is meant.
        takes: tells whether a session's running question takes a message as an answer.
        names: tells whether a text names a client that a contact can reach.
        now: the instant.
        link_base: begins our short links; "": there are none.
    """

    lobby: Callable[[], Flow]
    takes: Callable[[Contact, Client, Session, Incoming], bool]
    names: Callable[[Contact, str], bool]
    now: datetime
    link_base: str = ""


def key_of(contact_id: str, destination: Destination) -> SessionKey:
    """Return the identity of the actor that a destination stands for."""
    named = destination if isinstance(destination, ToClient | ToReception) else None
    slug = named.client.slug if named else None
    return SessionKey(contact_id, slug)


def route(tx: Transaction, contact: Contact, message: Incoming, rules: RouteRules) -> Destination:
    """Return where a contact's message belongs."""
    if message.kind is Kind.TEXT and (code := code_in(message.text)):
        return ToHandshake(code)
    every = tx.sessions.of_contact(contact.id)
    if message.kind is Kind.FORM:
        return _of_form(tx, message, every)
    asks = message.quoted and not _answers_own(message, every)
    quoted = tx.outbox.origin(message.quoted) if asks and message.quoted else None
    sessions = [session for session in every if not session.is_reception]
    receptions = ReceptionRoutes.of(tx, contact, message, every)
    if verdict := receptions.verdict():
        return verdict
    is_tap = message.kind is Kind.TAP  # WhatsApp quotes the message whose button it is
    if quoted and quoted.about and not is_tap and _was_told(tx, quoted, contact):
        about = tx.sessions.by_id(quoted.about)
        return ToPerson(about) if about else ToLobby()
    case = _Case(tx, contact, message, rules, sessions, _latest(every))
    if request := _request(tx, contact, message, case.latest):
        own = receptions.in_front(case.customers_last) if is_of_notices(message) else None
        recent = most_recent(tx, sessions)
        return own or ToRequests(request, recent[1] if recent else None)
    return (
        receptions.chosen()
        or case.named()
        or receptions.asked_for()
        or case.chosen(quoted)
        or receptions.answering(quoted)
        or case.answering(quoted)
        or receptions.in_front(case.customers_last)
        or case.recent()
    )


def _of_form(tx: Transaction, message: Incoming, sessions: list[Session]) -> Destination:
    """Return the session that a form's token names; no client where it is gone."""
    named = session_of(str((message.asked or {}).get("token", "")))
    session = next((one for one in sessions if one.id == named), None)
    client = tx.clients.by_slug(session.client_slug) if session else None
    return ToClient(client, session, _latest(sessions)) if client else ToLobby()


def _answers_own(message: Incoming, sessions: list[Session]) -> bool:
    """Return whether a tap names the session whose question it answers, one of the contact's.

    Then the quoted message has no more to say: what is about a person asks no question.
    """
    tap = read_tap(message.tap)
    return tap is not None and tap.asked > 0 and any(tap.session_id == one.id for one in sessions)


def _was_told(tx: Transaction, quoted: Origin, contact: Contact) -> bool:
    """Return whether a contact is the merchant's phone to which a quoted message was sent.

    WhatsApp may spell that phone otherwise than the merchant did, or tell no phone at all.
    """
    if quoted.contact_id == contact.id:
        about = tx.sessions.by_id(quoted.about) if quoted.about else None
        client = tx.clients.by_slug(about.client_slug) if about else None
        return client is None or not was_ended(tx, contact.id, client)
    told = tx.contacts.by_id(quoted.contact_id)
    if told is None or told.phone_number_id != contact.phone_number_id or not told.user_phone:
        return False
    if contact.user_phone is None:
        return told.user_id is None
    return contact.user_phone in (told.user_phone, other_spelling(told.user_phone))


@dataclass(frozen=True, slots=True)
class _Case:
    """One message that is for no merchant's phone, and the sessions of the person who wrote it."""

    tx: Transaction
    contact: Contact
    message: Incoming
    rules: RouteRules
    sessions: list[Session]
    latest: datetime | None

    @property
    def customers_last(self) -> datetime | None:
        """When a message last stood in a chat as a customer, or the lobby asked."""
        here, asked_at = self._in_front(), self.contact.data.get(ASKED_AT)
        stood = [here.session.last_message_at] if here and here.session else []
        asked = [datetime.fromisoformat(asked_at)] if asked_at else []
        return max((*stood, *asked), default=None)

    @property
    def text(self) -> str:
        """What was typed; nothing where it was no text."""
        return self.message.text if self.message.kind is Kind.TEXT else ""

    def named(self) -> Destination | None:
        """Return where a client's slug leads, or a link to it."""
        plain = without_links(self.text, self.rules.link_base)
        slug = slug_in(plain)
        named = self.tx.clients.by_slug(slug) if slug else None
        if named is None or not serves(self.tx, named, self.contact.phone_number_id):
            return None
        here, active = self._in_front(), named.status is ClientStatus.ACTIVE
        typed = plain == self.text  # a link that was pasted answers no question
        if here and here.client.id != named.id and typed and self._takes(here):
            return ToEither(here, named) if active else here
        return self._arriving(named) if active else self._closed(named, arrives=True)

    def _takes(self, here: ToClient) -> bool:
        session = here.session
        takes = self.rules.takes
        return session is not None and takes(self.contact, here.client, session, self.message)

    def chosen(self, quoted: Origin | None) -> Destination | None:
        """Return where a typed answer leads to the question which client was meant.

        What quotes a client's words answers those.
        """
        if not self.text or (quoted and quoted.session_id):
            return None
        doubt = Doubt.of(self.contact)
        if doubt and self._stands_last(doubt.asked_at):
            slug = typed_answer(self.rules.lobby(), doubt, self.text)
            client = self.tx.clients.by_slug(slug) if slug else None
            return ToLobby(chosen=client) if client else None
        return ToLobby() if self._lobby_stands_last() and self._names() else None

    def answering(self, quoted: Origin | None) -> Destination | None:
        """Return where a tap belongs, or a message that quotes one of ours."""
        tap = read_tap(self.message.tap)
        known = {session.id: session for session in self.sessions}
        asker = tap.session_id if tap else None
        if asker and asker not in known:
            asker = heir(self.tx, self.contact.id, asker)
        if asker == self.contact.id:
            return ToLobby()
        answered = _answered(asker, quoted, known)
        client = self.tx.clients.by_slug(answered.client_slug) if answered else None
        if client is None:
            return None
        if client.status is not ClientStatus.ACTIVE:
            return self._closed(client)
        return ToClient(client, answered, self.latest)

    def recent(self) -> Destination:
        """Return where anything else belongs."""
        if here := self._in_front():
            return here
        if not self.sessions or self._lobby_stands_last() or self._names():
            return ToLobby()
        closed = self.tx.clients.by_slug(self.sessions[0].client_slug)
        return self._closed(closed) if closed else ToLobby()

    def _in_front(self) -> ToClient | None:
        """Return the most recent session of a client that is active."""
        session, client = most_recent(self.tx, self.sessions) or (None, None)
        return ToClient(client, session, self.latest) if client else None

    def _closed(self, client: Client, *, arrives: bool = False) -> Destination:
        """Return where a message belongs that is for a client that is not active.

        A person with bookings to come is told of them there.
        """
        rows = self.tx.bookings.of_contact(client.id, self.contact.id, self.rules.now)
        if not any(row.status in BOOKED for row in rows):
            return ToLobby(closed=client)
        return replace(self._arriving(client), arrives=arrives)

    def _arriving(self, client: Client) -> ToClient:
        return replace(arriving(client, self.sessions), latest=self.latest)

    def _names(self) -> bool:
        return bool(self.text) and self.rules.names(self.contact, self.text)

    def _lobby_stands_last(self) -> bool:
        asked_at = self.contact.data.get(ASKED_AT)
        return asked_at is not None and self._stands_last(datetime.fromisoformat(asked_at))

    def _stands_last(self, asked_at: datetime) -> bool:
        """Return whether a question that was asked then is what the person read last."""
        return asked_at >= (self.latest or asked_at)


def arriving(client: Client, sessions: list[Session]) -> ToClient:
    """Return where a message belongs that names a client, of a contact who has these sessions."""
    with_it = (
        session
        for session in sessions
        if session.client_slug == client.slug and not session.is_reception
    )
    return ToClient(client, next(with_it, None), _latest(sessions), arrives=True)


def standing_last(tx: Transaction, contact_id: str, now: datetime) -> datetime:
    """Return the instant of a message that stands last in a chat, even if the clock went back."""
    return standing_after(tx.sessions.last_message_at(contact_id), now)


def standing_after(latest: datetime | None, now: datetime) -> datetime:
    """Return it where the last message until now is known; None: there was none."""
    return max(now, latest + timedelta(microseconds=1)) if latest else now


def _latest(sessions: list[Session]) -> datetime | None:
    """Return when a message last stood in any of a contact's sessions, the most recent first."""
    return sessions[0].last_message_at if sessions else None


def most_recent(tx: Transaction, sessions: list[Session]) -> tuple[Session, Client] | None:
    """Return the first of a contact's sessions whose client is active, and that client.

    Those of a reception are none of them.
    """
    for session in sessions:
        if session.is_reception:
            continue
        client = tx.clients.by_slug(session.client_slug)
        if client and client.status is ClientStatus.ACTIVE:
            return session, client
    return None


def serves(tx: Transaction, client: Client, phone_number_id: str) -> bool:
    """Return whether a client is reached on a number: its business's own, or the common one."""
    business = tx.businesses.by_id(client.business_id) if client.business_id else None
    if business and business.phone_number_id:
        return business.phone_number_id == phone_number_id
    return phone_number_id not in tx.businesses.numbers()


def _request(
    tx: Transaction, contact: Contact, message: Incoming, latest: datetime | None
) -> DataRequest | None:
    remembered = not_passed_over(contact.data, latest)
    slug = remembered.get(PENDING, {}).get("slug")
    client = tx.clients.by_slug(slug) if slug else None
    return requested(message, remembered, client.name if client else None)


def _answered(
    asker: str | None, quoted: Origin | None, known: Mapping[str, Session]
) -> Session | None:
    """Return the session of this contact, of those known, that sent what the message answers."""
    named = (asker, quoted.session_id if quoted else None)
    return next((known[one] for one in named if one and one in known), None)


def in_front(tx: Transaction, session: Session) -> bool:
    """Return whether a session is its contact's most recent; one of a closed client is not."""
    latest = most_recent(tx, tx.sessions.of_contact(session.contact_id))
    return latest is not None and latest[0].id == session.id
