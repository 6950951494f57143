"""Word to a person when the merchant, or time, changes their booking."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from ..conversation.send_time import Unasked, earliest
from ..model import BOOKED, NEWS, WAITLIST, Booking, BookingStatus, Client, Contact, Timer
from ..ports import Ids, Transaction
from ..privacy.consent import agreed, wants
from ..receptions.notice_timers import word_of
from ..templates.notice_outcome import LIMIT, NO, UNASKED, Told
from ..templates.notifier import Notice, Notifier
from ..words.fold import clean
from .offers import Offers, says
from .reception_notices import ReceptionNotices
from .reminders import REMINDER, answers
from .settings.settings import settings_of

LATER = timedelta(minutes=30)
"""When a reminder is tried again whose client has had its share of the day's first contacts."""
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
_NEWS = (MOVED, CHANGED, NOTED, ASKED, MOVE_REFUSED, *TEXTS.values())
ANNOUNCED = {
    REMINDER: (*KNOWN, "nombre"),
    WAITLIST: (*KNOWN, "nombre", "minutos", "precio"),
    **dict.fromkeys(_NEWS, KNOWN),
}
"""Texts of a flow that Milo says by itself, each with what it may show."""


class Notices:
    """Tells people what became of their bookings, as Meta lets us write to them."""

    def __init__(self, notifier: Notifier, ids: Ids) -> None:
        self._notifier = notifier
        self._ids = ids
        self._offers = Offers(notifier, ids)
        self._receptions = ReceptionNotices(notifier, ids)

    def changed(
        self, tx: Transaction, client: Client, old: Booking | None, new: Booking, now: datetime
    ) -> Told:
        """Say what became of a booking, `old` being None for a new one.

        Returns what its person hears of it.
        """
        purpose = news(old, new, now)
        if purpose is None:
            return UNASKED
        contact = tx.contacts.by_id(new.contact_id) if new.contact_id else None
        shown = (tx.bookings.by_id(new.moves) if new.moves else None) or new
        notice = Notice(client, contact, purpose, says(client, shown))
        sessions = tx.sessions.of_contact(contact.id) if contact else []
        at = earliest(now, client.slug, sessions)
        if contact is None or at is None or at <= now:
            return self._notifier.notify(tx, notice)
        told = self._notifier.foretell(tx, notice)
        if told.told != NO:
            there = next(
                (
                    one.id
                    for one in sessions
                    if one.client_slug == client.slug and not one.is_reception
                ),
                "",
            )
            timer = Timer(self._ids.new(), contact.id, there, 0, NEWS + purpose, at, shown.id)
            tx.timers.add(timer)
        return told

    def due(self, tx: Transaction, timer: Timer, now: datetime) -> tuple[str, ...]:
        """Tell what waited for a quiet chat, if it is still so; return whom that writes to."""
        if timer.name == WAITLIST:
            return self._offers.due(tx, timer, now)
        if word := word_of(timer):
            return self._receptions.due(tx, timer, word, now)
        booking = tx.bookings.by_id(timer.booking_id or "")
        client = tx.clients.by_id(booking.client_id) if booking else None
        contact = tx.contacts.by_id(timer.contact_id)
        if timer.name == REMINDER:
            return self._remind(tx, client, contact, booking, now, timer)
        purpose = timer.name.removeprefix(NEWS)
        if not (booking and client and contact) or not _still_so(purpose, booking, now):
            return ()
        at = earliest(now, client.slug, tx.sessions.of_contact(contact.id))
        if at and at > now:
            tx.timers.add(replace(timer, id=self._ids.new(), due_at=at))
            return ()
        notice = Notice(client, contact, purpose, says(client, booking))
        return self._notifier.notify(tx, notice).contacts

    def _remind(
        self,
        tx: Transaction,
        client: Client | None,
        contact: Contact | None,
        booking: Booking | None,
        now: datetime,
        timer: Timer,
    ) -> tuple[str, ...]:
        """Remind a person of a booking that stands, unless they want no reminders.

        One that is late by an outage is said while it is of use, after the night. It waits while
        the person is in a chat with another client, where its question would be answered by
        mistake.
        """
        if not (client and contact and booking) or booking.status is not BookingStatus.CONFIRMED:
            return ()
        settings = settings_of(client)
        night = (settings.quiet.begins, settings.quiet.ends) if settings.quiet else None
        unasked = Unasked(night, settings.zone, wants(tx, contact.id, client.id))
        at = earliest(now, client.slug, tx.sessions.of_contact(contact.id), unasked)
        if at is None or at >= booking.datetime:
            return ()
        if at > now:
            tx.timers.add(replace(timer, id=self._ids.new(), due_at=at))
            return ()
        session = tx.sessions.find(contact.id, client.slug)
        name = clean(contact.name, 60).split()
        shown = {**says(client, booking), "nombre": name[0] if name else ""}
        buttons, may = answers(session, booking), agreed(tx, contact.id, client.id)
        notice = Notice(
            *(client, contact, REMINDER, shown), buttons=buttons, agreed=may, waits_its_turn=True
        )
        told = self._notifier.notify(tx, notice)
        if told.why == LIMIT:
            tx.timers.add(replace(timer, id=self._ids.new(), due_at=now + LATER))
        elif told.told != NO:
            tx.bookings.save(replace(booking, reminded_at=now), "reminded_at")
        return told.contacts


def news(old: Booking | None, new: Booking, now: datetime) -> str | None:
    """Return the text for what has become of a booking; None where its person misses nothing.

    What is over or has begun is never announced as coming.
    """
    if new.status in _GIVEN_UP:
        known = old is not None and old.status is new.status
        return None if known else MOVE_REFUSED if new.moves else TEXTS[new.status]
    if new.status not in BOOKED or new.datetime <= now:
        return None
    if old is None:
        return ASKED if new.status is BookingStatus.PENDING else NOTED
    return _difference(old, new)


def leave_news(
    tx: Transaction, ids: Ids, client: Client, old: Booking, new: Booking, now: datetime
) -> bool:
    """Let the person of a booking be told what became of it, in a transaction of their own.

    Returns:
        Whether somebody is known who can be told, or misses nothing.
    """
    purpose = news(old, new, now)
    if purpose is None:
        return True
    contact = tx.contacts.by_id(new.contact_id) if new.contact_id else None
    if contact is None:
        return False
    shown = (tx.bookings.by_id(new.moves) if new.moves else None) or new
    tx.timers.add(Timer(ids.new(), contact.id, "", 0, NEWS + purpose, now, shown.id))
    return True


def _still_so(purpose: str, booking: Booking, now: datetime) -> bool:
    """Return whether what was to be told of a booking is what is true now."""
    if purpose in (text for status, text in TEXTS.items() if status in _GIVEN_UP):
        return TEXTS.get(booking.status) == purpose
    return booking.status in BOOKED and booking.datetime > now


def _difference(old: Booking, new: Booking) -> str | None:
    if old.moves or old.datetime != new.datetime:
        return MOVED
    if old.status is not new.status:
        return TEXTS.get(new.status)
    return CHANGED if (old.staff, old.party) != (new.staff, new.party) else None
