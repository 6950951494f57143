"""What flows call to take a booking: providers, parsers, checks, actions, shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time
from itertools import islice
from zoneinfo import ZoneInfo

from ..flow.language.registry import Call, Outcome, Reading, Refusal, Registry, Row
from ..model import Booking, BookingStatus
from ..receptions.words import Word
from ..understanding.wish import SHORTCUT, Wish
from ..words.days import read_day
from ..words.due import Wrong, WrongDay
from ..words.fold import clean
from ..words.formats import (
    day_long,
    day_plain,
    day_short,
    duration,
    listing,
    money,
    part_of_day,
    said_hour,
)
from ..words.hours import read_hours
from .availability.reason import Reason
from .availability.slots import Ask, Slot
from .availability.window import last_day, local_day
from .choice_functions import party_of, staff_of
from .hours.opening_hours import WEEKDAYS
from .hours.posted_hours import posted_changes, posted_hours
from .move_functions import nearest, slots_for_move
from .notices import ANNOUNCED
from .outcomes import Confirmed, Gone, Held, OverLimit, Pending, Repriced, Taken
from .own_functions import agenda_of, own, tell_merchant
from .question_functions import notes_of
from .settings.services import Service
from .settings.settings import ClientSettings, settings_of
from .shortcut_functions import first_free, last_time_row
from .waitlist_functions import ANY_HOUR

calls = Registry()
"""The vocabulary of bookings, for flows."""
calls.slot_types |= {
    "servicio": "service",
    "fecha": "date",
    "hora": "time",
    "reserva": "booking",
    "turno": "booking",
}

_REASONS = {
    Reason.CLOSED: "cerrado",
    Reason.STAFF_LEFT: "sin_profesional",
    Reason.LATE: "tarde",
}
"""How an action ends where a time cannot be had and nobody else has it."""
_DAYTIME = range(8, 22)
_ANY_DAY = date(2026, 1, 1)
"""Whether a text is a day at all is the same on every day."""
_NAME_LIMIT = 60
_PRICES_LIMIT = 20
_BEFORE_FIRST_FREE = 8
"""Days before the row of the first free place: it is on the first page, and never first."""
_SHOWN_WHOLE = 9
_PLAIN_HOUR = len("16:30")
_WRONG_DAYS = {
    Wrong.NONEXISTENT: "fecha_inexistente",
    Wrong.PAST: "fecha_pasada",
    Wrong.CONTRADICTION: "fecha_confusa",
}


def _ask(call: Call) -> Ask:
    service = str(call.slots.get("servicio", ""))
    return Ask(service, party_of(call), staff_of(call), call.contact.id)


def _day(call: Call) -> date:
    return date.fromisoformat(call.slots["fecha"])


def _today(call: Call) -> date:
    return local_day(settings_of(call.client), call.now)


def _day_written(call: Call) -> date:
    """Return the local day on which the person wrote: *mañana* is the day after that one."""
    return local_day(settings_of(call.client), call.written_at or call.now)


def _slots(call: Call, day: date) -> list[Slot]:
    return agenda_of(call).slots(_ask(call), day)


# Providers


@calls.provider("servicios", gives="service")
def services(call: Call) -> list[Row]:
    """The same as last time, if there was one; then all services, with duration and price."""
    settings, again = settings_of(call.client), last_time_row(call)
    rows = [Row(one.id, one.name, described(one, settings)) for one in settings.services]
    return [again, *rows] if again else rows


def described(service: Service, settings: ClientSettings) -> str:
    """Return what stands below a service in a list: how long it takes, its price, its words."""
    price = money(service.price, settings.currency) if service.price else ""
    parts = (duration(service.minutes), price, service.description)
    return " · ".join(part for part in parts if part)


@calls.provider("fechas_con_lugar", slots=["servicio"], gives="date")
def days_with_room(call: Call) -> Iterator[Row]:
    """The days, soonest first, on which the chosen service has room; among them the first place."""
    today, near = _today(call), {0: "Hoy", 1: "Mañana"}
    days = agenda_of(call).days(_ask(call), today)
    rows = (Row(day.isoformat(), day_short(day), near.get((day - today).days, "")) for day in days)
    first = list(islice(rows, _BEFORE_FIRST_FREE))
    yield from first
    if len(first) > 1 and (found := first_free(call)):
        day, slot = found
        told = f"{day_short(day)}, {said_hour(slot.label, day, settings_of(call.client).zone)}"
        yield Row(SHORTCUT, "Lo antes posible", told)
    yield from rows


@calls.provider("horarios_libres", slots=["servicio", "fecha"], gives="time")
def free_hours(call: Call) -> list[Row]:
    """The free hours of the chosen day, by part of the day; with others taken, a row to wait."""
    day, zone = _day(call), settings_of(call.client).zone
    rows = [hour_row(slot.label, day, zone) for slot in _slots(call, day)]
    if rows and agenda_of(call).taken_hours(_ask(call), day):
        waits = Row(ANY_HOUR, "Avisame si se libera", "Una hora ya tomada", "Otra hora")
        rows.insert(_BEFORE_FIRST_FREE if len(rows) > _SHOWN_WHOLE else len(rows), waits)
    return rows


def hour_row(label: str, day: date, zone: ZoneInfo) -> Row:
    """Return the row of a free hour, under the part of the day that it lies in."""
    section = part_of_day(time.fromisoformat(label[:5]))
    return Row(label, said_hour(label, day, zone), section=section)


# What is typed


@calls.parser(
    "fecha",
    *_WRONG_DAYS.values(),
    gives="date",
    reads=lambda text: read_day(text, _ANY_DAY) is not None,
)
def read_date(call: Call, text: str) -> Reading:
    """A day: «hoy», «mañana», «viernes 28», «el 28», «28/11»."""
    found = read_day(text, _day_written(call))
    if found is None:
        return Reading()
    if isinstance(found, WrongDay):
        values = tuple(day.isoformat() for day in found.instead)
        return Reading(
            values if found.why not in _WRONG_DAYS else (), _WRONG_DAYS.get(found.why, "")
        )
    return Reading((found.isoformat(),))


@calls.parser(
    "hora", slots=["servicio", "fecha"], gives="time", reads=lambda text: bool(read_hours(text))
)
def read_time(call: Call, text: str) -> Reading:
    """An hour: «16:30», «1630», «a las 5», «4 y media»; those on offer say which five o'clock."""
    candidates = [at.strftime("%H:%M") for at in read_hours(text)]
    offered = [slot.label for slot in _slots(call, _day(call))]
    meant = [label for label in offered if label[:5] in candidates]
    likeliest = sorted(candidates, key=lambda at: int(at[:2]) not in _DAYTIME)
    return Reading(tuple(meant or likeliest[:1]))


# What is said in a sentence


@calls.names("service")
def service_names(call: Call) -> list[tuple[str, str]]:
    """The services, by their names."""
    return [(service.id, service.name) for service in settings_of(call.client).services]


@calls.names("staff")
def staff_names(call: Call) -> list[tuple[str, str]]:
    """The staff, by their names."""
    return [(member.id, member.name) for member in settings_of(call.client).staff]


@calls.names("faq")
def answers(call: Call) -> list[tuple[str, str]]:
    """The questions that the merchant answers in its own words, by the answer's number."""
    faq = settings_of(call.client).faq
    return [(str(number), phrase) for number, one in enumerate(faq) for phrase in one.ask]


@calls.wish("date", *_WRONG_DAYS.values())
def weigh_date(call: Call, wishes: Mapping[str, Wish]) -> Reading:
    """A day: as it was said; one that cannot be has a text that says so.

    «El mismo día» is the day of the booking that is being moved.
    """
    wish = _beside(call, "fecha", wishes["date"])
    problem = _WRONG_DAYS[Wrong(wish.problem)] if wish.problem else ""
    return Reading(wish.values, problem, sure=wish.sure, narrowed=_narrowed(wish))


@calls.wish("time", slots=["servicio", "fecha"])
def weigh_time(call: Call, wishes: Mapping[str, Wish]) -> Reading:
    """An hour: those on offer say which five o'clock is meant.

    «Más tarde» is later than the booking that is being moved.
    """
    wish = _beside(call, "hora", wishes["time"])
    if not wish.values:
        return Reading(narrowed=_narrowed(wish))
    offered = _offered(call)
    meant = [label for label in offered if label[:5] in wish.values]
    likeliest = sorted(wish.values, key=lambda at: int(at[:2]) not in _DAYTIME)
    halves = len(meant) == 2 and len({int(at[:2]) % 12 for at in meant}) == 1
    if halves and wish.sure:
        meant = [at for at in meant if int(at[:2]) in _DAYTIME] or meant
    return Reading(tuple(meant or likeliest[:1]), sure=wish.sure or len(meant) == 0)


def _narrowed(wish: Wish) -> Wish | None:
    return wish if wish.narrows else None


def _beside(call: Call, slot: str, wish: Wish) -> Wish:
    """Return a wish that was said of what is chosen, or booked, as what it comes to."""
    if not wish.is_beside:
        return wish
    chosen = call.slots.get(slot)
    booking = None if chosen else own(call, call.slots.get("turno"))
    if booking:
        local = booking.datetime.astimezone(settings_of(call.client).zone)
        chosen = f"{local:%H:%M}" if slot == "hora" else local.date().isoformat()
    return wish.beside(str(chosen or ""))


def _offered(call: Call) -> list[str]:
    """Return the hours that the chosen day has for what is booked, or moved."""
    moved = call.slots.get("turno")
    slots = slots_for_move(call, _day(call)) if moved else _slots(call, _day(call))
    return [slot.label for slot in slots]


@calls.check("fecha_futura", "fecha_pasada", "fecha_lejana", takes="date")
def within_reach(call: Call, value: str) -> Refusal | None:
    """The day is neither past nor beyond the merchant's horizon."""
    day, settings = date.fromisoformat(value), settings_of(call.client)
    if day < _today(call):
        return Refusal("fecha_pasada")
    if day > last_day(settings, call.now):
        return Refusal("fecha_lejana", {"pedida": _named(call, day)})
    return None


@calls.check(
    *("fecha_con_lugar", "fecha_sin_lugar", "fecha_cerrada"), slots=["servicio"], takes="date"
)
def day_has_room(call: Call, value: str) -> Refusal | None:
    """The chosen service has room on that day; a weekday that is always closed has its own text."""
    day, settings = date.fromisoformat(value), settings_of(call.client)
    if _slots(call, day):
        return None
    if not settings.hours.get(WEEKDAYS[day.weekday()]) and day not in settings.special_days:
        return Refusal("fecha_cerrada", {"pedida": _weekdays(day)})
    return Refusal("fecha_sin_lugar", {"pedida": _named(call, day)})


@calls.check("dia_abierto", "fecha_cerrada", takes="date")
def opens_on_weekday(call: Call, value: str) -> Refusal | None:
    """The merchant opens on that weekday, or on that day."""
    day, settings = date.fromisoformat(value), settings_of(call.client)
    if settings.hours.get(WEEKDAYS[day.weekday()]) or day in settings.special_days:
        return None
    return Refusal("fecha_cerrada", {"pedida": _weekdays(day)})


def _weekdays(day: date) -> str:
    """«lunes», «sábados»."""
    name = day_plain(day).partition(" ")[0]
    return name if name.endswith("s") else f"{name}s"


def _named(call: Call, day: date) -> str:
    """Return a day with its month where that does not go without saying."""
    near = day.month == _today(call).month
    return day_plain(day) if near else day_long(day)


@calls.check("hora_libre", "hora_sin_lugar", slots=["servicio", "fecha"], takes="time")
def hour_is_free(call: Call, value: str) -> Refusal | None:
    """The chosen service has room at that hour of the chosen day."""
    offered = [slot.label for slot in _slots(call, _day(call))]
    if value in offered:
        return None
    near = nearest(offered, value)
    zone = settings_of(call.client).zone
    told = " o ".join(said_hour(label, _day(call), zone) for label in near)
    return Refusal("hora_sin_lugar", {"pedida": value[:5], "cerca": told}, near)


@calls.check(
    *("fecha_posible", "fecha_sin_lugar", "fecha_cerrada"), slots=["servicio"], takes="date"
)
def day_is_possible(call: Call, value: str) -> Refusal | None:
    """The chosen service has room on that day, or can be waited for."""
    refusal = day_has_room(call, value)
    full = refusal and agenda_of(call).is_full(_ask(call), date.fromisoformat(value))
    return None if full else refusal


# Actions


@calls.action(
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
    place = _ask(call), _day(call), call.slots["hora"]
    match agenda_of(call).hold(call.session, call.contact, *place):
        case Held(booking):
            return Outcome("apartado", {"reserva": booking.id})
        case OverLimit():
            return Outcome("limite")
        case Taken(reason):
            return Outcome(_REASONS.get(reason, "ocupado"))


@calls.action("soltar_horario", "soltado", optional=["reserva"])
def release(call: Call) -> Outcome:
    """Give back what this session keeps; a booking stays.

    Outcomes:
        soltado: nothing is kept any more
    """
    booking_id = call.slots.get("reserva")
    if booking_id:
        agenda_of(call).release(booking_id)
    return Outcome("soltado")


@calls.action(
    "crear_reserva",
    *("creada", "pendiente", "ocupado", "limite", *_REASONS.values(), "otro_precio"),
    slots=["reserva"],
    optional=["respuestas"],
    otherwise=dict.fromkeys((*_REASONS.values(), "otro_precio"), "ocupado"),
    irreversible=True,
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
    match agenda_of(call).confirm(
        call.slots.get("reserva", ""),
        call.session.id,
        anybody=staff_of(call) is None,
        notes=notes_of(call),
    ):
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


@calls.action(
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


@calls.on_message
def extend_hold(call: Call) -> None:
    """A hold lasts until fifteen minutes after the person's last message."""
    if call.slots.get("reserva"):
        agenda_of(call).extend(call.session.id)


# What texts may say

calls.announced |= ANNOUNCED


@calls.show(
    "comercio",
    *("direccion", "mapa", "horarios", "cambios", "precios", "equipo", "plazo", "espera"),
    sometimes=["direccion", "mapa", "horarios", "cambios", "precios", "equipo", "plazo"],
)
def show_client(call: Call, _: object) -> Mapping[str, str]:
    """The merchant's name; always known.

    Suffixes:
        direccion: the address
        mapa: a link to it on a map
        horarios: the opening hours, a line for each day
        cambios: days ahead on which it opens otherwise, or not at all
        precios: the chosen service with its price and how long it takes; or every one
        equipo: the names of the staff
        plazo: until how long before a booking it may be cancelled: «2 h antes»
        espera: how long a place that became free is kept for whoever waits: «15 min»
    """
    settings = settings_of(call.client)
    notice = settings.cancel_notice_minutes
    return {
        "": clean(call.client.name, 100),
        "direccion": settings.address,
        "mapa": settings.map_link,
        "horarios": posted_hours(settings.hours),
        "cambios": posted_changes(settings.special_days, settings.closures, _today(call)),
        "precios": _price_list(settings, str(call.slots.get("servicio", ""))),
        "equipo": listing([clean(member.name, _NAME_LIMIT) for member in settings.staff]),
        "plazo": f"{duration(notice)} antes" if notice else "",
        "espera": duration(settings.waitlist_minutes),
    }


def _price_list(settings: ClientSettings, chosen: str) -> str:
    """Return a line for the chosen service, or for each one: «Corte: $ 8.000, 30 min»."""
    service = settings.service(chosen)
    services = (service,) if service else settings.services[:_PRICES_LIMIT]
    return "\n".join(
        f"{clean(one.name, 100)}: "
        + ", ".join(
            part
            for part in (
                money(one.price, settings.currency) if one.price else "",
                duration(one.minutes),
            )
            if part
        )
        for one in services
    )


@calls.show("respuesta")
def show_answer(call: Call, number: str) -> Mapping[str, str]:
    """The merchant's own answer to the question that was asked."""
    faq = settings_of(call.client).faq
    return {"": faq[int(number)].say if int(number) < len(faq) else ""}


@calls.show("contacto", sometimes=[""])
def show_contact(call: Call, _: object) -> Mapping[str, str]:
    """The person's first name, as WhatsApp gives it; always known."""
    words = clean(call.contact.name, _NAME_LIMIT).split()
    return {"": words[0] if words else ""}


@calls.show("service", "precio", "duracion", sometimes=["precio"])
def show_service(call: Call, value: str) -> Mapping[str, str] | None:
    """A service's name; gone when the merchant has deleted it.

    Suffixes:
        precio: its price
        duracion: how long it takes
    """
    settings = settings_of(call.client)
    service = settings.service(value)
    if value == SHORTCUT:
        return {"": "lo mismo que la última vez", "precio": "", "duracion": ""}
    if service is None:
        return None
    price = money(service.price, settings.currency) if service.price else ""
    return {"": clean(service.name, 100), "precio": price, "duracion": duration(service.minutes)}


@calls.show("date", "corta", "dia")
def show_date(_: Call, value: str) -> Mapping[str, str]:
    """A day: viernes 27 de noviembre.

    Suffixes:
        corta: vie 27 nov
        dia: viernes 27
    """
    if value == SHORTCUT:
        return dict.fromkeys(("", "corta", "dia"), "lo antes posible")
    day = date.fromisoformat(value)
    return {"": day_long(day), "corta": day_short(day), "dia": day_plain(day)}


@calls.show("time")
def show_time(call: Call, value: str) -> Mapping[str, str]:
    """An hour, as it was offered: 16:30; one that comes twice that day says which it is."""
    day = call.slots.get("fecha")
    if value == ANY_HOUR or not day or len(value) == _PLAIN_HOUR:
        return {"": "cualquier hora" if value == ANY_HOUR else value}
    return {"": said_hour(value, date.fromisoformat(day), settings_of(call.client).zone)}
