"""What a reception's flow calls to make a booking by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from ..booking.agenda import Agenda
from ..booking.availability.slots import SlotQuery
from ..booking.settings.settings import settings_of
from ..errors import ConflictError, InputError
from ..flow.language.registry import Call, Outcome, Reading, Refusal, Registry
from ..office.merchant_word import tell_receptions
from ..templates.notice_outcome import UNASKED
from ..words.hours import read_hours
from .agenda_functions import operator_of, today_of

booking_calls = Registry()
"""The vocabulary of bookings by hand, for the reception's flow."""
_DAYTIME = range(8, 21)


@booking_calls.parser("hora_de_agenda", gives="time", reads=lambda text: bool(read_hours(text)))
def read_hour(_: Call, text: str) -> Reading:
    """An hour, whether anybody could book it or not: «10», «16:30», «a las 5»."""
    hours = sorted(read_hours(text), key=lambda at: at.hour not in _DAYTIME)
    return Reading((hours[0].strftime("%H:%M"),) if hours else ())


@booking_calls.check("no_paso", "fecha_pasada", takes="date")
def not_past(call: Call, value: str) -> Refusal | None:
    """The day is not past."""
    return Refusal("fecha_pasada") if date.fromisoformat(value) < today_of(call) else None


@booking_calls.show("chosen_staff", sometimes=[""])
def show_staff(call: Call, value: str) -> Mapping[str, str]:
    """Who of the staff was named; nothing where nobody was."""
    member = settings_of(call.client).member(value) if value else None
    return {"": member.name if member else ""}


@booking_calls.action(
    "agendar_turno",
    *("agendado", "sin_lugar", "pasado", "no_se_puede"),
    slots=["servicio", "fecha", "hora"],
    optional=["nombre", "atiende"],
    irreversible=True,
)
def book(call: Call) -> Outcome:
    """Book by hand what was said; every rule but capacity is put aside.

    The merchant's other phones are told.

    Outcomes:
        agendado: it is booked
        sin_lugar: somebody else has the place
        pasado: that time is over
        no_se_puede: the service is not offered, or not by that person
    """
    zone = settings_of(call.client).zone
    day, at = date.fromisoformat(call.slots["fecha"]), time.fromisoformat(call.slots["hora"][:5])
    starts_at = datetime.combine(day, at, zone).astimezone(UTC)
    if starts_at <= call.now:
        return Outcome("pasado")
    agenda = Agenda(call.tx, call.client, call.now, call.ids, operator_of(call).name)
    ask = SlotQuery(call.slots["servicio"], 1, call.slots.get("atiende") or None, None)
    try:
        booking = agenda.book_by_hand(ask, starts_at, name=call.slots.get("nombre") or "")
    except ConflictError:
        return Outcome("sin_lugar")
    except InputError:
        return Outcome("no_se_puede")
    others = tell_receptions(operator_of(call), call.client, None, booking, UNASKED)
    return Outcome("agendado", wrote=others)
