"""What a reception's flow calls of the agenda: a day's bookings, and time that is closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from ..booking.availability.window import local_day
from ..booking.day_list import bookings_on, line_of, lines_of
from ..booking.settings.settings import ClientSettings, settings_of
from ..flow.language.registry import Call, Outcome, Reading, Registry
from ..model import BOOKED, Booking
from ..office.acting import Operator
from ..office.closures import with_closure
from ..office.merchants import change_client
from ..words.formats import day_plain, day_short
from .orders import Closing, DayShown, NewBooking, read_order

agenda_calls = Registry()
"""The vocabulary of a merchant's agenda, for the reception's flow."""
_MOST = 10


def operator_of(call: Call) -> Operator:
    """Return the merchant, acting by their own phone, as the audit names them."""
    return Operator(
        *(call.tx, call.ids, call.now, f"reception:{call.contact.id}"),
        common_id=call.contact.phone_number_id,
        is_merchant=True,
        contact_id=call.contact.id,
    )


def today_of(call: Call) -> date:
    """Return the local day on which the merchant wrote: *mañana* is the day after that one."""
    return local_day(settings_of(call.client), call.written_at or call.now)


def order_of(call: Call, text: str) -> Closing | NewBooking | DayShown | None:
    """Return what a text orders; None where it orders nothing."""
    settings = settings_of(call.client)
    services = [(one.id, one.name) for one in settings.services]
    staff = [(one.id, one.name) for one in settings.staff]
    return read_order(text, today_of(call), services, staff)


@agenda_calls.parser("orden_de_recepcion", gives="text")
def read_reception_order(call: Call, text: str) -> Reading:
    """What a merchant wants done: «cerrar el viernes», «agendar a Ana mañana 10 corte»."""
    return Reading((text,) if order_of(call, text) else ())


@agenda_calls.action("mirar_hoy", "mirado", fills={"mirado": ("dia",)})
def look_at_today(call: Call) -> Outcome:
    """Look at today's agenda.

    Outcomes:
        mirado: it is shown
    """
    return Outcome("mirado", {"dia": today_of(call).isoformat()})


@agenda_calls.action("mirar_manana", "mirado", fills={"mirado": ("dia",)})
def look_at_tomorrow(call: Call) -> Outcome:
    """Look at tomorrow's agenda.

    Outcomes:
        mirado: it is shown
    """
    return Outcome("mirado", {"dia": (today_of(call) + timedelta(days=1)).isoformat()})


@agenda_calls.show("agenda_day", "agenda", "titulo")
def show_day(call: Call, value: str) -> Mapping[str, str]:
    """A day of the agenda: vie 27 nov.

    Suffixes:
        agenda: its bookings, one a line
        titulo: Hoy, vie 27 nov: 3 turnos
    """
    day = date.fromisoformat(value)
    rows = bookings_on(call.tx, call.client, day)
    near = {0: "Hoy, ", 1: "Mañana, "}.get((day - today_of(call)).days, "")
    count = f"{len(rows)} {'turno' if len(rows) == 1 else 'turnos'}" if rows else "sin turnos"
    said = f"{near}{day_short(day)}"
    return {
        "": day_short(day),
        "titulo": f"*{said[:1].upper()}{said[1:]}*: {count}.",
        "agenda": lines_of(call.tx, call.client, rows) if rows else "",
    }


# Time that is closed


@agenda_calls.action(
    "leer_orden",
    *("cerrar", "falta_cuando", "agendar", "ver_dia"),
    slots=["orden"],
    fills={"cerrar": ("cierre",), "ver_dia": ("dia",), "agendar": ("atiende",)},
)
def read(call: Call) -> Outcome:
    """Take an order apart.

    Outcomes:
        cerrar: some time is to be closed
        falta_cuando: it is not said when, or that is over
        agendar: a booking is to be made; what was said of it is kept, and nothing of the last
        ver_dia: a day's agenda is wanted
    """
    match order_of(call, call.slots["orden"]):
        case DayShown(day):
            return Outcome("ver_dia", {"dia": day.isoformat()})
        case NewBooking() as new:
            said = {
                "nombre": new.name or None,
                "servicio": new.service or _only(settings_of(call.client)),
                "atiende": new.staff,
                "fecha": new.day.isoformat() if new.day else None,
                "hora": new.hours[0].strftime("%H:%M") if new.hours else None,
            }
            return Outcome("agendar", said)
        case Closing() as closing:
            span = closing.span()
            zone = settings_of(call.client).zone
            if span is None or span[1].replace(tzinfo=zone) <= call.now:
                return Outcome("falta_cuando")
            return Outcome("cerrar", {"cierre": "/".join(one.isoformat() for one in span)})
    return Outcome("falta_cuando")


def _only(settings: ClientSettings) -> str | None:
    return settings.services[0].id if len(settings.services) == 1 else None


@agenda_calls.show("closing", "cuando", "turnos", "cuantos", sometimes=["turnos", "cuantos"])
def show_closing(call: Call, value: str) -> Mapping[str, str]:
    """Some time that is to be closed: vie 27 nov, de 13:00 a 20:00.

    Suffixes:
        cuando: viernes 27, desde las 13:00
        turnos: the bookings within it, one a line
        cuantos: how many they are
    """
    start, end = span_of(value)
    rows = _within(call, start, end)
    words = _when(start, end)
    return {
        "": words,
        "cuando": words,
        "turnos": "\n".join(line_of(call.tx, call.client, row) for row in rows[:_MOST]),
        "cuantos": f"{len(rows)} {'turno' if len(rows) == 1 else 'turnos'}" if rows else "",
    }


@agenda_calls.action("cerrar_horario", "cerrado", slots=["cierre"])
def close(call: Call) -> Outcome:
    """Close the chosen time; bookings within it stay, and once more changes nothing.

    Outcomes:
        cerrado: nobody can book it any more
    """
    start, end = span_of(call.slots["cierre"])
    client = call.tx.clients.by_id(call.client.id) or call.client
    settings = with_closure(client.settings, _minute(start), _minute(end))
    change_client(operator_of(call), client, {"settings": settings})
    return Outcome("cerrado")


def span_of(value: str) -> tuple[datetime, datetime]:
    """Return the local instants between which is closed what a slot keeps."""
    start, _, end = value.partition("/")
    return datetime.fromisoformat(start), datetime.fromisoformat(end)


def _within(call: Call, start: datetime, end: datetime) -> list[Booking]:
    """Return the bookings that stand within some local time, soonest first."""
    zone = settings_of(call.client).zone
    first, last = (one.replace(tzinfo=zone).astimezone(UTC) for one in (start, end))
    days = (end.date() - start.date()).days + 1
    rows = bookings_on(call.tx, call.client, start.date(), days)
    return [
        row
        for row in rows
        if row.status in BOOKED and row.datetime < last and row.ends_at > max(first, call.now)
    ]


def _when(start: datetime, end: datetime) -> str:
    """Return some local time in words."""
    day = day_plain(start.date())
    whole = end.time() == time(0)
    if start.time() == time(0):
        return f"{day}, todo el día" if whole else f"{day}, hasta las {end:%H:%M}"
    return f"{day}, desde las {start:%H:%M}" if whole else f"{day}, de {start:%H:%M} a {end:%H:%M}"


def _minute(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M")
