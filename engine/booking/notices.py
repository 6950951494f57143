"""Word to a person when the merchant, or time, changes their booking."""

from __future__ import annotations

from dataclasses import replace

from ..flow.library import FlowLibrary
from ..flow.texts import fill
from ..messages import Outgoing
from ..model import Booking, Client, Contact, OutboxRow, Session
from ..playing import TermsOf, may_write_to
from ..ports import Clock, Ids, Transaction
from ..routing import standing_last
from ..words.fold import clean
from ..words.formats import day_plain, hour
from .announced import Heard, Told, WhyNot, news
from .names import service_name
from .settings import settings_of


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
