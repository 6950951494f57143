"""Texts of a flow that Milo says by itself: when the merchant, or time, changes a booking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ..model import Booking, BookingStatus
from .rules import BOOKED

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
