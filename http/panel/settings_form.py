"""A client's settings as a form: pure.

The form shows what merchants change; all else of their settings stays as it is: the language, the
flow and what it lets be changed, templates, which the operator sets, and texts and closed time,
which have pages of their own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ...engine.booking.hours.opening_hours import WEEKDAYS
from ...engine.booking.settings.services import MOST_QUESTIONS
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
_HOUR = r"(\d{1,2})(?:[:.h](\d{2}))?(?:\s*hs?)?"
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_CLOSED = "cerrado"
WORKDAYS = "hours-workdays"
"""The field that says the hours of Monday to Friday at once."""
HOLIDAY = "holiday-"
"""Begins the field of a holiday that is proposed; its date follows."""
_RANGE = re.compile(rf"{_HOUR}\s*(?:-|–|a)\s*{_HOUR}")
_NUMBERS = (
    "min_notice_minutes",
    "horizon_days",
    "cancel_notice_minutes",
    "max_active_per_contact",
    "waitlist_minutes",
    "no_shows_before_manual",
    "pending_expires_minutes",
)
_LINES = ("day_before_until", "address", "map_url", "timezone", "country", "province", "currency")
_CAPITALS = ("country", "province", "currency")
_SERVICE_NUMBERS = (
    "capacity",
    "max_party",
    "slot_minutes",
    "buffer_before_minutes",
    "buffer_after_minutes",
    "max_per_day",
)
SWITCHES = {
    "choose_staff": True,
    "ask_party": True,
    "ask_note": False,
    "waitlist": True,
    "notify-new": True,
    "notify-moved": True,
    "notify-cancelled": True,
}
"""What is on or off, each with what holds unless it was set."""
SWITCHED = "switches"
"""The field that says that switches are shown: one that is off sends nothing."""
LINE_LIMIT = 1_000
_BREAK = " ⏎ "
_OFF_DUTY = "no atiende"


def fields_of(settings: Mapping[str, Any]) -> dict[str, str]:
    """Return the form's fields for a client's settings as JSON."""
    hours = settings.get("hours", {})
    fields = {f"hours-{day}": _ranges_text(hours.get(day, ())) for day in WEEKDAYS}
    for n, service in enumerate(settings.get("services", ())):
        for key in ("id", "name", "minutes", "price", "description", *_SERVICE_NUMBERS):
            fields[f"service-{n}-{key}"] = _text(service.get(key))
        for i, question in enumerate(service.get("questions", ())):
            fields[f"service-{n}-question-{i}-id"] = _text(question.get("id"))
            fields[f"service-{n}-question-{i}-text"] = _text(question.get("text"))
            if question.get("required"):
                fields[f"service-{n}-question-{i}-required"] = "on"
        for staff in service.get("staff", ()):
            fields[f"service-{n}-staff-{staff}"] = "on"
    for n in range(len(settings.get("services", ())), MOST_SERVICES):
        fields[f"service-{n}-minutes"] = NEW_MINUTES
    for n, member in enumerate(settings.get("staff", ())):
        fields[f"staff-{n}-id"] = _text(member.get("id"))
        fields[f"staff-{n}-name"] = _text(member.get("name"))
        own = member.get("hours", {})
        for day in WEEKDAYS:
            shown = _ranges_text(own[day]) or _OFF_DUTY if day in own else ""
            fields[f"staff-{n}-hours-{day}"] = shown
        fields[f"staff-{n}-special_days"] = _special_text(member.get("special_days", {}))
    for key in (*_NUMBERS, *_LINES):
        fields[key] = _text(settings.get(key))
    notify = settings.get("notify", {})
    fields[SWITCHED] = "1"
    for name, default in SWITCHES.items():
        kept, key = (notify, name.removeprefix("notify-")) if "-" in name else (settings, name)
        if kept.get(key, default):
            fields[name] = "on"
    fields["notify-digest"] = _text(notify.get("digest"))
    for key in ("phone", "return_after_minutes"):
        fields[f"reception-{key}"] = _text(settings.get("reception", {}).get(key))
    fields["confirmation"] = settings.get("confirmation", "auto")
    fields["forms"] = settings.get("forms", "off")
    reminders = settings.get("reminders_minutes", (1440, 120))
    fields["reminders_minutes"] = ", ".join(f"{minutes / 60:g}" for minutes in reminders)
    quiet = settings.get("quiet", ("21:00", "09:00")) or ("", "")
    fields["quiet-from"], fields["quiet-to"] = quiet
    fields["special_days"] = _special_text(settings.get("special_days", {}))
    fields["faq"] = "\n".join(_answer_text(one) for one in settings.get("faq", ()))
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
            member = {**old_staff.get(id_, {}), "id": id_, "name": name}
            if f"staff-{n}-hours-mon" in form:
                _set(member, "hours", _own_hours(form, n) or None)
                special = _special_days(form.get(f"staff-{n}-special_days", ""))
                _set(member, "special_days", special or None)
            staff.append(member)
    after["staff"] = staff
    after["services"] = _services(form, before, [one["id"] for one in staff])
    after["hours"] = {day: ranges for day in WEEKDAYS if (ranges := _ranges(_hours(form, day)))}
    closed: dict[str, Any] = {
        key.removeprefix(HOLIDAY): [] for key in form if key.startswith(HOLIDAY)
    }
    special = {**closed, **_special_days(form.get("special_days", ""))}
    _set(after, "special_days", special or None)
    for key in filter(form.__contains__, _NUMBERS):
        _set(after, key, _number(form[key]))
    for key in filter(form.__contains__, _LINES):
        line = _line_of(form[key], after.get(key) or "")
        _set(after, key, (line.upper() if key in _CAPITALS else line) or None)
    _set_reception(after, form)
    _set_switches(after, form)
    after["confirmation"] = form.get("confirmation", "auto")
    if "forms" in form:  # not shown where no form can be sent
        after["forms"] = form["forms"]
    hours = [one for one in re.split(r"[,;\s]+", form.get("reminders_minutes", "")) if one]
    after["reminders_minutes"] = [_minutes_of(one) for one in hours]
    ends = form.get("quiet-from", ""), form.get("quiet-to", "")
    after["quiet"] = list(ends) if any(ends) else None
    answers = {_answer_text(one): one for one in before.get("faq", ())}
    lines = filter(None, map(str.strip, form.get("faq", "").splitlines()))
    after["faq"] = [answers.get(line) or _answer(line) for line in lines]
    return after


def rows_of(form: Form) -> dict[str, list[int]]:
    """Return the rows of the form that services and staff stand in, in their order."""
    return {
        key: [n for n in range(most) if one_line(form.get(f"{row}-{n}-name", ""))]
        for key, row, most in (
            ("services", "service", MOST_SERVICES),
            ("staff", "staff", MOST_STAFF),
        )
    }


def _hours(form: Form, day: str) -> str:
    """Return what is written for a day: what is written for all weekdays goes before it."""
    every = form.get(WORKDAYS, "") if day in WEEKDAYS[:5] else ""
    return every if every.strip() else form.get(f"hours-{day}", "")


def _own_hours(form: Form, n: int) -> dict[str, Any]:
    """Return a staff member's weekdays that are not the shop's; one off duty has no hours."""
    written = ((day, form.get(f"staff-{n}-hours-{day}", "").strip()) for day in WEEKDAYS)
    return {
        day: [] if text.lower() in (_OFF_DUTY, "no", _CLOSED, "franco") else _ranges(text)
        for day, text in written
        if text
    }


def _set_reception(after: dict[str, Any], form: Form) -> None:
    """Set the phone that is told of things, and when the bot takes a conversation back."""
    if "reception-phone" not in form:
        return
    reception = dict(after.get("reception", {}))
    _set(reception, "phone", re.sub(r"[\s()+.-]", "", form["reception-phone"]) or None)
    minutes = _number(form.get("reception-return_after_minutes", ""))
    _set(reception, "return_after_minutes", minutes)
    _set(after, "reception", reception or None)


def _set_switches(after: dict[str, Any], form: Form) -> None:
    """Set what is on or off, and the hour of the day's list; what is as by default stays out."""
    if SWITCHED not in form:
        return
    notify = dict(after.get("notify", {}))
    for name, default in SWITCHES.items():
        kept, key = (notify, name.removeprefix("notify-")) if "-" in name else (after, name)
        if kept.get(key, default) != (name in form):
            kept[key] = name in form
    _set(notify, "digest", form.get("notify-digest", "").strip() or None)
    _set(after, "notify", notify or None)


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
        for key in _SERVICE_NUMBERS:
            if (field := f"service-{n}-{key}") in form:
                _set(service, key, _number(form[field]))
        if f"service-{n}-question-0-text" in form:
            _set(service, "questions", _questions(form, n) or None)
        _set(service, "price", one_line(form.get(f"service-{n}-price", "")) or None)
        said = _line_of(form.get(f"service-{n}-description", ""), service.get("description", ""))
        _set(service, "description", said or None)
        chosen = [one for one in staff if form.get(f"service-{n}-staff-{one}")]
        _set(service, "staff", chosen or None)
        services.append(service)
    return services


def _questions(form: Form, n: int) -> list[dict[str, Any]]:
    """Return the questions of a service to the person who books."""
    questions: list[dict[str, Any]] = []
    for i in range(MOST_QUESTIONS):
        field = f"service-{n}-question-{i}"
        if text := one_line(form.get(f"{field}-text", ""), 300):
            taken = [one["id"] for one in questions]
            question: dict[str, Any] = {
                "id": form.get(f"{field}-id") or _new_id(text, taken),
                "text": text,
            }
            if form.get(f"{field}-required"):
                question["required"] = True
            questions.append(question)
    return questions


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


def _special_text(special: Mapping[str, Any]) -> str:
    """Return special days as `_special_days` reads them, a line each."""
    return "\n".join(
        f"{_day_text(day)} = {_ranges_text(special[day]) or _CLOSED}" for day in sorted(special)
    )


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


def _answer_text(answer: Mapping[str, Any]) -> str:
    """Return an answer as a line of the form; a line break of it is shown as a sign."""
    says = _BREAK.join(str(answer.get("say", "")).splitlines())
    return f"{' | '.join(answer.get('ask', ()))} = {says}".strip()


def _answer(line: str) -> dict[str, Any]:
    asks, _, says = line.partition("=")
    says = says.strip().replace(_BREAK, "\n").replace(_BREAK.strip(), "\n")
    return {"ask": [one.strip() for one in asks.split("|") if one.strip()], "say": says}


def _line_of(written: str, before: str) -> str:
    """Return what a field of one line says; what it could not show stays as it was."""
    line = one_line(written, LINE_LIMIT)
    return before if line == one_line(before, LINE_LIMIT) else line


def _text(value: Any) -> str:
    return "" if value is None else str(value)
