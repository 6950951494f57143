"""What flows call to show people their own bookings, and to cancel one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from ..flow.language.registry import Call, Outcome, Reading, Registry, Row
from ..model import BOOKED, BOT, Attendance, Booking, BookingStatus
from ..privacy.consent import agree
from ..receptions.notice_timers import Word, leave_word
from ..understanding.wish import Wish
from ..words.fold import clean
from ..words.formats import day_long, day_plain, day_short, hour, money
from .agenda import Agenda
from .hours.open_stretches import Calendar, closed, opening
from .hours.timezones import Stretch, midnight
from .lifecycle import cancel_until
from .outcomes import Cancelled, MoveWithdrawn, TooLate
from .reception_notices import can_be_told
from .settings.settings import service_name, settings_of, staff_name

own_calls = Registry()
"""The vocabulary of one's own bookings, for flows."""

_NOTES_SHOWN = 300
_STATES = {
    BookingStatus.PENDING: "Falta que el comercio lo confirme",
    BookingStatus.CONFIRMED: "Confirmado ✅",
}
_MOVE_ASKED = "Pediste este cambio: falta que el comercio lo confirme"


@own_calls.provider("turnos_por_venir", gives="booking")
def coming(call: Call) -> list[Row]:
    """The person's own bookings with this merchant that have not ended, soonest first."""
    rows = call.tx.bookings.of_contact(call.client.id, call.contact.id, call.now)
    return [_row(call, booking) for booking in rows]


def _row(call: Call, booking: Booking) -> Row:
    local = booking.datetime.astimezone(settings_of(call.client).zone)
    title = f"{day_short(local.date())} {hour(local)}"
    return Row(
        booking.id, title, f"{service_name(settings_of(call.client), booking)} · {_state(booking)}"
    )


def _state(booking: Booking) -> str:
    """Return whether it stands, or waits for the merchant."""
    return _MOVE_ASKED if booking.moves else _STATES.get(booking.status, "")


@own_calls.wish("booking", of=["date", "time", "service"])
def weigh_booking(call: Call, wishes: Mapping[str, Wish]) -> Reading:
    """One of the person's own bookings, by its day, its hour or its service."""
    settings = settings_of(call.client)
    found = []
    for booking in call.tx.bookings.of_contact(call.client.id, call.contact.id, call.now):
        local = booking.datetime.astimezone(settings.zone)
        told = {
            "date": local.date().isoformat(),
            "time": f"{local:%H:%M}",
            "service": booking.service,
        }
        if all(wish.fits(told[kind]) for kind, wish in wishes.items() if kind in told):
            found.append(booking.id)
    return Reading(tuple(found))


@own_calls.guard("tiene_turnos")
def has_bookings(call: Call) -> bool:
    """The person has bookings with this merchant that have not ended."""
    return bool(call.tx.bookings.of_contact(call.client.id, call.contact.id, call.now))


@own_calls.guard("abierto_ahora")
def is_open(call: Call) -> bool:
    """The merchant is open at this moment, by its hours, special days and closures."""
    return any(stretch.start <= call.now for stretch in _open(call, call.now))


@own_calls.guard("dia_habil")
def is_business_day(call: Call) -> bool:
    """The merchant opens at some hour of today."""
    settings = settings_of(call.client)
    start = midnight(call.now.astimezone(settings.zone).date(), settings.zone)
    return any(True for _ in _open(call, start, timedelta(days=1)))


def _open(call: Call, start: datetime, length: timedelta = timedelta(minutes=1)) -> list[Stretch]:
    """Return when the merchant is open within a time, without its closures."""
    settings = settings_of(call.client)
    calendar = Calendar(settings.zone, settings.hours, settings.special_days)
    day, within = start.astimezone(settings.zone).date(), Stretch(start, start + length)
    hours = opening(calendar, day, day, length).touching(within.start, within.end)
    shut = closed(settings.closures, settings.zone, within)
    return [piece for one in hours for piece in _outside(one, within, shut)]


def _outside(one: Stretch, within: Stretch, shut: list[Stretch]) -> list[Stretch]:
    pieces, start = [], max(one.start, within.start)
    end = min(one.end, within.end)
    for closure in shut:
        if closure.start > start:
            pieces.append(Stretch(start, min(closure.start, end)))
        start = max(start, closure.end)
    return [piece for piece in (*pieces, Stretch(start, end)) if piece.start < piece.end]


@own_calls.guard("hay_recepcion")
def has_reception(call: Call) -> bool:
    """The merchant has a phone of its own that gets word now."""
    return can_be_told(call.tx, call.client, call.now)


@own_calls.show(
    "booking",
    *("servicio", "fecha", "dia", "hora", "profesional", "personas", "estado", "precio"),
    *("limite", "enlace", "choque", "notas", "pedido"),
    sometimes=[
        "profesional",
        "personas",
        "estado",
        "precio",
        "limite",
        "enlace",
        "choque",
        "notas",
        "pedido",
    ],
)
def show_booking(call: Call, value: str) -> Mapping[str, str] | None:
    """A booking: Corte, vie 27 nov 16:30.

    Suffixes:
        servicio: the service's name
        fecha: viernes 27 de noviembre
        dia: viernes 27
        hora: 16:30
        profesional: who of the staff does it
        personas: 4 personas; nothing for one
        estado: whether it stands or waits for the merchant
        precio: what it costs, as it was promised
        limite: until when it may be cancelled, while it may: «jueves 26 a las 16:30»
        enlace: the page that shows it, with a file for calendars
        choque: that the person has something else at that time: «otro turno»
        notas: what the person answered when booking it
        pedido: that it only asks to move another: «el pedido de cambio»
    """
    booking, settings = own(call, value), settings_of(call.client)
    if booking is None:
        return None
    local = booking.datetime.astimezone(settings.zone)
    service = service_name(settings, booking)
    return {
        "": f"{service}, {day_short(local.date())} {hour(local)}",
        "servicio": service,
        "fecha": day_long(local.date()),
        "dia": day_plain(local.date()),
        "hora": hour(local),
        "profesional": staff_name(settings, booking),
        "personas": f"{booking.party} personas" if booking.party > 1 else "",
        "estado": _state(booking),
        "precio": money(booking.price, booking.currency or settings.currency)
        if booking.price
        else "",
        "limite": _limit(call, booking),
        "enlace": f"{call.public_base}/t/{booking.token}"
        if call.public_base and booking.token
        else "",
        "choque": _clash(call, booking),
        "notas": clean(booking.notes, _NOTES_SHOWN),
        "pedido": "el pedido de cambio" if booking.moves else "",
    }


def _limit(call: Call, booking: Booking) -> str:
    """Return until when a booking may be cancelled; nothing where that goes without saying."""
    settings = settings_of(call.client)
    until = cancel_until(settings, booking).astimezone(settings.zone)
    if not call.now < until < booking.datetime:
        return ""
    return f"{day_plain(until.date())} a las {hour(until)}"


def _clash(call: Call, booking: Booking) -> str:
    """Return that the person has something else at that time: never with whom (it is not ours)."""
    touching = call.tx.bookings.of_person(call.contact.id, booking.datetime, booking.ends_at)
    same = (booking.id, booking.moves)
    others = [row for row in touching if row.id not in same and row.moves != booking.id]
    return "otro turno" if others else ""


@own_calls.action(
    "cancelar_turno",
    *("cancelado", "retirado", "tarde", "ya_no"),
    slots=["turno"],
    fills={"retirado": ("turno",)},
    otherwise={"retirado": "cancelado"},
    irreversible=True,
)
def cancel(call: Call) -> Outcome:
    """Cancel the chosen booking, within the merchant's rule; once more changes nothing.

    Outcomes:
        cancelado: it is cancelled
        retirado: it only asked for a move, which is withdrawn; `turno` is what stands now
        tarde: it is too late for that
        ya_no: it does not stand any more
    """
    booking_id = call.slots.get("turno", "")
    match agenda_of(call).cancel(booking_id, call.contact.id):
        case Cancelled(booking, waited=True):  # the merchant was asked, whatever it wants to hear
            return Outcome("cancelado", wrote=tell_merchant(call, booking, Word.WITHDRAWN))
        case MoveWithdrawn(booking):
            wrote = tell_merchant(call, booking, Word.MOVE_WITHDRAWN)
            return Outcome("retirado", {"turno": booking.id}, wrote=wrote)
        case Cancelled(booking) if settings_of(call.client).notify.cancelled:
            return Outcome("cancelado", wrote=tell_merchant(call, booking, Word.CANCELLED))
        case Cancelled():
            return Outcome("cancelado")
        case TooLate():
            return Outcome("tarde")
    return Outcome("ya_no")


@own_calls.action("confirmar_asistencia", "anotado", "ya_no", slots=["turno"])
def confirm_attendance(call: Call) -> Outcome:
    """Note that the person will come to the chosen booking; the merchant sees it.

    Outcomes:
        anotado: it is noted
        ya_no: it does not stand any more
    """
    return _noted(call, Attendance.COMING)


def _noted(call: Call, said: Attendance) -> Outcome:
    stands = agenda_of(call).note_attendance(call.slots.get("turno", ""), call.contact.id, said)
    return Outcome("anotado" if stands else "ya_no")


@own_calls.action("anotar_que_no_va", "anotado", "ya_no", slots=["turno"])
def note_absence(call: Call) -> Outcome:
    """Note that the person cannot come to the chosen booking; the merchant sees it.

    Outcomes:
        anotado: it is noted
        ya_no: it does not stand any more
    """
    return _noted(call, Attendance.ABSENT)


@own_calls.action("avisar_que_no_va", "avisado", "sin_recepcion", slots=["turno"])
def tell_absence(call: Call) -> Outcome:
    """Tell the merchant's own phone that the person cannot come to the chosen booking.

    Outcomes:
        avisado: the phone gets word
        sin_recepcion: no such phone can be told now, or there is no such booking
    """
    booking = own(call, call.slots.get("turno"))
    if booking:
        agenda_of(call).note_attendance(booking.id, call.contact.id, Attendance.ABSENT)
    wrote = tell_merchant(call, booking, Word.ABSENT) if booking else ()
    heard = wrote and can_be_told(call.tx, call.client, call.now)
    return Outcome("avisado" if heard else "sin_recepcion", wrote=wrote)


def tell_merchant(call: Call, booking: Booking, word: Word) -> tuple[str, ...]:
    """Let the merchant's receptions be told of a booking; return who they are."""
    number_id = call.contact.phone_number_id
    return leave_word(
        call.tx, call.ids, call.now, call.client, number_id, word, booking_id=booking.id
    )


@own_calls.action("ver_turno", "vigente", "cancelada", optional=["turno"])
def look_up(call: Call) -> Outcome:
    """See whether the chosen booking still stands.

    Outcomes:
        vigente: it does
        cancelada: it does not, or it is over
    """
    booking = own(call, call.slots.get("turno"))
    stands = booking and booking.status in BOOKED and booking.ends_at > call.now
    return Outcome("vigente" if stands else "cancelada")


def agenda_of(call: Call) -> Agenda:
    """Return the client's agenda, at which the person acts."""
    return Agenda(call.tx, call.client, call.now, call.ids, f"contact:{call.contact.id}")


def keep_permission(call: Call) -> None:
    """Keep that the person agreed to be written to, where the question they answer asked for it."""
    if call.session.data.get("permission"):
        agree(call.tx, call.contact.id, call.client.id, call.now, BOT)


def own(call: Call, booking_id: str | None) -> Booking | None:
    """Return a booking of this client and this contact, and of nobody else."""
    booking = call.tx.bookings.by_id(booking_id) if booking_id else None
    owner = (call.client.id, call.contact.id)
    return booking if booking and (booking.client_id, booking.contact_id) == owner else None
