"""Whose message it is: the rules of *Who is who* in the contract.

What quotes a word to a merchant about a person is for that person. A slug, or a link, names its
client; where the running question takes it as an answer, too, it is asked which was meant. A tap,
or a message that quotes one of ours, goes to the session that sent what it answers. Anything else
goes to the contact's most recent session with a client that is active; without one, to the lobby.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..flow.language.definition import Flow
from ..flow.play.tap_ids import Tap, read_tap
from ..merged_contacts import heir
from ..messages import Incoming, Kind
from ..model import Client, ClientStatus, Contact, Origin, Session
from ..ports import Transaction
from ..words.slugs import slug_in, without_links
from .disambiguation import Doubt, typed_answer


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


Destination = ToClient | ToLobby | ToEither | ToPerson


@dataclass(frozen=True, slots=True)
class RouteRules:
    """What routing asks beside the rows.

    Attributes:
        lobby: gives the flow that asks which client is meant.
        takes: tells whether a session's running question takes a message as an answer.
        link_base: begins our short links; "": there are none.
    """

    lobby: Callable[[], Flow]
    takes: Callable[[Contact, Client, Session, Incoming], bool]
    link_base: str = ""


def key_of(contact_id: str, destination: Destination) -> SessionKey:
    """Return the identity of the actor that a destination stands for."""
    slug = destination.client.slug if isinstance(destination, ToClient) else None
    return SessionKey(contact_id, slug)


def route(tx: Transaction, contact: Contact, message: Incoming, rules: RouteRules) -> Destination:
    """Return where a contact's message belongs."""
    quoted = tx.outbox.origin(message.quoted) if message.quoted else None
    if quoted and quoted.about and quoted.contact_id == contact.id:
        about = tx.sessions.by_id(quoted.about)
        return ToPerson(about) if about else ToLobby()
    named = _named(tx, contact, message, rules.link_base)
    sessions = tx.sessions.of_contact(contact.id)
    if named:
        return _to_named(tx, contact, message, named, sessions, rules)
    if chosen := _chosen(tx, contact, message, sessions, rules.lobby):
        return ToLobby(chosen=chosen)
    return _unnamed(tx, contact, read_tap(message.tap), quoted, sessions)


def _to_named(
    tx: Transaction,
    contact: Contact,
    message: Incoming,
    named: Client,
    sessions: list[Session],
    rules: RouteRules,
) -> Destination:
    """Return where a message belongs that is a client's slug."""
    session, client = most_recent(tx, sessions) or (None, None)
    another = client is not None and client.id != named.id
    if session and client and another and rules.takes(contact, client, session, message):
        here = ToClient(client, session, _latest(sessions))
        return ToEither(here, named) if named.status is ClientStatus.ACTIVE else here
    if named.status is not ClientStatus.ACTIVE:
        return ToLobby(closed=named)
    return arriving(named, sessions)


def _chosen(
    tx: Transaction,
    contact: Contact,
    message: Incoming,
    sessions: list[Session],
    lobby: Callable[[], Flow],
) -> Client | None:
    """Return the client that a text chooses, where it was asked last which was meant."""
    doubt = Doubt.of(contact) if message.kind is Kind.TEXT else None
    if doubt is None or doubt.asked_at < (_latest(sessions) or doubt.asked_at):
        return None
    slug = typed_answer(lobby(), doubt, message.text)
    return tx.clients.by_slug(slug) if slug else None


def _unnamed(
    tx: Transaction,
    contact: Contact,
    tap: Tap | None,
    quoted: Origin | None,
    sessions: list[Session],
) -> Destination:
    """Return where a message belongs that names no client."""
    known = {session.id: session for session in sessions}
    asker = tap.session_id if tap else None
    if asker and asker not in known:
        asker = heir(tx, contact.id, asker)
    if asker == contact.id:
        return ToLobby()
    answered = _answered(asker, quoted, known)
    if answered and (client := tx.clients.by_slug(answered.client_slug)):
        if client.status is not ClientStatus.ACTIVE:
            return ToLobby(closed=client)
        return ToClient(client, answered, _latest(sessions))
    if recent := most_recent(tx, sessions):
        session, client = recent
        return ToClient(client, session, _latest(sessions))
    return ToLobby()


def arriving(client: Client, sessions: list[Session]) -> ToClient:
    """Return where a message belongs that names a client, of a contact who has these sessions."""
    with_it = (session for session in sessions if session.client_slug == client.slug)
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
    """Return the first of a contact's sessions whose client is active, and that client."""
    for session in sessions:
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


def _named(tx: Transaction, contact: Contact, message: Incoming, link_base: str) -> Client | None:
    text = message.text if message.kind is Kind.TEXT else ""
    slug = slug_in(without_links(text, link_base))
    client = tx.clients.by_slug(slug) if slug else None
    return client if client and serves(tx, client, contact.phone_number_id) else None


def _answered(
    asker: str | None, quoted: Origin | None, known: Mapping[str, Session]
) -> Session | None:
    """Return the session of this contact, of those known, that sent what the message answers."""
    named = (asker, quoted.session_id if quoted else None)
    return next((known[one] for one in named if one and one in known), None)
