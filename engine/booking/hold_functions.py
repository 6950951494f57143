"""What flows call to keep a place, and to turn it into a booking."""

from __future__ import annotations

from ..flow.language.registry import Call, Outcome, Registry
from ..model import Booking, BookingStatus
from ..receptions.notice_timers import Word
from .availability.reason import Reason
from .choice_functions import ask_of, day_of, staff_of
from .outcomes import Confirmed, Gone, Held, OverLimit, Pending, Repriced, Taken
from .own_functions import agenda_of, keep_permission, own, tell_merchant
from .question_functions import notes_of
from .settings.settings import settings_of

hold_calls = Registry()
"""The vocabulary of holds, for flows."""
_REASONS = {
    Reason.CLOSED: "cerrado",
    Reason.STAFF_LEFT: "sin_profesional",
    Reason.LATE: "tarde",
}
"""How an action ends where a time cannot be had and nobody else has it."""


@hold_calls.action(
    "apartar_horario",
    *("apartado", "ocupado", "limite", *_REASONS.values()),
    slots=["servicio", "fecha", "hora"],
    fills={"apartado": ("reserva",)},
    otherwise=dict.fromkeys(_REASONS.values(), "ocupado"),
)
def hold(call: Call) -> Outcome:
    """Keep the chosen place for fifteen minutes, in place of any that this session kept.

    Outcomes:
        apartado: it is kept
        ocupado: somebody else has it
        limite: the person has as many bookings as the merchant allows
        cerrado: the merchant is not open then any more; `ocupado` where nothing follows it
        sin_profesional: who was to do it has left; `ocupado` where nothing follows it
        tarde: it is too near by now; `ocupado` where nothing follows it
    """
    place = ask_of(call), day_of(call), call.slots["hora"]
    match agenda_of(call).hold(call.session, call.contact, *place):
        case Held(booking):
            return Outcome("apartado", {"reserva": booking.id})
        case OverLimit():
            return Outcome("limite")
        case Taken(reason):
            return Outcome(_REASONS.get(reason, "ocupado"))


@hold_calls.action("soltar_horario", "soltado", optional=["reserva"])
def release(call: Call) -> Outcome:
    """Give back what this session keeps; a booking stays.

    Outcomes:
        soltado: nothing is kept any more
    """
    booking_id = call.slots.get("reserva")
    if booking_id:
        agenda_of(call).release(booking_id)
    return Outcome("soltado")


@hold_calls.action(
    "crear_reserva",
    *("creada", "pendiente", "ocupado", "limite", *_REASONS.values(), "otro_precio"),
    slots=["reserva"],
    optional=["respuestas", "aclaracion"],
    otherwise=dict.fromkeys((*_REASONS.values(), "otro_precio"), "ocupado"),
    irreversible=True,
    keeps_consent=True,
)
def confirm(call: Call) -> Outcome:
    """Turn what is kept into the booking; once more changes nothing.

    Outcomes:
        creada: it is booked
        pendiente: it is booked, once the merchant confirms it
        ocupado: the hold had run out, and somebody else has the place
        limite: the person has as many bookings as the merchant allows
        cerrado: the merchant is not open then any more; `ocupado` where nothing follows it
        sin_profesional: who was to do it has left; `ocupado` where nothing follows it
        tarde: its time has come meanwhile; `ocupado` where nothing follows it
        otro_precio: the price has changed since the card; nothing is booked yet
    """
    confirmed = agenda_of(call).confirm(
        call.slots.get("reserva", ""),
        call.session.id,
        anybody=staff_of(call) is None,
        notes=notes_of(call),
    )
    if isinstance(confirmed, Confirmed | Pending):
        keep_permission(call)
    match confirmed:
        case Confirmed(booking):
            return Outcome("creada", wrote=_tell_new(call, booking))
        case Repriced():
            return Outcome("otro_precio")
        case Pending(booking):
            return Outcome("pendiente", wrote=tell_merchant(call, booking, Word.ASKED))
        case OverLimit():
            return Outcome("limite")
        case Taken(reason):
            return Outcome(_REASONS.get(reason, "ocupado"))
        case Gone():
            return Outcome("ocupado")


def _tell_new(call: Call, booking: Booking) -> tuple[str, ...]:
    if not settings_of(call.client).notify.new:
        return ()
    return tell_merchant(call, booking, Word.NEW)


@hold_calls.action(
    "ver_reserva",
    *("vigente", "pendiente", "cancelada", "ninguna"),
    optional=["reserva"],
    fills=dict.fromkeys(("vigente", "pendiente", "cancelada"), ("reserva",)),
)
def look_up(call: Call) -> Outcome:
    """See what has become of the booking that this conversation made.

    Outcomes:
        vigente: it stands
        pendiente: it waits for the merchant
        cancelada: it was cancelled, rejected, or ran out
        ninguna: there is none, or it is over
    """
    booking = own(call, call.slots.get("reserva"))
    if booking is None or booking.status is BookingStatus.HELD or booking.ends_at <= call.now:
        return Outcome("ninguna")
    named = {
        BookingStatus.CONFIRMED: "vigente",
        BookingStatus.COMPLETED: "vigente",
        BookingStatus.PENDING: "pendiente",
    }
    return Outcome(named.get(booking.status, "cancelada"))


@hold_calls.on_message
def extend_hold(call: Call) -> None:
    """A hold lasts until fifteen minutes after the person's last message."""
    if call.slots.get("reserva"):
        agenda_of(call).extend(call.session.id)
