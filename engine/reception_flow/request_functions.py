"""What a reception's flow calls of bookings that wait for the merchant's word."""

from __future__ import annotations

from collections.abc import Mapping

from ..accounts import account_of
from ..booking.agenda import Agenda
from ..booking.day_list import name_of
from ..booking.notices import leave_news, news
from ..booking.settings.settings import service_name, settings_of, staff_name
from ..conversation.service_window import is_open
from ..errors import ConflictError
from ..flow.language.registry import Call, Outcome, Reading, Registry, Row
from ..model import Booking, BookingStatus
from ..office.merchant_word import tell_receptions
from ..templates.definition import APPROVED
from ..templates.notice_outcome import UNASKED
from ..words.formats import day_plain, day_short, hour
from .agenda_functions import operator_of, today_of
from .choosing import ChoiceRow, choose

request_calls = Registry()
"""The vocabulary of requests, for the reception's flow."""
_MOST = 100


def waiting_of(call: Call) -> list[Booking]:
    """Return the client's requests that wait, soonest first."""
    found = call.tx.bookings.page(
        call.client.id, start=call.now, statuses=(BookingStatus.PENDING,), limit=_MOST
    )
    alive = [row for row in found if row.expires_at is None or row.expires_at > call.now]
    return sorted(alive, key=lambda row: (row.datetime, row.id))


@request_calls.provider("pedidos_pendientes", gives="request")
def requests(call: Call) -> list[Row]:
    """The requests that wait for the merchant's word, soonest first."""
    return [_row(call, booking) for booking in waiting_of(call)]


@request_calls.parser("pedido_nombrado", gives="request")
def read_request(call: Call, text: str) -> Reading:
    """Which of the requests is meant: «la de Ana», «el del viernes a las 11», «el de color»."""
    settings = settings_of(call.client)
    choices = [
        ChoiceRow(
            booking.id,
            name_of(call.tx, booking),
            (booking.service, service_name(settings, booking)),
            booking.datetime.astimezone(settings.zone),
        )
        for booking in waiting_of(call)
    ]
    return choose(text, choices, today_of(call))


def _row(call: Call, booking: Booking) -> Row:
    settings = settings_of(call.client)
    local = booking.datetime.astimezone(settings.zone)
    asks = "pide cambiar" if booking.moves else service_name(settings, booking)
    title = f"{day_short(local.date())} {hour(local)}"
    return Row(booking.id, title, f"{name_of(call.tx, booking)} · {asks}")


@request_calls.show(
    "request",
    "quien",
    "servicio",
    "dia",
    "hora",
    "profesional",
    "cambio",
    sometimes=["profesional", "cambio"],
)
def show_request(call: Call, value: str) -> Mapping[str, str] | None:
    """A request that waits: Ana, Corte, vie 27 nov 16:30.

    Suffixes:
        quien: whose it is
        servicio: the service's name
        dia: viernes 27
        hora: 16:30
        profesional: who of the staff does it
        cambio: from where it is to be moved, where it is to be
    """
    booking, settings = _own(call, value), settings_of(call.client)
    if booking is None:
        return None
    local = booking.datetime.astimezone(settings.zone)
    service, name = service_name(settings, booking), name_of(call.tx, booking)
    moved = call.tx.bookings.by_id(booking.moves) if booking.moves else None
    before = moved.datetime.astimezone(settings.zone) if moved else None
    return {
        "": f"{name}, {service}, {day_short(local.date())} {hour(local)}",
        "quien": name,
        "servicio": service,
        "dia": day_plain(local.date()),
        "hora": hour(local),
        "profesional": staff_name(settings, booking),
        "cambio": f"{day_plain(before.date())} a las {hour(before)}" if before else "",
    }


@request_calls.action("confirmar_pedido", *("confirmado", "sin_aviso", "ya_no"), slots=["pedido"])
def confirm(call: Call) -> Outcome:
    """Confirm the chosen request, and tell the person; once more changes nothing.

    Outcomes:
        confirmado: it stands, and the person is told
        sin_aviso: it stands, and the person cannot be told over WhatsApp
        ya_no: it does not wait any more
    """
    return _answer(call, BookingStatus.CONFIRMED, "confirmado")


@request_calls.action("rechazar_pedido", *("rechazado", "sin_aviso", "ya_no"), slots=["pedido"])
def reject(call: Call) -> Outcome:
    """Reject the chosen request, and tell the person; once more changes nothing.

    Outcomes:
        rechazado: it is given up, and the person is told
        sin_aviso: it is given up, and the person cannot be told over WhatsApp
        ya_no: it does not wait any more
    """
    return _answer(call, BookingStatus.REJECTED, "rechazado")


def _answer(call: Call, status: BookingStatus, done: str) -> Outcome:
    booking = _own(call, call.slots["pedido"])
    if booking is None:
        return Outcome("ya_no")
    if booking.status is status:
        return Outcome(done)
    if booking.status is not BookingStatus.PENDING:
        return Outcome("ya_no")
    agenda = Agenda(call.tx, call.client, call.now, call.ids, operator_of(call).name)
    try:
        fresh = agenda.change_status(booking, status)
    except ConflictError:
        return Outcome("ya_no")
    others = tell_receptions(operator_of(call), call.client, booking, fresh, UNASKED)
    known = leave_news(call.tx, call.ids, call.client, booking, fresh, call.now)
    heard = known and _hears(call, booking, fresh)
    return Outcome(done if heard else "sin_aviso", wrote=others)


def _hears(call: Call, old: Booking, new: Booking) -> bool:
    """Return whether Meta lets the person be told: within their 24 hours, or by a template."""
    purpose = news(old, new, call.now)
    if purpose is None or is_open(call.tx.sessions.of_contact(new.contact_id or ""), call.now):
        return True
    name = settings_of(call.client).templates.get(purpose, purpose)
    templates = call.tx.templates.all(account_of(call.tx, call.client))
    return any(one.name == name and one.status == APPROVED for one in templates)


def _own(call: Call, booking_id: str | None) -> Booking | None:
    booking = call.tx.bookings.by_id(booking_id) if booking_id else None
    return booking if booking and booking.client_id == call.client.id else None
