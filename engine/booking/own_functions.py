"""What flows call to show people their own bookings, and to cancel one."""

from __future__ import annotations

from collections.abc import Mapping

from ..conversation.handoff import Reception
from ..flow.language.registry import Call, Outcome, Reading, Registry, Row
from ..model import AuditEntry, Booking, BookingStatus
from ..understanding.wish import Wish
from ..words.fold import clean
from ..words.formats import day_long, day_plain, day_short, hour
from .agenda import Agenda
from .outcomes import Cancelled, TooLate
from .settings.settings import settings_of

own_calls = Registry()
"""The vocabulary of one's own bookings, for flows."""

_NAME_LIMIT = 60
_STATES = {
    BookingStatus.PENDING: "Falta que el comercio lo confirme",
    BookingStatus.CONFIRMED: "Confirmado ✅",
}
_STANDING = (BookingStatus.PENDING, BookingStatus.CONFIRMED)


@own_calls.provider("turnos_por_venir", gives="booking")
def coming(call: Call) -> list[Row]:
    """The person's own bookings with this merchant that have not ended, soonest first."""
    rows = call.tx.bookings.of_contact(call.client.id, call.contact.id, call.now)
    return [_row(call, booking) for booking in rows]


def _row(call: Call, booking: Booking) -> Row:
    local = booking.datetime.astimezone(settings_of(call.client).zone)
    state = _STATES.get(booking.status, "")
    title = f"{day_short(local.date())} {hour(local)}"
    return Row(booking.id, title, f"{_service(call, booking)} · {state}")


@own_calls.wish("booking", of=["date", "time", "service"])
def weigh_booking(call: Call, wishes: Mapping[str, Wish]) -> Reading:
    """One of the person's own bookings, by its day, its hour or its service."""
    settings = settings_of(call.client)
    found = []
    for booking in call.tx.bookings.of_contact(call.client.id, call.contact.id, call.now):
        local = booking.datetime.astimezone(settings.zone)
        told = {
            "date": local.date().isoformat(),
            "time": hour(local),
            "service": booking.service,
        }
        if all(wish.fits(told[kind]) for kind, wish in wishes.items() if kind in told):
            found.append(booking.id)
    return Reading(tuple(found))


@own_calls.guard("tiene_turnos")
def has_bookings(call: Call) -> bool:
    """The person has bookings with this merchant that have not ended."""
    return bool(call.tx.bookings.of_contact(call.client.id, call.contact.id, call.now))


@own_calls.guard("hay_recepcion")
def has_reception(call: Call) -> bool:
    """The merchant has a phone of its own that gets word."""
    return settings_of(call.client).reception.phone is not None


@own_calls.show(
    "booking",
    *("servicio", "fecha", "dia", "hora", "profesional", "estado"),
    sometimes=["profesional", "estado"],
)
def show_booking(call: Call, value: str) -> Mapping[str, str] | None:
    """A booking: Corte, vie 27 nov 16:30.

    Suffixes:
        servicio: the service's name
        fecha: viernes 27 de noviembre
        dia: viernes 27
        hora: 16:30
        profesional: who of the staff does it
        estado: whether it stands or waits for the merchant
    """
    booking, settings = own(call, value), settings_of(call.client)
    if booking is None:
        return None
    local = booking.datetime.astimezone(settings.zone)
    member = settings.member(booking.staff) if booking.staff else None
    return {
        "": f"{_service(call, booking)}, {day_short(local.date())} {hour(local)}",
        "servicio": _service(call, booking),
        "fecha": day_long(local.date()),
        "dia": day_plain(local.date()),
        "hora": hour(local),
        "profesional": clean(member.name, _NAME_LIMIT) if member else "",
        "estado": _STATES.get(booking.status, ""),
    }


@own_calls.action(
    "cancelar_turno", "cancelado", "tarde", "ya_no", slots=["turno"], irreversible=True
)
def cancel(call: Call) -> Outcome:
    """Cancel the chosen booking, within the merchant's rule; once more changes nothing.

    Outcomes:
        cancelado: it is cancelled
        tarde: it is too late for that
        ya_no: it does not stand any more
    """
    booking_id = call.slots.get("turno", "")
    match Agenda(call.tx, call.client, call.now, call.ids).cancel(booking_id, call.contact.id):
        case Cancelled(booking):
            _note(call, booking)
            return Outcome("cancelado")
        case TooLate():
            return Outcome("tarde")
    return Outcome("ya_no")


def _note(call: Call, booking: Booking) -> None:
    """Say in the audit who cancelled."""
    subject, actor = f"booking:{booking.id}", f"contact:{call.contact.id}"
    changes = {"status": [None, str(booking.status)]}
    call.tx.audit.add(
        AuditEntry(call.ids.new(), call.now, actor, "booking.cancel", subject, changes)
    )


@own_calls.action("avisar_que_no_va", "avisado", "sin_recepcion", slots=["turno"])
def tell_absence(call: Call) -> Outcome:
    """Tell the merchant's own phone that the person cannot come to the chosen booking.

    Outcomes:
        avisado: the phone gets word
        sin_recepcion: there is no such phone, or no such booking
    """
    booking = own(call, call.slots.get("turno"))
    text = "*{who}* avisa que no puede ir: {what}, {when}.\nYa pasó el plazo para cancelar."
    wrote = tell_merchant(call, booking, text) if booking else ()
    return Outcome("avisado", wrote=wrote) if wrote else Outcome("sin_recepcion")


def tell_merchant(call: Call, booking: Booking, text: str) -> tuple[str, ...]:
    """Send a word about a booking to the merchant's own phone; return whom that writes to.

    `text` has places for `{who}`, `{what}` and `{when}`.
    """
    settings = settings_of(call.client)
    local = booking.datetime.astimezone(settings.zone)
    said = text.format(
        who=clean(call.contact.name, _NAME_LIMIT) or "Alguien",
        what=_service(call, booking),
        when=f"{day_short(local.date())} {hour(local)}",
    )
    reception = Reception(call.tx, call.ids, call.now, settings.reception.phone)
    return reception.told(call.session, call.contact, said)


@own_calls.action("ver_turno", "vigente", "cancelada", optional=["turno"])
def look_up(call: Call) -> Outcome:
    """See whether the chosen booking still stands.

    Outcomes:
        vigente: it does
        cancelada: it does not
    """
    booking = own(call, call.slots.get("turno"))
    return Outcome("vigente" if booking and booking.status in _STANDING else "cancelada")


def own(call: Call, booking_id: str | None) -> Booking | None:
    """Return a booking of this client and this contact, and of nobody else."""
    booking = call.tx.bookings.by_id(booking_id) if booking_id else None
    owner = (call.client.id, call.contact.id)
    return booking if booking and (booking.client_id, booking.contact_id) == owner else None


def _service(call: Call, booking: Booking) -> str:
    service = settings_of(call.client).service(booking.service)
    return clean(service.name, 100) if service else booking.service
