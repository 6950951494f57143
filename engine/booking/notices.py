"""Word to a person when the merchant, or time, changes their booking."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from ..conversation.routing import standing_last
from ..conversation.turn_runner import TermsOf, may_write_to
from ..flow.language.templates import fill
from ..flow.versions.library import FlowLibrary
from ..messages import Outgoing
from ..model import Booking, BookingStatus, Client, Contact, OutboxRow, Session
from ..ports import Clock, Ids, Transaction
from ..words.fold import clean
from ..words.formats import day_plain, hour
from .lifecycle import BOOKED
from .names import service_name
from .settings.settings import settings_of


class Notices:
    """Tells people, in their session with the client, while Meta lets us write to them."""

    def __init__(self, library: FlowLibrary, terms_of: TermsOf, clock: Clock, ids: Ids) -> None:
        self._library = library
        self._terms_of = terms_of
        self._clock = clock
        self._ids = ids

    def changed(self, tx: Transaction, client: Client, old: Booking | None, new: Booking) -> Told:
        """Say what became of a booking, or of a new one; return what its person hears."""
        now = self._clock.now()
        text = news(old, new, now)
        template = self._template(client, text) if text else None
        if template is None:
            return Told()
        contact = tx.contacts.by_id(new.contact_id) if new.contact_id else None
        if contact is None:
            return Told(why=WhyNot.NO_PHONE)
        session = tx.sessions.find(contact.id, client.slug)
        if session is None or not may_write_to(session, now):
            return Told(why=WhyNot.NO_TEMPLATE)
        shown = (tx.bookings.by_id(new.moves) if new.moves else None) or new
        says = _says(client, shown)
        message = Outgoing(fill(template, lambda name: says.get(name, ""))).fitted()
        self._send(tx, contact, session, message)
        return Told(Heard.SENT, None, contact.id)

    def _send(self, tx: Transaction, contact: Contact, session: Session, message: Outgoing) -> None:
        now = self._clock.now()
        tx.outbox.add(OutboxRow.to(contact, self._ids.new(), message, now, session_id=session.id))
        last = standing_last(tx, contact.id, now)
        tx.sessions.save(
            replace(session, version=session.version + 1, last_message_at=last, updated_at=now)
        )

    def _template(self, client: Client, text: str) -> str | None:
        terms = self._terms_of(client)
        flow = self._library.newest(terms.flow).flow
        return terms.terms.texts.get(text) or flow.language(terms.terms.locale).get(text)


def _says(client: Client, booking: Booking) -> dict[str, str]:
    settings = settings_of(client)
    local = booking.datetime.astimezone(settings.zone)
    return {
        "comercio": clean(client.name, 100),
        "servicio": service_name(settings, booking),
        "dia": day_plain(local.date()),
        "hora": hour(local),
    }


MOVED, CHANGED, NOTED = "turno_movido", "turno_cambiado", "turno_anotado"
ASKED, MOVE_REFUSED = "turno_pedido", "cambio_rechazado"
TEXTS = {
    BookingStatus.CONFIRMED: "turno_confirmado",
    BookingStatus.REJECTED: "turno_rechazado",
    BookingStatus.CANCELLED: "turno_cancelado",
    BookingStatus.EXPIRED: "turno_vencido",
}
_GIVEN_UP = (BookingStatus.REJECTED, BookingStatus.CANCELLED, BookingStatus.EXPIRED)
KNOWN = ("servicio", "dia", "hora")
"""What such a text may show, beside the merchant."""
ANNOUNCED = dict.fromkeys((MOVED, CHANGED, NOTED, ASKED, MOVE_REFUSED, *TEXTS.values()), KNOWN)
"""All of them, each with what it may show."""


class Heard(StrEnum):
    """How a person hears of a change."""

    SENT = "sent"
    TEMPLATE = "template"
    NO = "no"


class WhyNot(StrEnum):
    """Why a person hears nothing of a change."""

    NOTHING = "nothing"
    WINDOW = "window"
    NO_PHONE = "no_phone"
    NO_TEMPLATE = "no_template"


@dataclass(frozen=True, slots=True)
class Told:
    """What a person hears of a change to their booking.

    Attributes:
        contact_id: for whom there is something to send.
    """

    heard: Heard = Heard.NO
    why: WhyNot | None = WhyNot.NOTHING
    contact_id: str | None = None


def news(old: Booking | None, new: Booking, now: datetime) -> str | None:
    """Return the text for what has become of a booking; None where its person misses nothing.

    What is over or has begun is never announced as coming; `old` is None for a new one.
    """
    if new.status in _GIVEN_UP:
        known = old is not None and old.status is new.status
        return None if known else MOVE_REFUSED if new.moves else TEXTS[new.status]
    if new.status not in BOOKED or new.datetime <= now:
        return None
    if old is None:
        return ASKED if new.status is BookingStatus.PENDING else NOTED
    return _difference(old, new)


def _difference(old: Booking, new: Booking) -> str | None:
    if old.moves or old.datetime != new.datetime:
        return MOVED
    if old.status is not new.status:
        return TEXTS.get(new.status)
    return CHANGED if (old.staff, old.party) != (new.staff, new.party) else None
