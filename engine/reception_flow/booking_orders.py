"""A booking that a merchant wants made, as it is typed: *agendar a Ana mañana 10 corte*. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from ..understanding.names import Names
from ..words.days import day_within, read_day
from ..words.fold import fold
from ..words.hours import cut_hour

BOOK = re.compile(
    r"^(?:agend(?:ar|ame|ale|alo|ala|emos|o)\b|agenda(?= (?:a|para|un|turno|al) )|agenda$"
    r"|anot\w+|reserv(?:ar|a|ame|ale|alo|ala|emos|o)\b(?!s)|(?:pone|mete)(?:me|le)\b(?= a )"
    r"|(?:da|dar|dale|darle|saca|sacale|agrega|agregar|agregame|hace|haceme|carga|cargar) "
    r"(?:un )?turno\b(?: (?:a|para|de)\b)?|(?:un )?(?:nuevo turno|turno nuevo)\b"
    r"|(?:un )?turno (?:para|a)\b)"
)
"""What begins such an order; a booking that names day, hour and service needs no verb."""
_WEEKDAY_AND_NUMBER = re.compile(
    r"\b(lunes|martes|miercoles|jueves|viernes|sabado|domingo) (\d{1,2})\b(?! de\b|[/:.-])"
)
_SMALL = frozenset(
    {
        *("a", "al", "para", "el", "la", "los", "las", "de", "del", "con", "en", "un", "una"),
        *("turno", "cita", "hora", "y", "por", "favor", "que", "este", "esta", "proximo"),
        *("hs", "h", "horas", "tarde", "manana", "noche", "dia"),
    }
)
_ANYBODY = re.compile(
    r"\b(?:con )?(?:cualquiera?|quien (?:sea|este|pueda|quiera)(?: libre)?"
    r"|(?:el|la) que (?:sea|pueda|(?:este|tenga) (?:libre|lugar))|alguno|alguna|alguien"
    r"|sin preferencia|(?:me )?da (?:igual|lo mismo)(?: (?:con )?quien)?)\b"
    r"(?: de (?:ellos|ellas|los|las)(?: \w+)?)?"
)
"""Whom of the staff it shall be: nobody in particular."""
_WANTS = re.compile(
    r"(?:(?:quier|quisier|queri|necesit|precis)(?:o|e|a|amos|emos|en|an|ia|iamos)"
    r"|(?:hac|pon|sac|agreg|carg|busc|anot|agend|reserv|apunt|met)(?:e|a|ar|er|ir)?"
    r"(?:me|le|les|lo|la|nos|melo|mela|selo)?|dame|haga(?:me|le|mos)|pode(?:s|mos)|podri(?:a|as|amos)"
    r"|pued(?:o|e|es|en)|vamos|va|gustaria|me|le|tengo|hay|que)"
)
"""A word that orders, wants or may, and names nobody."""
_NO_NAME = frozenset(
    {
        *("tenes", "tienen", "tiene", "tengas", "venis", "venite", "veni", "viene", "vienen"),
        *(
            "vine",
            "vino",
            "vamos",
            "paso",
            "pasas",
            "pasa",
            "pasame",
            "te",
            "lo",
            "se",
            "nos",
            "mi",
        ),
        *("tu", "su", "no", "si", "ok", "dale", "bueno", "hola", "buenas", "gracias", "chau"),
        *("espero", "esperamos", "aviso", "confirmo", "confirmado", "quedamos", "quedo", "queda"),
        *("esta", "estan", "estoy", "sos", "soy", "es", "son", "era", "seria", "mejor", "entonces"),
        *("hoy", "ahora", "despues", "antes", "luego", "cuando", "donde", "como", "porque", "pero"),
        *("libre", "lugar", "horario", "nuevo", "nueva", "otro", "otra", "cliente", "clienta"),
        *(
            "persona",
            "alguien",
            "cualquiera",
            "nadie",
            "quien",
            "hizo",
            "pidio",
            "puede",
            "quiere",
            "anda",
        ),
        *("reserva", "cancela", "cancelo", "cambia", "cambio", "mueve", "movio", "llega", "llego"),
    }
)
"""Words that are nobody's name."""
_LONGEST_NAME = 3
_DAYTIME = range(8, 21)


@dataclass(frozen=True, slots=True)
class BookingOrder:
    """A booking to be made; what was not said is None or empty."""

    name: str = ""
    service: str | None = None
    staff: str | None = None
    day: date | None = None
    hours: tuple[time, ...] = ()
    """What the hour may mean, likeliest first."""
    wants: bool = False
    """Whether it says that one is wanted, and all its other words belong to it."""

    @property
    def is_whole(self) -> bool:
        """Whether name, service, day and hour are all said."""
        return bool(self.name) and self.is_but_for_a_name

    @property
    def is_but_for_a_name(self) -> bool:
        """Whether service, day and hour are all said."""
        return bool(self.service and self.day and self.hours)


def read_booking(
    said: str,
    today: date,
    services: Sequence[tuple[str, str]],
    staff: Sequence[tuple[str, str]],
    *,
    is_order: bool = False,
) -> BookingOrder:
    """Return what is said of a booking; `said` is as it was typed, without the verb.

    With `is_order` a verb began it; else it is one only by what it names.
    """
    plain = _ANYBODY.sub(" ", fold(said))
    split = _day_or_hour(plain, today)
    cut = cut_hour(plain)
    hours, rest = cut.hours, cut.rest
    if split and not hours:
        hours = _either(int(split[2]))
        rest = plain.replace(split[0], split[1], 1)
    words = rest.split()
    found = BookingOrder(hours=_by_likelihood(hours))
    if place := day_within(words, today):
        found = replace(found, day=place[2])
        del words[place[0] : place[1]]
    if not found.hours and (number := next((one for one in words if _is_hour(one)), None)):
        words.remove(number)
        found = replace(found, hours=_by_likelihood(_either(int(number))))
    for field, named in (("service", services), ("staff", staff)):
        match = Names(named).find(words) if named else None
        if (
            match
            and len(match.ids) == 1
            and (field == "service" or _follows_con(words, match.words))
        ):
            id_ = match.ids[0]
            is_service = field == "service"
            found = replace(found, service=id_) if is_service else replace(found, staff=id_)
            words = [word for word in words if word not in match.words]
    others = [word for word in words if word not in _SMALL]
    left = [word for word in others if not _WANTS.fullmatch(word)]
    wants = len(left) < len(others)
    if _NO_NAME.intersection(left) or (not is_order and len(left) > _LONGEST_NAME):
        return found  # what is left is no name: it is asked for
    return replace(found, name=_as_typed(said, left), wants=wants and not left)


def _follows_con(words: Sequence[str], named: Sequence[str]) -> bool:
    """Return whether somebody of the staff is named as such: *con Sol*; others are customers."""
    return any(
        word in named and place and words[place - 1] == "con" for place, word in enumerate(words)
    )


def _day_or_hour(plain: str, today: date) -> re.Match[str] | None:
    """Return «viernes 10» where ten is an hour: the next Friday is not the tenth."""
    found = _WEEKDAY_AND_NUMBER.search(plain)
    if found is None or not _is_hour(found[2]):
        return None
    next_one = read_day(found[1], today)
    return found if isinstance(next_one, date) and next_one.day != int(found[2]) else None


def _is_hour(word: str) -> bool:
    return word.isdecimal() and len(word) < 3 and 0 < int(word) < 24


def _either(at: int) -> tuple[time, ...]:
    return (time(at), time(at + 12)) if at < 12 else (time(at),)


def _by_likelihood(hours: Iterable[time]) -> tuple[time, ...]:
    return tuple(sorted(hours, key=lambda at: at.hour not in _DAYTIME))


def _as_typed(said: str, words: Sequence[str]) -> str:
    """Return the words as they were typed, each with a capital at least."""
    left, typed = list(words), []
    for word in said.split():
        if (plain := fold(word)) in left:
            left.remove(plain)
            bare = word.strip(".,;:!¡¿?\"'()")
            typed.append(bare[:1].upper() + bare[1:])
    return " ".join(typed)[:60]
