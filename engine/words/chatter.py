"""The words around an answer: greetings, thanks, wishes. They carry no day, hour or number.

There is no «no» here, and no word that turns a meaning round: «el viernes no» must stay unread.
"""

import re
from typing import NamedTuple

_POLITE = (
    "por favor, porfa, porfi, porfis, pls, xfa, muchas gracias, mil gracias, gracias, genial, "
    "buen dia, buenos dias, buenas tardes, buenas noches, buenas, hola, holis, dale, ok, oka, "
    "okey, okay, listo, bueno, bien, si, sip, perfecto, joya, barbaro, de una, esta bien, "
    "me parece bien, entonces, che"
)
_WISHES = (
    "quiero, quisiera, queria, quiere, necesito, me gustaria, me anoto, anotame, reservar, "
    "reserva, reservame, sacar, pedir, agendar, agendame, ir, un turno, el turno, turno, "
    "una reserva, una cita, puede ser, podria ser, podra ser, podes, podrias, podria, puedo, "
    "tenes, tendras, tienen, tendran, hay, habra, algo, lugar, horario, libre, disponible, "
    "me queda bien, me viene bien, me sirve, estaria bien, estaria, si se puede, si puede ser, "
    "si podes, mejor, prefiero, preferiria, que tal, seria, vamos con, voy con, elijo, dame, "
    "poneme, pasame, probemos"
)


class PlainText(NamedTuple):
    """What is left of a text once the chatter is out of it."""

    text: str
    wished: bool
    """A wish stood around it, so that a bare number may count turns and not name one."""


def _any_of(listed: str) -> re.Pattern[str]:
    phrases = sorted(listed.split(", "), key=len, reverse=True)
    return re.compile(rf"(?<![\w/:.-])(?:{'|'.join(phrases)})(?![\w/:-])")


_POLITE_RE = _any_of(_POLITE)
_WISH_RE = _any_of(_WISHES)
_LOOSE = re.compile(r"(?<!\w)[^\w\s/-]+|[^\w\s/-]+(?!\w)")


def without_chatter(folded: str) -> PlainText:
    """Take greetings, thanks and wishes out of a folded text, and loose punctuation with them."""
    wished = _WISH_RE.sub(" ", _LOOSE.sub(" ", folded))
    polite = _POLITE_RE.sub(" ", wished)
    return PlainText(" ".join(polite.split()), wished=bool(_WISH_RE.search(folded)))
