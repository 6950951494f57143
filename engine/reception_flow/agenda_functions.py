"""What a reception's flow calls of the agenda: a day's bookings, and time that is closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from ..booking.availability.bookable_range import local_day
from ..booking.day_list import MOST, bookings_on, line_of, lines_of
from ..booking.settings.settings import ClientSettings, settings_of
from ..flow.language.registry import Call, Outcome, Reading, Registry
from ..model import BOOKED, Booking, Client
from ..office.acting import Operator
from ..office.closures import with_closure
from ..office.merchants import change_client
from ..receptions.directory import clients_of
from ..words.fold import clean
from ..words.formats import day_long, day_plain, day_short
from .orders import BookingOrder, ClosingOrder, DayOrder, Order, PlainOrder, read_order

agenda_calls = Registry()
"""The vocabulary of a merchant's agenda, for the reception's flow."""
_MOST = 10
_SOON = timedelta(days=14)
"""Within it a weekday and its number name one day."""


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


def order_of(call: Call, text: str) -> Order | None:
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
    """A day of the agenda, or several: vie 27 nov. Of a phone with several merchants, of each.

    Suffixes:
        agenda: its bookings, one a line
        titulo: Hoy, vie 27 nov: 3 turnos
    """
    said, _, count = value.partition("/")
    first, days = date.fromisoformat(said), int(count or 1)
    named = _days_named(first, days, today_of(call))
    title = f"*{named[:1].upper()}{named[1:]}*"
    clients = clients_of(call.tx, call.contact)
    if len(clients) < 2:
        number, lines = _day_of(call, call.client, first, days)
        return {"": day_short(first), "titulo": f"{title}: {number}.", "agenda": lines}
    told = ((client, *_day_of(call, client, first, days)) for client in clients)
    each = [f"*{clean(one.name, 100)}*: {number}.\n{lines}".strip() for one, number, lines in told]
    return {"": day_short(first), "titulo": f"{title}:", "agenda": "\n\n".join(each)}


def _days_named(first: date, days: int, today: date) -> str:
    if days > 1:
        return f"del {day_short(first)} al {day_short(first + timedelta(days=days - 1))}"
    return {0: "hoy, ", 1: "mañana, "}.get((first - today).days, "") + day_short(first)


def _day_of(call: Call, client: Client, first: date, days: int) -> tuple[str, str]:
    """Return how many bookings a client has then, and their lines, those of a day below it."""
    rows = bookings_on(call.tx, client, first, days)
    if not rows:
        return "sin turnos", ""
    number = f"{len(rows)} {'turno' if len(rows) == 1 else 'turnos'}"
    if days == 1:
        return number, lines_of(call.tx, client, rows)
    zone, lines, last = settings_of(client).zone, [], None
    for row in rows[:MOST]:
        day = row.datetime.astimezone(zone).date()
        lines += [f"_{day_short(day)}_"] if day != last else []
        lines.append(line_of(call.tx, client, row))
        last = day
    more = [f"…y {len(rows) - MOST} más, en el panel."] if len(rows) > MOST else []
    return number, "\n".join([*lines, *more])


# Time that is closed


_OUTCOMES = {
    PlainOrder.REQUESTS: "pendientes",
    PlainOrder.PEOPLE: "espera",
    PlainOrder.PANEL: "panel",
    PlainOrder.ON_THE_PANEL: "en_el_panel",
    PlainOrder.LEAVE: "dejar",
}


@agenda_calls.action(
    "leer_orden",
    *("cerrar", "falta_cuando", "agendar", "ver_dia", "pendientes", "espera"),
    *("panel", "en_el_panel", "dejar"),
    slots=["orden"],
    fills={"cerrar": ("cierre",), "ver_dia": ("dia",), "agendar": ("atiende",)},
)
def read(call: Call) -> Outcome:
    """Take an order apart.

    Outcomes:
        cerrar: some time is to be closed
        falta_cuando: it is not said when, or that is over
        agendar: a booking is to be made; what was said of it is kept, and nothing of the last
        ver_dia: a day's agenda is wanted, or that of several days
        pendientes: the requests are wanted
        espera: the people who wait for a person are
        panel: the panel is
        en_el_panel: something is wanted that only the panel does
        dejar: this phone is to hear nothing any more
    """
    match order_of(call, call.slots["orden"]):
        case PlainOrder() as plain:
            return Outcome(_OUTCOMES[plain])
        case DayOrder(day, days):
            shown = day.isoformat() if days == 1 else f"{day.isoformat()}/{days}"
            return Outcome("ver_dia", {"dia": shown})
        case BookingOrder() as new:
            said = {
                "nombre": new.name or None,
                "servicio": new.service or _only(settings_of(call.client)),
                "atiende": new.staff,
                "fecha": new.day.isoformat() if new.day else None,
                "hora": new.hours[0].strftime("%H:%M") if new.hours else None,
            }
            return Outcome("agendar", said)
        case ClosingOrder() as closing:
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
    words = _when(start, end, today_of(call))
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


def _when(start: datetime, end: datetime, today: date) -> str:
    """Return some local time in words, with the month where it does not go without saying."""
    last = end.date() - timedelta(days=1) if end.time() == time(0) else end.date()
    named = day_plain if last - today < _SOON else day_long
    day = named(start.date())
    if last > start.date():
        return f"{day} hasta el {named(last)} inclusive"
    whole = end.time() == time(0)
    if start.time() == time(0):
        return f"{day}, todo el día" if whole else f"{day}, hasta las {end:%H:%M}"
    return f"{day}, desde las {start:%H:%M}" if whole else f"{day}, de {start:%H:%M} a {end:%H:%M}"


def _minute(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M")
