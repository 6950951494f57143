"""Which messages of a merchant's own phone are the reception's, and which reception's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from ..flow.play.tap_ids import about_of, read_tap
from ..messages import Incoming, Kind, Option, Outgoing
from ..model import Client, Contact, Origin, Session
from ..ports import Transaction
from ..receptions.directory import asks_for_reception, claimed_by, clients_of
from ..words.fold import NAME_LIMIT, clean, fold, row_number
from ..words.made_of import is_made_of

ASKED = "receptions_asked"
"""Names, in what is remembered of a contact, when it was asked which reception is meant."""
_TAP = "recepcion:"
"""Begins the button of a client whose reception is meant; its slug follows."""
_YES = (
    *("si", "sip", "dale", "ok", "oka", "okey", "listo", "confirmo", "confirmado", "bueno"),
    *("confirmar", "confirmala", "confirmalo", "confirmada", "aceptado", "acepto", "obvio"),
    *("aceptar", "de una", "perfecto", "genial", "claro", "esta bien", "👍", "✅"),
)
_NO = (
    *("no", "rechazar", "rechazo", "rechazado", "rechazada", "rechazalo", "no puedo"),
    *("no se puede", "no hay lugar", "no tengo lugar", "imposible", "no confirmo", "👎", "❌"),
)
_VERDICTS = {"confirmar": _YES, "rechazar": _NO}
"""What a quoted notice of a request is answered with, by the exit of the notice's button."""


@dataclass(frozen=True, slots=True)
class ToReception:
    """The message is a reception's.

    Attributes:
        session: the contact's as that client's reception, if there is one.
        latest: when a message last stood in any of the contact's sessions, if there is one.
        arrives: whether it only asks for the conversation.
        said: what counts in place of the message; None: the message.
        claims: the phone in the client's settings, where the contact becomes its reception by it.
    """

    client: Client
    session: Session | None
    latest: datetime | None
    arrives: bool = False
    said: Incoming | None = None
    claims: str | None = None


@dataclass(frozen=True, slots=True)
class ToReceptions:
    """It is to be asked which client's reception is meant."""

    clients: tuple[Client, ...]


@dataclass(frozen=True, slots=True)
class ToHandshake:
    """The message is a code that makes a phone a reception."""

    code: str


@dataclass(frozen=True, slots=True)
class ReceptionRoutes:
    """One message, and the receptions that its contact is, as (client, session), last one first."""

    tx: Transaction
    contact: Contact
    message: Incoming
    sessions: Sequence[Session]
    receptions: tuple[tuple[Client, Session], ...]

    @classmethod
    def of(
        cls, tx: Transaction, contact: Contact, message: Incoming, sessions: Sequence[Session]
    ) -> Self:
        """Look for a contact's receptions among all its sessions, the last one first."""
        found: list[tuple[Client, Session]] = []
        mine = [session for session in sessions if session.is_reception]
        if mine:
            clients = {client.slug: client for client in clients_of(tx, contact)}
            found = [(clients[one.client_slug], one) for one in mine if one.client_slug in clients]
        return cls(tx, contact, message, sessions, tuple(found))

    @property
    def _text(self) -> str:
        return self.message.text if self.message.kind is Kind.TEXT else ""

    @property
    def _latest(self) -> datetime | None:
        return self.sessions[0].last_message_at if self.sessions else None

    def verdict(self) -> ToReception | None:
        """Return where a quoted notice of a request leads, answered by yes or no.

        It counts as a tap on the notice's button; it is never passed on to the person.
        """
        quoted = self.message.quoted
        answers = bool(self.receptions and self._text)
        row = self.tx.outbox.by_wamid(quoted) if quoted and answers else None
        if row is None or row.contact_id != self.contact.id:
            return None
        for option in row.body.buttons:
            about = about_of(option.id)
            if about and is_made_of(self._text, _VERDICTS.get(about.exit_, ())):
                said = Incoming(Kind.TAP, text=option.title, tap=option.id, at=self.message.at)
                return self._to(about.session_id, said)
        return None

    def chosen(self) -> ToReception | None:
        """Return where an answer leads to the question which reception is meant."""
        if not self.receptions:
            return None
        slug = None
        if self.message.kind is Kind.TAP and self.message.tap.startswith(_TAP):
            slug = self.message.tap.removeprefix(_TAP)
        elif self._text and self._asked_last():
            slug = self._typed()
        found = next((one for one in self.receptions if one[0].slug == slug), None)
        return ToReception(*found, self._latest, arrives=True) if found else None

    def _asked_last(self) -> bool:
        """Return whether that question is what the contact read last."""
        kept: str | None = self.contact.data.get(ASKED)
        if kept is None:
            return False
        asked_at = datetime.fromisoformat(kept)
        return asked_at >= (self._latest or asked_at)

    def _typed(self) -> str | None:
        clients = sorted((client for client, _ in self.receptions), key=lambda one: one.slug)
        number, word = row_number(self._text), fold(self._text)
        if number and number <= len(clients):
            return clients[number - 1].slug
        return next((one.slug for one in clients if word in (fold(one.name), one.slug)), None)

    def asked_for(self) -> ToReception | ToReceptions | None:
        """Return where *recepción* leads, or what is first written from a phone in the settings."""
        asks = asks_for_reception(self._text)
        if asks and len(self.receptions) > 1:
            clients = sorted((client for client, _ in self.receptions), key=lambda one: one.slug)
            return ToReceptions(tuple(clients))
        if asks and self.receptions:
            return ToReception(*self.receptions[0], self._latest, arrives=True)
        is_new = not self.sessions and self.message.kind is not Kind.ECHO
        if not (asks or is_new or (not self.receptions and fold(self._text) == "panel")):
            return None
        if mine := clients_of(self.tx, self.contact):  # told of something, and never wrote
            return ToReception(mine[0], None, self._latest, arrives=asks)
        claimed = claimed_by(self.tx, self.contact)
        if not claimed:
            return None
        phone = self.contact.user_phone
        return ToReception(claimed[0], None, self._latest, arrives=asks, claims=phone)

    def answering(self, quoted: Origin | None) -> ToReception | None:
        """Return where a tap belongs, or a message that quotes one of ours to a reception."""
        tap = read_tap(self.message.tap)
        named = (tap.session_id if tap else None, quoted.session_id if quoted else None)
        return next(filter(None, (self._to(one) for one in named if one)), None)

    def in_front(self, customers_last: datetime | None) -> ToReception | None:
        """Return where anything else belongs, if the last message stood in a reception's session.

        Args:
            customers_last: when one last stood in the contact's chat as a customer.
        """
        if not self.receptions or self.message.kind is Kind.ECHO:
            return None
        client, session = self.receptions[0]
        if customers_last and customers_last > session.last_message_at:
            return None
        return ToReception(client, session, self._latest)

    def _to(self, session_id: str, said: Incoming | None = None) -> ToReception | None:
        found = next((one for one in self.receptions if one[1].id == session_id), None)
        return ToReception(*found, self._latest, said=said) if found else None


def which_reception(text: str, clients: Sequence[Client]) -> Outgoing:
    """Return what asks which client's reception is meant."""
    options = tuple(Option(_TAP + one.slug, clean(one.name, NAME_LIMIT)) for one in clients)
    if len(options) <= 3:
        return Outgoing(text, buttons=options).fitted()
    return Outgoing(text, rows=options[:10], open_list="Ver comercios").fitted()
