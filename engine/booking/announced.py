"""Texts of a flow that Milo says by itself: when the merchant changes a person's booking."""

from __future__ import annotations

from ..model import BookingStatus

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
