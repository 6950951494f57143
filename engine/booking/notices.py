"""Word to a person when the merchant changes their booking."""

from __future__ import annotations

from dataclasses import replace

from ..conversation.routing import standing_last
from ..conversation.turn_runner import TermsOf, may_write_to
from ..flow.language.templates import fill
from ..flow.versions.library import FlowLibrary
from ..messages import Outgoing
from ..model import Booking, BookingStatus, Client, OutboxRow
from ..ports import Clock, Ids, Transaction
from ..words.fold import clean
from ..words.formats import day_plain, hour
from .settings.settings import settings_of


class Notices:
    """Tells people, in their session with the client, while Meta lets us write to them."""

    def __init__(self, library: FlowLibrary, terms_of: TermsOf, clock: Clock, ids: Ids) -> None:
        self._library = library
        self._terms_of = terms_of
        self._clock = clock
        self._ids = ids

    def changed(
        self, tx: Transaction, client: Client, old: Booking, new: Booking
    ) -> tuple[str, ...]:
        """Say what became of a booking; return the contacts for whom there is something to send."""
        text = MOVED if old.datetime != new.datetime else TEXTS.get(new.status)
        contact = tx.contacts.by_id(new.contact_id) if new.contact_id else None
        session = tx.sessions.find(contact.id, client.slug) if contact else None
        now = self._clock.now()
        template = self._template(client, text) if text and old != new else None
        if not (template and contact and session and may_write_to(session, now)):
            return ()
        says = _says(client, new)
        message = Outgoing(fill(template, lambda name: says.get(name, ""))).fitted()
        tx.outbox.add(OutboxRow.to(contact, self._ids.new(), message, now, session_id=session.id))
        last = standing_last(tx, contact.id, now)
        tx.sessions.save(
            replace(session, version=session.version + 1, last_message_at=last, updated_at=now)
        )
        return (contact.id,)

    def _template(self, client: Client, text: str) -> str | None:
        terms = self._terms_of(client)
        flow = self._library.newest(terms.flow).flow
        return terms.terms.texts.get(text) or flow.language(terms.terms.locale).get(text)


def _says(client: Client, booking: Booking) -> dict[str, str]:
    settings = settings_of(client)
    service = settings.service(booking.service)
    local = booking.datetime.astimezone(settings.zone)
    return {
        "comercio": clean(client.name, 100),
        "servicio": clean(service.name, 100) if service else booking.service,
        "dia": day_plain(local.date()),
        "hora": hour(local),
    }


MOVED = "turno_movido"
TEXTS = {
    BookingStatus.CONFIRMED: "turno_confirmado",
    BookingStatus.REJECTED: "turno_rechazado",
    BookingStatus.CANCELLED: "turno_cancelado",
}
KNOWN = ("servicio", "dia", "hora")
"""What such a text may show, beside the merchant."""
ANNOUNCED = dict.fromkeys((MOVED, *TEXTS.values()), KNOWN)
"""All of them, each with what it may show."""
