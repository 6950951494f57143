"""Word to a person when the merchant changes their booking."""

from __future__ import annotations

from ..model import Booking, BookingStatus, Client
from ..ports import Transaction
from ..templates.notifier import NO, Notice, Notifier, Told
from ..words.fold import clean
from ..words.formats import day_plain, hour
from .settings.settings import settings_of


class Notices:
    """Tells people what became of their bookings, as Meta lets us write to them."""

    def __init__(self, notifier: Notifier) -> None:
        self._notifier = notifier

    def changed(
        self, tx: Transaction, client: Client, old: Booking, new: Booking
    ) -> tuple[str, ...]:
        """Say what became of a booking; return the contacts for whom there is something to send."""
        return self.tell(tx, client, old, new).contacts

    def tell(self, tx: Transaction, client: Client, old: Booking, new: Booking) -> Told:
        """Say what became of a booking, and return what its person hears of it."""
        purpose = MOVED if old.datetime != new.datetime else TEXTS.get(new.status)
        if purpose is None or old == new:
            return Told(NO, "nothing")
        contact = tx.contacts.by_id(new.contact_id) if new.contact_id else None
        return self._notifier.notify(tx, Notice(client, contact, purpose, _says(client, new)))


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
