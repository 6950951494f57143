"""What flows call to stand in line for a place, and to take one that became free."""

from __future__ import annotations

from ..flow.language.registry import Call, Outcome, Registry, Row
from ..model import Booking, BookingStatus
from ..receptions.notice_timers import Word
from ..understanding.wish import SHORTCUT
from ..words.formats import day_short, hour, said_hour
from .choice_functions import ask_of, day_of
from .outcomes import Confirmed, OverLimit, Pending, Repriced
from .own_functions import agenda_of, keep_permission, tell_merchant
from .settings.settings import service_name, settings_of

waitlist_calls = Registry()
"""The vocabulary of the waitlist, for flows."""

ANY_HOUR = SHORTCUT
"""The value of `hora` for whichever hour of the day becomes free first."""


@waitlist_calls.guard("dia_completo", slots=["servicio", "fecha"])
def day_is_full(call: Call) -> bool:
    """The chosen day has no room for the chosen service, since others have it all."""
    return agenda_of(call).is_full(ask_of(call), day_of(call))


@waitlist_calls.provider("horarios_tomados", slots=["servicio", "fecha"], gives="time")
def taken_hours(call: Call) -> list[Row]:
    """Any hour of the chosen day first, then those that others have."""
    day, zone = day_of(call), settings_of(call.client).zone
    labels = agenda_of(call).taken_hours(ask_of(call), day)
    rows = [Row(label, said_hour(label, day, zone)) for label in labels]
    return [Row(ANY_HOUR, "Cualquier hora", "La primera que se libere"), *rows] if rows else []


@waitlist_calls.action(
    "anotar_espera",
    *("anotada", "demasiadas"),
    slots=["servicio", "fecha"],
    optional=["hora"],
    keeps_consent=True,
)
def wait(call: Call) -> Outcome:
    """Put the person in line for the chosen hour, or any hour of the chosen day.

    Outcomes:
        anotada: they hear of it when it becomes free
        demasiadas: they are in too many lines of this merchant already
    """
    chosen = str(call.slots.get("hora") or ANY_HOUR)
    label = None if chosen == ANY_HOUR else chosen
    waits = agenda_of(call).wait(call.contact.id, ask_of(call), day_of(call), label)
    if waits:
        keep_permission(call)
    return Outcome("anotada" if waits else "demasiadas")


@waitlist_calls.provider("lugares_ofrecidos", gives="booking")
def offered(call: Call) -> list[Row]:
    """The places that are kept for the person at this moment, from the waitlist."""
    settings = settings_of(call.client)
    waits = call.tx.waits.of_contact(call.contact.id)
    holds = [call.tx.bookings.by_id(wait.booking_id) for wait in waits if wait.booking_id]
    return [
        Row(row.id, f"{day_short(local.date())} {hour(local)}", service_name(settings, row))
        for row in holds
        if row and row.client_id == call.client.id and row.status is BookingStatus.HELD
        for local in [row.datetime.astimezone(settings.zone)]
    ]


@waitlist_calls.action(
    "tomar_lugar",
    *("creada", "pendiente", "otro_precio", "limite", "ocupado"),
    slots=["reserva"],
    irreversible=True,
)
def take(call: Call) -> Outcome:
    """Book the place that the person was offered; once more changes nothing.

    Outcomes:
        creada: it is booked
        pendiente: it is booked, once the merchant confirms it
        otro_precio: the price has changed since the offer; nothing is booked yet
        limite: the person has as many bookings as the merchant allows
        ocupado: its time was over, and it is somebody else's
    """
    match agenda_of(call).take_offer(call.slots["reserva"], call.contact.id):
        case Confirmed(booking):
            return Outcome("creada", wrote=_tell(call, booking))
        case Pending(booking):
            return Outcome("pendiente", wrote=tell_merchant(call, booking, Word.ASKED))
        case Repriced():
            return Outcome("otro_precio")
        case OverLimit():
            return Outcome("limite")
    return Outcome("ocupado")


def _tell(call: Call, booking: Booking) -> tuple[str, ...]:
    if not settings_of(call.client).notify.new:
        return ()
    return tell_merchant(call, booking, Word.NEW)


@waitlist_calls.action("dejar_lugar", "dejado", optional=["reserva"])
def decline(call: Call) -> Outcome:
    """Give back the place that the person was offered: the next in line gets it.

    Outcomes:
        dejado: it is not theirs any more
    """
    agenda_of(call).decline_offer(str(call.slots.get("reserva") or ""), call.contact.id)
    return Outcome("dejado")
