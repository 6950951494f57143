"""How long the values may become that texts show: for a known merchant, and for any."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ...messages import width
from ...words.formats import duration, money
from ..hours.posted_hours import posted_hours
from .settings import ClientSettings

Extents = Mapping[str, Mapping[str, int]]
"""By type and suffix, as WhatsApp counts."""

_NAME, _FIRST_NAME, _STAFF = 100, 60, 60
_NOTICE, _CHANGES = 14, 6 * 40
_DAY = {"": 24, "corta": 10, "dia": 12}
"""«miércoles 30 de septiembre», «mié 30 sep», «miércoles 30»."""
_ANYBODY = {
    "date": _DAY,
    "time": {"": 15},
    "party": {"": 14},
    "text": {"": 500},
    "answers": {"": 1_000},
    "pregunta": {"": 300},
    "option": {"": 24},
    "number": {"": 14},
    "amount": {"": 24},
    "email": {"": 80},
    "phone": {"": 20},
    "place": {"": 120, "mapa": 60},
    "document": {"": 13},
    "client": {"": _NAME},
    "contacto": {"": _FIRST_NAME},
    "respuesta": {"": 700},
    "recientes": {"": 3 * _NAME + 4},
}


def any_longest() -> Extents:
    """Return how long it may be for merchants that nobody knows yet: long names, full weeks."""
    return _extents(_NAME, 40, 12, _STAFF, 120, 7 * 36, 10 * 60, 6 * 20)


def longest_of(name: str, settings: ClientSettings) -> Extents:
    """Return how long it may be for a merchant, by its own names, prices and hours."""
    prices = [money(one.price, settings.currency) for one in settings.services if one.price]
    texts = _extents(
        _most([one.name for one in settings.services]),
        _most(prices),
        _most([duration(one.minutes) for one in settings.services]),
        _most([one.name for one in settings.staff]),
        width(settings.address),
        width(posted_hours(settings.hours)),
        sum(width(one.name) + 24 for one in settings.services[:20]),
        sum(width(one.name) + 2 for one in settings.staff),
    )
    called = {"": width(name)}
    return {**texts, "comercio": {**texts["comercio"], **called}, "permiso": called}


def _extents(
    service: int,
    price: int,
    length: int,
    member: int,
    address: int,
    hours: int,
    prices: int,
    team: int,
) -> dict[str, Mapping[str, int]]:
    booking = {"servicio": service, "fecha": _DAY[""], "dia": _DAY["dia"], "hora": 15}
    booking |= {
        "personas": 14,
        "precio": price,
        "limite": 40,
        "enlace": 120,
        "choque": 10,
    }
    booking |= {"notas": 300}
    return {
        **_ANYBODY,
        "staff": {"": max(member, 10)},
        "service": {"": service, "precio": price, "duracion": length},
        "booking": {"": service + 28, **booking, "profesional": member, "estado": 32},
        "permiso": {"": _NAME},
        "comercio": {
            "": _NAME,
            "direccion": address,
            "mapa": 60 + 3 * address,
            "horarios": hours,
            "cambios": _CHANGES,
            "precios": prices,
            "equipo": team,
            "plazo": _NOTICE,
            "espera": _NOTICE,
        },
    }


def _most(texts: Iterable[str]) -> int:
    return max(map(width, texts), default=0)
