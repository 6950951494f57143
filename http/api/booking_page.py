"""The page of one booking, for its person: `/t/TOKEN`, and the file for their calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import falcon

from ...engine.booking.lifecycle import cancel_until, may_cancel
from ...engine.booking.settings.settings import (
    ClientSettings,
    service_name,
    settings_of,
    staff_name,
)
from ...engine.errors import NotFoundError
from ...engine.model import BOOKED, Booking, BookingStatus, Client
from ...engine.ports import Transaction
from ...engine.words.formats import day_long, hour
from ..edge import Edge
from .calendar_feed import KEPT, MEDIA, calendar
from .pages import SAFE, booking_over, booking_page, no_booking
from .redirects import qr_code

_STATES = {
    BookingStatus.PENDING: "Falta que el comercio lo confirme",
    BookingStatus.CONFIRMED: "Confirmado",
    BookingStatus.COMPLETED: "Ya fue. ¡Gracias por venir!",
    BookingStatus.NO_SHOW: "Ya pasó",
    BookingStatus.CANCELLED: "Cancelado",
    BookingStatus.REJECTED: "El comercio no pudo darlo",
    BookingStatus.EXPIRED: "No llegó a confirmarse",
}

FILE = ".ics"
"""Ends the path of a booking's file."""


class PublicBooking:
    """`GET /t/TOKEN`: what, when, where. `GET /t/TOKEN.ics`: the same for a calendar."""

    limited = True

    def __init__(self, edge: Edge) -> None:
        self._edge = edge

    def on_get(self, req: falcon.Request, resp: falcon.Response, token: str) -> None:
        """Answer the page; 410 thirty days after the booking has ended, with a page, too."""
        if token.endswith(FILE):  # Falcon finds no file's name in one with a line break, or none
            self.on_get_file(req, resp, token.removesuffix(FILE))
            return
        resp.content_type = falcon.MEDIA_HTML
        resp.set_headers(SAFE)
        try:
            booking, client, now = self._booking(resp, token)
        except NotFoundError:
            resp.status, resp.text = falcon.HTTP_404, no_booking()
            return
        except falcon.HTTPGone:
            resp.status, resp.text = falcon.HTTP_410, booking_over()
            return
        resp.text = booking_page(_shown(self._edge, client, settings_of(client), booking, now))

    def on_get_file(self, req: falcon.Request, resp: falcon.Response, token: str) -> None:
        """Answer the file, which tells nothing of its person."""
        booking, client, now = self._booking(resp, token)
        resp.content_type = MEDIA
        resp.set_header("Content-Disposition", 'attachment; filename="turno.ics"')
        row = replace(booking, name="", notes="")
        resp.data = calendar(client, settings_of(client), [row], now)

    def _booking(self, resp: falcon.Response, token: str) -> tuple[Booking, Client, datetime]:
        now = self._edge.clock.now()
        resp.set_header("Cache-Control", "private, no-store")
        booking, client = self._edge.store.read(lambda tx: _found(tx, token))
        if now >= booking.ends_at + KEPT:
            raise falcon.HTTPGone(description="This booking ended more than 30 days ago.")
        return booking, client, now


def _found(tx: Transaction, token: str) -> tuple[Booking, Client]:
    booking = tx.bookings.by_token(token)
    client = tx.clients.by_id(booking.client_id) if booking else None
    if booking is None or client is None or booking.status is BookingStatus.HELD:
        raise NotFoundError("There is no such page.")
    return booking, client


def _shown(
    edge: Edge, client: Client, settings: ClientSettings, booking: Booking, now: datetime
) -> dict[str, Any]:
    local = booking.datetime.astimezone(settings.zone)
    until = cancel_until(settings, booking).astimezone(settings.zone)
    waits = booking.status is BookingStatus.PENDING
    address = f"{edge.config.public_base}/t/{booking.token}"
    return {
        "client": client.name,
        "what": service_name(settings, booking),
        "staff": staff_name(settings, booking),
        "party": booking.party,
        "day": day_long(local.date()).capitalize(),
        "hour": hour(local),
        "starts": local.isoformat(),
        "address": settings.address,
        "map": settings.map_link,
        "state": _STATES[booking.status],
        "coming": booking.status in BOOKED and booking.ends_at > now,
        "until": f"{day_long(until.date())} a las {hour(until)}"
        if may_cancel(settings, booking, now) and not waits
        else "",
        "waits": waits and may_cancel(settings, booking, now),
        "file": f"{booking.token}{FILE}",
        "qr": qr_code(address, "svg").decode("utf-8").partition("?>")[2],
    }
