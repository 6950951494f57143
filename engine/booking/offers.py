"""Tells the first person in line that a place is free; their answer books it."""

from __future__ import annotations

from datetime import datetime

from ..conversation.send_time import Unasked, earliest
from ..flow.play.tap_ids import About
from ..messages import Option
from ..model import WAITLIST, Booking, BookingStatus, Client, Contact, Session, Timer, Wait
from ..ports import Ids, Transaction
from ..privacy.consent import wants
from ..templates.notice_outcome import NO
from ..templates.notifier import Notice, Notifier
from ..words.fold import clean
from ..words.formats import day_plain, hour, money
from .agenda import Agenda
from .settings.settings import service_name, settings_of

_FLOW, _STATE, _SLOT = "lugar_libre", "ofreciendo", "reserva"
_ANSWERS = (("lo_quiero", "Sí, lo quiero"), ("dejarlo", "No, gracias"))
"""The exits of that state, each with its button."""


class Offers:
    """Tells people in line that what they wait for is theirs for a while."""

    def __init__(self, notifier: Notifier, ids: Ids) -> None:
        self._notifier = notifier
        self._ids = ids

    def due(self, tx: Transaction, timer: Timer, now: datetime) -> tuple[str, ...]:
        """Tell what is held for somebody, or look again for them; return whom that writes to."""
        wait = tx.waits.by_id(timer.booking_id or "")
        client = tx.clients.by_id(wait.client_id) if wait else None
        if wait is None or client is None:
            return ()
        agenda = Agenda(tx, client, now, self._ids)
        agenda.serve_waitlist()
        hold = tx.bookings.by_id(wait.booking_id) if wait.booking_id else None
        wait = tx.waits.by_id(wait.id)  # what was offered just now has a timer of its own
        contact = tx.contacts.by_id(timer.contact_id)
        if not (wait and hold and contact) or hold.status is not BookingStatus.HELD:
            return ()
        if wait.message_id:
            return ()
        return self._tell(tx, agenda, wait, hold, client, contact, now)

    def _tell(
        self,
        tx: Transaction,
        agenda: Agenda,
        wait: Wait,
        hold: Booking,
        client: Client,
        contact: Contact,
        now: datetime,
    ) -> tuple[str, ...]:
        settings = settings_of(client)
        sessions = tx.sessions.of_contact(contact.id)
        unasked = Unasked(settings.quiet, settings.zone, wants(tx, contact.id, client.id))
        at = earliest(now, client.slug, sessions, unasked)
        if at is None or at > now:
            agenda.untold_of_offer(wait, at)
            return ()
        session, message_id = tx.sessions.find(contact.id, client.slug), self._ids.new()
        shown, buttons = _shown(client, contact, hold), _answers(session, hold)
        notice = Notice(
            client, contact, WAITLIST, shown, buttons=buttons, id=message_id, waits_its_turn=True
        )
        told = self._notifier.notify(tx, notice)
        if told.told == NO:
            agenda.untold_of_offer(wait, None)
        else:
            agenda.told_of_offer(wait, message_id)
        return told.contacts


def _shown(client: Client, contact: Contact, hold: Booking) -> dict[str, str]:
    settings, name = settings_of(client), clean(contact.name, 60).split()
    return {
        **says(client, hold),
        "nombre": name[0] if name else "",
        "minutos": str(settings.waitlist_minutes),
        "precio": money(hold.price, hold.currency or settings.currency) if hold.price else "",
    }


def _answers(session: Session | None, hold: Booking) -> tuple[Option, ...]:
    if session is None:
        return ()
    return tuple(
        Option(About(session.id, _FLOW, _STATE, exit_, _SLOT, hold.id).encode(), title)
        for exit_, title in _ANSWERS
    )


def says(client: Client, booking: Booking) -> dict[str, str]:
    """Return what such a text may show of a booking."""
    settings = settings_of(client)
    local = booking.datetime.astimezone(settings.zone)
    return {
        "comercio": clean(client.name, 100),
        "servicio": service_name(settings, booking),
        "dia": day_plain(local.date()),
        "hora": hour(local),
    }
