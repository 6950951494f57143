"""What flows call to choose a service, a day and an hour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time
from itertools import islice
from zoneinfo import ZoneInfo

from ..flow.language.registry import Call, Reading, Refusal, Registry, Row
from ..understanding.wish import SHORTCUT, Wish
from ..words.days import read_day
from ..words.due import DayFault, WrongDay
from ..words.fold import clean
from ..words.formats import (
    day_long,
    day_plain,
    day_short,
    duration,
    money,
    part_of_day,
    said_hour,
)
from ..words.hours import read_hours
from .availability.bookable_range import first_day, last_day, local_day
from .availability.slots import Slot
from .choice_functions import ask_of, day_of
from .hours.opening_hours import WEEKDAYS
from .move_functions import nearest, slots_for_move
from .notices import ANNOUNCED
from .own_functions import agenda_of, own
from .settings.services import Service
from .settings.settings import ClientSettings, settings_of
from .shortcut_functions import first_free, last_time_row
from .waitlist_functions import ANY_HOUR

calls = Registry()
"""The vocabulary of services, days and hours, for flows."""
calls.announced |= ANNOUNCED
calls.slot_types |= {
    "servicio": "service",
    "fecha": "date",
    "hora": "time",
    "reserva": "booking",
    "turno": "booking",
}

_DAYTIME = range(8, 22)
_ANY_DAY = date(2026, 1, 1)
"""Whether a text is a day at all is the same on every day."""
_BEFORE_FIRST_FREE = 8
"""Days before the row of the first free place: it is on the first page, and never first."""
_SHOWN_WHOLE = 9
_PLAIN_HOUR = len("16:30")
_WRONG_DAYS = {
    DayFault.NONEXISTENT: "fecha_inexistente",
    DayFault.PAST: "fecha_pasada",
    DayFault.CONTRADICTION: "fecha_confusa",
}


def _today(call: Call) -> date:
    return local_day(settings_of(call.client), call.now)


def _day_written(call: Call) -> date:
    """Return the local day on which the person wrote: *mañana* is the day after that one."""
    return local_day(settings_of(call.client), call.written_at or call.now)


def _slots(call: Call, day: date) -> list[Slot]:
    return agenda_of(call).slots(ask_of(call), day)


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
    days = agenda_of(call).days(ask_of(call), today)
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
    day, zone = day_of(call), settings_of(call.client).zone
    rows = [hour_row(slot.label, day, zone) for slot in _slots(call, day)]
    if rows and agenda_of(call).taken_hours(ask_of(call), day):
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
    offered = [slot.label for slot in _slots(call, day_of(call))]
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


@calls.wish("date", *_WRONG_DAYS.values())
def weigh_date(call: Call, wishes: Mapping[str, Wish]) -> Reading:
    """A day: as it was said; one that cannot be has a text that says so.

    «El mismo día» is the day of the booking that is being moved.
    """
    wish = _beside(call, "fecha", wishes["date"])
    problem = _WRONG_DAYS[DayFault(wish.problem)] if wish.problem else ""
    return Reading(wish.values, problem, sure=wish.sure, narrowed=_narrowed(wish))


@calls.wish("time", slots=["servicio", "fecha"])
def weigh_time(call: Call, wishes: Mapping[str, Wish]) -> Reading:
    """An hour: those on offer say which five o'clock is meant.

    «Más tarde» is later than the booking that is being moved.
    """
    wish = _beside(call, "hora", wishes["time"])
    if wish.only_on not in ("", day_of(call).isoformat()):
        return Reading(narrowed=Wish())  # «en media hora» was said of today
    if not wish.values:
        return Reading(narrowed=_narrowed(wish))
    offered = _offered(call)
    meant = [label for label in offered if label[:5] in wish.values]
    if wish.only_on:  # the nearest to «en una hora»
        meant = sorted(meant, key=lambda label: wish.values.index(label[:5]))[:1]
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
    slots = slots_for_move(call, day_of(call)) if moved else _slots(call, day_of(call))
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
    """The chosen service has room on that day; a weekday that is always closed has its own text.

    Texts may also say `limite`, until when it was to be booked the day before, where that is why.
    """
    day, settings = date.fromisoformat(value), settings_of(call.client)
    if _slots(call, day):
        return None
    if not settings.hours.get(WEEKDAYS[day.weekday()]) and day not in settings.special_days:
        return Refusal("fecha_cerrada", {"pedida": _weekdays(day)})
    limit = settings.day_before_until if day < first_day(settings, call.now) else None
    told = f"{limit:%H:%M}" if limit else ""
    return Refusal("fecha_sin_lugar", {"pedida": _named(call, day), "limite": told})


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
    offered = [slot.label for slot in _slots(call, day_of(call))]
    if value in offered:
        return None
    near = nearest(offered, value)
    zone = settings_of(call.client).zone
    told = " o ".join(said_hour(label, day_of(call), zone) for label in near)
    return Refusal("hora_sin_lugar", {"pedida": value[:5], "cerca": told}, near)


@calls.check(
    *("fecha_posible", "fecha_sin_lugar", "fecha_cerrada"), slots=["servicio"], takes="date"
)
def day_is_possible(call: Call, value: str) -> Refusal | None:
    """The chosen service has room on that day, or can be waited for."""
    refusal = day_has_room(call, value)
    full = refusal and agenda_of(call).is_full(ask_of(call), date.fromisoformat(value))
    return None if full else refusal


# What texts may say


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
