"""What is wrong with settings, each fault at its field of the form, in Spanish: pure.

Faults of what the form does not show stand at its top.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from ...engine.errors import Fault

HOURS_HINT = "Escribilo así: 9:00-13:00, 16:00-20:00. Vacío: cerrado."
_SPECIAL_HINT = "Una línea por día: 24/12/2026 = 9:00-13:00, o 25/12/2026 = cerrado."
HINTS = {
    "minutes": "Minutos, de 1 en adelante.",
    "price": "Sólo el número, sin puntos: 8000. Vacío: no se dice.",
    "capacity": "Cuántos a la vez, de 1 en adelante.",
    "max_party": "Personas, de 1 en adelante, y no más que «A la vez».",
    "slot_minutes": "Minutos, de 1 en adelante. Vacío: lo que dura el servicio.",
    "buffer_before_minutes": "Minutos, de 0 en adelante.",
    "buffer_after_minutes": "Minutos, de 0 en adelante.",
    "max_per_day": "Un número de 1 en adelante, o nada: sin tope.",
    "questions": "Una pregunta de una línea.",
    "name": "Poné un nombre.",
    "staff": "Revisá quién lo hace.",
    "min_notice_minutes": "Minutos, de 0 en adelante, y menos que lo que dura la agenda abierta.",
    "horizon_days": "Días, de 1 en adelante.",
    "day_before_until": "Una hora, como 18:00, y con la agenda abierta más de un día. O nada.",
    "cancel_notice_minutes": "Minutos, de 0 en adelante.",
    "pending_expires_minutes": "Minutos, de 1 en adelante.",
    "max_active_per_contact": "Un número de 1 en adelante, o nada: sin límite.",
    "no_shows_before_manual": "Un número de 1 en adelante, o nada: nunca.",
    "waitlist_minutes": "Minutos, de 1 en adelante.",
    "reminders_minutes": "Horas, separadas por comas: 24, 2. Vacío: ninguno.",
    "quiet": "Dos horas distintas, por ejemplo 21:00 y 9:00.",
    "forms": "Elegí una de las opciones.",
    "digest": "Una hora, como 8:00, o nada: sin resumen.",
    "phone": "El número con código de país: 54 9 261 555 0000.",
    "return_after_minutes": "Minutos, de 1 en adelante. Vacío: 720, medio día.",
    "address": "Una línea.",
    "map_url": "Un enlace que empiece con https://",
    "timezone": "Escribila así: America/Argentina/Mendoza.",
    "country": "Las dos letras del país: AR.",
    "province": "El código de la provincia, como M para Mendoza.",
    "currency": "Las tres letras de la moneda: ARS.",
    "special_days": _SPECIAL_HINT,
    "faq": "Una línea por respuesta: pregunta | otra forma = respuesta.",
}
"""What is said at a field whose value makes no sense."""
_REASONS = {
    "longer than any opening": "Dura más que cualquier horario: nadie podría reservarlo.",
    "must be 0 where the capacity": "Con varios a la vez y sin quién lo haga, 0.",
    "reaches past the horizon": "Es más que lo que dura la agenda abierta: nadie podría reservar.",
}
"""What is said where the value makes sense, but not beside the others; by words of the fault."""
_ELSEWHERE = "Esto no se puede guardar: "
_SERVICE_FIELDS = (
    *("name", "minutes", "price", "capacity", "description", "staff", "max_party"),
    *("slot_minutes", "buffer_before_minutes", "buffer_after_minutes", "max_per_day"),
)


def faults_at_fields(
    faults: Iterable[Fault], rows: Mapping[str, Sequence[int]] | None = None
) -> tuple[dict[str, str], list[str]]:
    """Return the fault to show at each field, and those that the form has no field for.

    `rows` are the rows of the form that services and staff stand in (`rows_of`): a row that was
    emptied is none of the settings.
    """
    at: dict[str, str] = {}
    elsewhere = []
    for fault in faults:
        path = fault.path.removeprefix("settings.")
        field, key = _field(path, rows or {})
        if field is None:
            elsewhere.append(f"{_ELSEWHERE}{path}.")
        else:
            hint = HINTS.get(key, HOURS_HINT if key == "hours" else "Revisá esto.")
            reasons = (words for part, words in _REASONS.items() if part in fault.message)
            at.setdefault(field, next(reasons, hint))
    return at, elsewhere


def _field(path: str, rows: Mapping[str, Sequence[int]]) -> tuple[str | None, str]:
    """Return the field that shows what stands at a path, and what its hint is kept under."""
    if found := re.match(r"(services|staff)\[(\d+)\](?:\.(\w+))?(?:[.\[](\w+))?", path):
        kind, number, key, inner = found[1], int(found[2]), found[3] or "name", found[4]
        shown = rows.get(kind, ())
        row = shown[number] if number < len(shown) else number
        of = _of_service if kind == "services" else _of_staff
        return f"{'service' if kind == 'services' else 'staff'}-{row}-{of(key, inner)}", key
    if found := re.match(r"hours(?:\.(\w+))?", path):
        return f"hours-{found[1] or 'mon'}", "hours"
    if found := re.match(r"(notify|reception)\.(\w+)", path):
        return f"{found[1]}-{found[2]}", found[2]
    name = re.split(r"[.\[]", path)[0]
    return (name, name) if name in HINTS else (None, name)


def _of_service(key: str, inner: str | None) -> str:
    if key == "questions":
        return f"question-{inner or 0}-text"
    return key if key in _SERVICE_FIELDS else "name"


def _of_staff(key: str, inner: str | None) -> str:
    if key == "hours":
        return f"hours-{inner or 'mon'}"
    return key if key == "special_days" else "name"
