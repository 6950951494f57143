"""What a merchant types to have something done: *cerrar el viernes a la tarde*. Pure.

What is not said is asked by the flow, and what changes anything is asked back, so an order may be
worded freely; but each of its words must belong to it. *Dale, venite a las 5* is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ..words.days import day_within, read_day
from ..words.fold import fold
from .booking_orders import BOOK, BookingOrder, read_booking
from .closing_orders import CLOSE, ClosingOrder, read_closing

__all__ = ["BookingOrder", "ClosingOrder", "DayOrder", "Order", "PlainOrder", "read_order"]

_COURTESY = re.compile(
    r"^(?:(?:hola|buenas|buen dia|buenos dias|buenas tardes|buenas noches|che|por favor|porfa|milo"
    r"|quiero|quisiera|queria|necesito|me gustaria|hay que|tengo que|podes|podrias|se puede|puedo"
    r"|y)\b,? ?)+|,? ?\b(?:por favor|porfa|gracias|che)$"
)
_FILL = frozenset(
    {
        *("a", "al", "algo", "algun", "alguno", "alguien", "ahi", "con", "cual", "cuales", "como"),
        *("cuanto", "cuantos", "cuantas", "de", "del", "dia", "dame", "decime", "el", "ella"),
        *("en", "es", "esta", "estan", "este", "hay", "la", "las", "lista", "listado", "lo"),
        *("los", "mandame", "me", "mi", "mis", "mostra", "mostrame", "mostrar", "para", "pasame"),
        *("por", "que", "queda", "quedan", "quien", "quienes", "se", "tal", "tenemos", "tengo"),
        *("todo", "todos", "un", "una", "va", "van", "veo", "ver", "viene", "vienen", "y"),
        *("anotada", "anotadas", "anotado", "anotados", "agendado", "agendados", "programado"),
    }
)
_AGENDA = frozenset(
    {"agenda", "turnos", "turno", "reservas", "citas", "clientes", "clientas", "gente"}
)
_WEEK = re.compile(r"\b(?:(?:la )?semana (?:que viene|proxima|siguiente)|(?:la )?proxima semana)\b")
_THIS_WEEK = re.compile(r"\b(?:(?:de )?la|esta|toda la|mi)? ?semana\b")
_ASKED = frozenset(
    {"pendiente", "pendientes", "confirmar", "pedido", "pedidos", "solicitud", "solicitudes"}
)
_OF_ASKED = frozenset({"falta", "faltan", "sin", "por", "esperan", "esperando", "algun"})
_WAITS = frozenset(
    {"espera", "esperan", "esperando", "escribio", "escribieron", "mensajes", "consultas"}
)
_OF_WAITS = frozenset({"respuesta", "nuevo", "nuevos", "persona", "personas", "gente", "mi"})
_ANSWER = re.compile(
    r"^(?:le )?(?:respond(?:er|erle|e|ele|amosle)|contest(?:ar|arle|a|ale|emosle)"
    r"|escrib(?:irle|ile)|habl(?:arle|ale))\b(?: \w+){0,4}$"
    r"|^le (?:respondo|contesto|escribo)\b(?: a(?: \w+){1,3})?$"
)
_PANEL = re.compile(r"\bpanel\b")
_ON_THE_PANEL = re.compile(
    r"^(?:ajustes|configuracion|configurar|(?:cambi|edit|modific|actualiz|sub|baj)\w+ "
    r"(?:el |la |los |las |mi |mis )?"
    r"(?:precios?|horarios?|servicios?|datos|direccion|textos?|saludo|ajustes)"
    r"|(?:re)?abr(?:ir|i|ime|imos|o)\b(?! el panel).*"
    r"|(?:cancel|borr|elimin|mov|muev|reprogram|pas|cambi)\w+ "
    r"(?:el |la |un |al |a )?(?:turno|reserva|cita)\b.*)$"
)
_LEAVE = re.compile(
    r"\b(?:(?:dejar de|no) (?:quiero )?(?:recibir )?(?:mas )?(?:los )?(?:avisos|notificaciones)"
    r"|no me (?:avises|mandes) mas(?: avisos)?"
    r"|(?:sacame|salir|sacarme|baja|borrame) de (?:la )?recepcion"
    r"|ya no (?:quiero ser|soy) (?:la )?recepcion"
    r"|(?:desconect\w+|desvincul\w+|dar de baja) este (?:telefono|numero|celular))\b"
)
_LONGEST_PANEL = 6
"""Words of a text that asks for the panel; what is longer tells somebody about it."""


class PlainOrder(StrEnum):
    """An order that says nothing but what is wanted."""

    REQUESTS = "requests"
    """The requests that wait for a word."""
    PEOPLE = "people"
    """Who waits for a person."""
    PANEL = "panel"
    ON_THE_PANEL = "on_the_panel"
    """What only the panel can do."""
    LEAVE = "leave"
    """No more notices on this phone."""


@dataclass(frozen=True, slots=True)
class DayOrder:
    """A day whose agenda is wanted, or as many of them."""

    day: date
    days: int = 1


Order = ClosingOrder | BookingOrder | DayOrder | PlainOrder


def read_order(
    text: str,
    today: date,
    services: Sequence[tuple[str, str]],
    staff: Sequence[tuple[str, str]] = (),
) -> Order | None:
    """Read an order; None where a text is none.

    Args:
        text: as it was typed.
        today: the merchant's.
        services: their ids with their names.
        staff: ids with names, too.

    >>> read_order("cerrar el viernes a la tarde", date(2026, 11, 23), []).span()[0].isoformat()
    '2026-11-27T13:00:00'
    """
    whole = re.sub(r"[?¿!¡.]+$", "", fold(text)).strip()
    folded = _COURTESY.sub("", _COURTESY.sub("", whole)).strip()
    if _LEAVE.search(folded):
        return PlainOrder.LEAVE
    if plain := _plain(folded):
        return plain
    if closing := _closing(folded, today):
        return closing
    if found := BOOK.match(folded):
        said = _last_words(text, folded[found.end() :])
        return read_booking(said, today, services, staff, is_order=True)
    if shown := _shown(folded, today):
        return shown
    unasked = read_booking(text, today, services, staff)
    return unasked if unasked.is_whole or (unasked.wants and unasked.is_but_for_a_name) else None


def _plain(folded: str) -> PlainOrder | None:
    words = folded.split()
    if _PANEL.search(folded) and len(words) <= _LONGEST_PANEL:
        return PlainOrder.PANEL
    if _ON_THE_PANEL.match(folded):
        return PlainOrder.ON_THE_PANEL
    if _is_made_of(words, _ASKED, _OF_ASKED):
        return PlainOrder.REQUESTS
    if _is_made_of(words, _WAITS, _OF_WAITS) or _ANSWER.match(folded):
        return PlainOrder.PEOPLE
    return None


def _is_made_of(words: Iterable[str], named: frozenset[str], others: frozenset[str]) -> bool:
    """Return whether words name one of some things, and say nothing else."""
    said = set(words)
    return bool(said & named) and said <= named | others | _FILL


def _closing(folded: str, today: date) -> ClosingOrder | None:
    found = CLOSE.search(folded)
    if found is None:
        return None
    rest = f"{folded[: found.start()]} {folded[found.end() :]}".strip()
    closing, left = read_closing(rest, today)
    if found.start() == 0:
        return closing
    others = [word for word in left if word not in _FILL]
    return None if others else closing


def _shown(folded: str, today: date) -> DayOrder | None:
    """Return the day or the week that is to be shown: all words are about it."""
    monday = today - timedelta(days=today.weekday())
    for pattern, first, last in (
        (_WEEK, monday + timedelta(days=7), monday + timedelta(days=13)),
        (_THIS_WEEK, today, monday + timedelta(days=6)),
    ):
        if (week := pattern.search(folded)) and not _others(_left(folded, week)):
            return DayOrder(first, (last - first).days + 1)
    words = folded.split()
    place = day_within(words, today)
    if place is None:
        number = re.fullmatch(
            r"(?:turnos|agenda|reservas|citas) (?:del?|para el) (\d{1,2})", folded
        )
        day = read_day(number[1], today) if number else None
        if isinstance(day, date):
            return DayOrder(day)
        asks = set(words) & _AGENDA
        return DayOrder(today) if asks and not _others(words) else None
    return None if _others([*words[: place[0]], *words[place[1] :]]) else DayOrder(place[2])


def _others(words: Iterable[str]) -> list[str]:
    return [word for word in words if word not in _FILL and word not in _AGENDA]


def _left(text: str, found: re.Match[str]) -> list[str]:
    return f"{text[: found.start()]} {text[found.end() :]}".split()


def _last_words(text: str, folded: str) -> str:
    """Return the end of a text that reads so when folded, as it was typed."""
    words = text.split()
    return " ".join(words[len(words) - len(folded.split()) :]) if folded.split() else ""
