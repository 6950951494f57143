"""Who is around: three merchants in several moods, and what people know to write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

NUMBER = "106000"
"""Meta's id of our number."""
DESK_PHONE = "5490009"
"""Mona's own phone."""
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _week(*spans: list[str]) -> dict[str, Any]:
    return {day: list(spans) for day in DAYS}


_CORTE = {"id": "corte", "name": "Corte", "minutes": 60, "staff": ["ciro"]}
_COLOR = {"id": "color", "name": "Color", "minutes": 30, "staff": ["ciro"]}
_TALLER = {"id": "taller", "name": "Taller", "minutes": 60, "capacity": 2}
_TORTA = {
    "id": "torta",
    "name": "Torta de tres pisos con flores de azúcar 🎂",
    "description": "🎂" * 60,
    "minutes": 30,
}
_CIRO = {"staff": [{"id": "ciro", "name": "Ciro"}]}
_MONA = {
    "confirmation": "manual",
    "max_active_per_contact": 2,
    "reception": {"phone": DESK_PHONE},
    "horizon_days": 2,
}

MOODS: dict[str, tuple[dict[str, Any], ...]] = {
    "carla": (
        {
            "services": [_CORTE, _COLOR],
            **_CIRO,
            "hours": _week(["09:00", "11:00"]),
            "horizon_days": 2,
        },
        {"services": [_COLOR], **_CIRO, "hours": _week(["09:00", "11:00"]), "horizon_days": 2},
        {"services": [_CORTE], **_CIRO, "hours": _week(["16:00", "17:00"]), "horizon_days": 1},
        {
            "services": [_CORTE, _COLOR],
            **_CIRO,
            "hours": _week(["09:00", "11:00"]),
            "horizon_days": 2,
            "closures": [{"from": "2026-11-24T00:00", "to": "2026-11-26T00:00"}],
        },
    ),
    "mona": (
        {"services": [_TALLER, _TORTA], "hours": _week(["09:00", "10:00"]), **_MONA},
        {"services": [_TALLER], "hours": _week(["09:00", "10:00"]), **_MONA},
        {
            "services": [{**_TALLER, "capacity": 1}, _TORTA],
            "hours": _week(["09:00", "12:00"]),
            **_MONA,
        },
        {"services": [_TORTA], "hours": {}, **_MONA},
    ),
    "pepe": ({"services": [], "hours": {}},),
}
"""The settings that each merchant may have, by slug; the first to begin with."""
NAMES = {"carla": "Carla", "mona": "Mona", "pepe": "Pepe"}
OWN_WORDS = {
    "carla": ("Carla", "Corte", "Color", "Ciro"),
    "mona": ("Mona", "Taller", "Torta"),
    "pepe": ("Pepe",),
}
"""Words that only that merchant's conversations have."""

PEOPLE = ("Ana", "Bea", "Caro", "Dani", "Eva")
LINKS = (
    *(("carla", "carla"), ("mona", "mona"), ("carla", "carla"), ("mona", "mona")),
    *(("¡Carla!", "carla"), ("  MONA. ", "mona"), ("pepe", "pepe")),
)
"""What is written to come to a merchant, and whom it means."""
WORDS = (
    *("hola", "reservar", "reservar", "1", "2", "mañana", "viernes", "24/11", "10:00", "9", "sí"),
    *(
        "cambiar",
        "atrás",
        "menú",
        "cancelar",
        "ayuda",
        "persona",
        "gracias",
        "bla bla",
        "mis turnos",
    ),
    *("no", "Corte", "taller", "99", "\u202e*{x}*", "ok", "9 y media", "lo de carla porfa", ""),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a phone; they are known by Meta's id, by number, or by both."""

    name: str
    user_id: str
    phone: str


def person(number: int) -> Person:
    """Return one of the people."""
    return Person(PEOPLE[number], f"AR.10{number}", f"549261{number}")


DESK = Person("Mona (mostrador)", "AR.999", DESK_PHONE)
