"""A client's settings as a form: pure.

The form shows what merchants change; all else of their settings stays as it is. Each fault of the
settings stands at the field that it is about, in Spanish; faults of what the form does not show
stand at its top.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ...engine.booking.hours.opening_hours import WEEKDAYS
from ...engine.errors import Fault
from ...engine.office.slugs import candidates
from ..text import one_line

Form = Mapping[str, str]
DAYS = dict(
    zip(
        WEEKDAYS,
        ("Lunes", "Martes", "Miércoles", "Jueves", "Viernes", "Sábado", "Domingo"),
        strict=True,
    )
)
MOST_SERVICES, MOST_STAFF = 40, 40
NEW_MINUTES = "30"
"""How long a new service takes unless its form says otherwise."""
FORMS = {
    "off": "No, todo por chat",
    "on": "Sí, después del saludo",
    "greeting": "Sí, desde el saludo",
}
"""Whether bookings are asked on a form of WhatsApp, as merchants choose it."""
HOURS_HINT = "Escribilo así: 9:00-13:00, 16:00-20:00. Vacío: cerrado."
HINTS = {
    "minutes": "Minutos, de 1 en adelante.",
    "price": "Sólo el número, sin puntos: 8000. Vacío: no se dice.",
    "capacity": "Cuántos a la vez, de 1 en adelante.",
    "name": "Poné un nombre.",
    "staff": "Revisá quién lo hace.",
    "min_notice_minutes": "Minutos, de 0 en adelante, y menos que lo que dura la agenda abierta.",
    "horizon_days": "Días, de 1 en adelante.",
    "cancel_notice_minutes": "Minutos, de 0 en adelante.",
    "max_active_per_contact": "Un número de 1 en adelante, o nada: sin límite.",
    "reminders_minutes": "Horas, separadas por comas: 24, 2. Vacío: ninguno.",
    "quiet": "Dos horas distintas, por ejemplo 21:00 y 9:00.",
    "address": "Una línea.",
    "map_url": "Un enlace que empiece con https://",
    "special_days": "Una línea por día: 24/12/2026 = 9:00-13:00, o 25/12/2026 = cerrado.",
    "faq": "Una línea por respuesta: pregunta | otra forma = respuesta.",
}
"""What is said at a field whose value makes no sense."""
_ELSEWHERE = "Esto no se puede guardar: "
_HOUR = r"(\d{1,2})(?:[:.h](\d{2}))?(?:\s*hs?)?"
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_CLOSED = "cerrado"
WORKDAYS = "hours-workdays"
"""The field that says the hours of Monday to Friday at once."""
HOLIDAY = "holiday-"
"""Begins the field of a holiday that is proposed; its date follows."""
_RANGE = re.compile(rf"{_HOUR}\s*(?:-|–|a)\s*{_HOUR}")
_NUMBERS = ("min_notice_minutes", "horizon_days", "cancel_notice_minutes", "max_active_per_contact")


def fields_of(settings: Mapping[str, Any]) -> dict[str, str]:
    """Return the form's fields for a client's settings as JSON."""
    hours = settings.get("hours", {})
    fields = {f"hours-{day}": _ranges_text(hours.get(day, ())) for day in WEEKDAYS}
    for n, service in enumerate(settings.get("services", ())):
        for key in ("id", "name", "minutes", "price", "capacity", "description"):
            fields[f"service-{n}-{key}"] = _text(service.get(key))
        for staff in service.get("staff", ()):
            fields[f"service-{n}-staff-{staff}"] = "on"
    for n in range(len(settings.get("services", ())), MOST_SERVICES):
        fields[f"service-{n}-minutes"] = NEW_MINUTES
    for n, member in enumerate(settings.get("staff", ())):
        fields[f"staff-{n}-id"] = _text(member.get("id"))
        fields[f"staff-{n}-name"] = _text(member.get("name"))
    for key in (*_NUMBERS, "address", "map_url"):
        fields[key] = _text(settings.get(key))
    fields["confirmation"] = settings.get("confirmation", "auto")
    fields["forms"] = settings.get("forms", "off")
    reminders = settings.get("reminders_minutes", (1440, 120))
    fields["reminders_minutes"] = ", ".join(f"{minutes / 60:g}" for minutes in reminders)
    quiet = settings.get("quiet", ("21:00", "09:00")) or ("", "")
    fields["quiet-from"], fields["quiet-to"] = quiet
    special = settings.get("special_days", {})
    fields["special_days"] = "\n".join(
        f"{_day_text(day)} = {_ranges_text(special[day]) or _CLOSED}" for day in sorted(special)
    )
    fields["faq"] = "\n".join(
        f"{' | '.join(one.get('ask', ()))} = {one.get('say', '')}"
        for one in settings.get("faq", ())
    )
    return fields


def settings_of_form(form: Form, before: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings as JSON: those of before, with what the form says.

    What cannot be read is kept as it was written, so that the settings' own check finds it.
    """
    after = dict(before)
    old_staff = {one.get("id"): one for one in before.get("staff", ())}
    staff: list[dict[str, Any]] = []
    for n in range(MOST_STAFF):
        if name := one_line(form.get(f"staff-{n}-name", "")):
            taken = [one["id"] for one in staff]
            id_ = form.get(f"staff-{n}-id") or _new_id(name, taken)
            staff.append({**old_staff.get(id_, {}), "id": id_, "name": name})
    after["staff"] = staff
    after["services"] = _services(form, before, [one["id"] for one in staff])
    after["hours"] = {day: ranges for day in WEEKDAYS if (ranges := _ranges(_hours(form, day)))}
    closed: dict[str, Any] = {
        key.removeprefix(HOLIDAY): [] for key in form if key.startswith(HOLIDAY)
    }
    special = {**closed, **_special_days(form.get("special_days", ""))}
    _set(after, "special_days", special or None)
    for key in _NUMBERS:
        _set(after, key, _number(form.get(key, "")))
    for key in ("address", "map_url"):
        _set(after, key, one_line(form.get(key, ""), 300) or None)
    after["confirmation"] = form.get("confirmation", "auto")
    if "forms" in form:  # not shown where no form can be sent
        after["forms"] = form["forms"]
    hours = [one for one in re.split(r"[,;\s]+", form.get("reminders_minutes", "")) if one]
    after["reminders_minutes"] = [_minutes_of(one) for one in hours]
    ends = form.get("quiet-from", ""), form.get("quiet-to", "")
    after["quiet"] = list(ends) if any(ends) else None
    after["faq"] = [_answer(line) for line in form.get("faq", "").splitlines() if line.strip()]
    return after


def _hours(form: Form, day: str) -> str:
    """Return what is written for a day: what is written for all weekdays goes before it."""
    every = form.get(WORKDAYS, "") if day in WEEKDAYS[:5] else ""
    return every if every.strip() else form.get(f"hours-{day}", "")


def faults_at_fields(faults: Iterable[Fault]) -> tuple[dict[str, str], list[str]]:
    """Return the fault to show at each field, and those that the form has no field for."""
    at: dict[str, str] = {}
    elsewhere = []
    for fault in faults:
        path = fault.path.removeprefix("settings.")
        field, key = _field(path)
        if field is None:
            elsewhere.append(f"{_ELSEWHERE}{path}.")
        else:
            at.setdefault(field, HINTS.get(key, HOURS_HINT if key == "hours" else "Revisá esto."))
    return at, elsewhere


def _field(path: str) -> tuple[str | None, str]:
    if found := re.match(r"(services|staff)\[(\d+)\](?:\.(\w+))?", path):
        kind = "service" if found[1] == "services" else "staff"
        key = found[3] or "name"
        shown = key in ("name", "minutes", "price", "capacity", "description", "staff")
        return f"{kind}-{found[2]}-{key if shown else 'name'}", key
    if found := re.match(r"hours(?:\.(\w+))?", path):
        return f"hours-{found[1] or 'mon'}", "hours"
    name = re.split(r"[.\[]", path)[0]
    return (name, name) if name in HINTS else (None, name)


def _services(form: Form, before: Mapping[str, Any], staff: list[str]) -> list[dict[str, Any]]:
    old = {one.get("id"): one for one in before.get("services", ())}
    services: list[dict[str, Any]] = []
    for n in range(MOST_SERVICES):
        name = one_line(form.get(f"service-{n}-name", ""))
        if not name:
            continue
        id_ = form.get(f"service-{n}-id") or _new_id(name, [one["id"] for one in services])
        service = {**old.get(id_, {}), "id": id_, "name": name}
        service["minutes"] = _number(form.get(f"service-{n}-minutes", ""))
        _set(service, "capacity", _number(form.get(f"service-{n}-capacity", "")))
        for key in ("price", "description"):
            _set(service, key, one_line(form.get(f"service-{n}-{key}", "")) or None)
        chosen = [one for one in staff if form.get(f"service-{n}-staff-{one}")]
        _set(service, "staff", chosen or None)
        services.append(service)
    return services


def _new_id(name: str, taken: list[str]) -> str:
    """Return an id made from a name, as slugs are, that is not taken."""
    return next(
        (one for made in candidates(name) if (one := made.replace("-", "_")) not in taken),
        f"n{len(taken) + 1}",
    )


def _set(target: dict[str, Any], key: str, value: Any) -> None:
    """Set a key, or leave it out, so that its default holds."""
    if value is None:
        target.pop(key, None)
    else:
        target[key] = value


def _number(text: str) -> Any:
    text = text.strip()
    return int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else text or None


def _minutes_of(hours: str) -> Any:
    try:
        return round(float(hours) * 60)
    except (ValueError, OverflowError):
        return hours


def _ranges(text: str) -> Any:
    if not text.strip():
        return []
    parts = [part.strip() for part in re.split(r"[,;]|\sy\s", text) if part.strip()]
    read = [_RANGE.fullmatch(part) for part in parts]
    if not all(read):
        return text
    return [[_clock(one[1], one[2]), _clock(one[3], one[4])] for one in read if one]


def _special_days(text: str) -> dict[str, Any]:
    """Return hours by date: `25/12/2026 = cerrado` on each line."""
    found: dict[str, Any] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        day, _, hours = (part.strip() for part in line.partition("="))
        read = _DAY.fullmatch(day)
        key = f"{read[3]}-{int(read[2]):02}-{int(read[1]):02}" if read else day
        found[key] = [] if hours.lower() in (_CLOSED, "cerrada") else _ranges(hours) or line
    return found


def _day_text(key: str) -> str:
    year, _, rest = key.partition("-")
    month, _, day = rest.partition("-")
    known = all(part.isdecimal() for part in (year, month, day))
    return f"{int(day)}/{int(month)}/{year}" if known else key


def _clock(hour: str, minute: str | None) -> str:
    return f"{int(hour):02}:{minute or '00'}"


def _ranges_text(ranges: Any) -> str:
    if isinstance(ranges, str):
        return ranges
    return ", ".join(f"{opens}-{closes}" for opens, closes in ranges)


def _answer(line: str) -> dict[str, Any]:
    asks, _, says = line.partition("=")
    return {"ask": [one.strip() for one in asks.split("|") if one.strip()], "say": says.strip()}


def _text(value: Any) -> str:
    return "" if value is None else str(value)
