"""Which of some rows a merchant means in words of their own: *la de Ana*, *el de las 11*. Pure.

What is chosen is shown, and asked about, before anything happens to it. A reading that leaves
words over, is a typo away, or could be of several, is not sure: it is asked back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from ..flow.language.registry import Reading
from ..understanding.commands import Act, Command
from ..understanding.names import Found, Names
from ..understanding.patterns import listed
from ..understanding.readers import READERS
from ..understanding.scene import Scene
from ..understanding.sentence import BREAK, sentence
from ..understanding.small_talk import FILLER
from ..understanding.wish import Wish
from ..words.fold import fold

_POINTS = listed(
    """
    su sin o e si ok dale quiero quisiera ver veo vemos veamos mostrame mostra abrime abri elijo
    elegi elegir es era seria vamos mira mirar dame pasame primero turno pedido reserva cita
    mensaje persona charla llama llamada
    responder respondele respondo respondemos contestar contestale contesto atender atendeme
    confirmar confirmale confirma confirmemos rechazar rechazale rechaza hablar hablarle
    """
)
"""Words that point at a row and say nothing more of it."""
_NOT = listed("no ni nunca menos salvo excepto tampoco")
_TOKEN = re.compile(r"\w+")
_PAGE = 10
"""Rows that one message shows; of more, nobody knows which one is the last."""


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """A row, as people may speak of it.

    Attributes:
        id: its value.
        name: whose it is.
        service: the service's id and its name; "" where it is of none.
        at: when it is, in the merchant's time; None where it has no hour.
    """

    id: str
    name: str
    service: tuple[str, str] = ("", "")
    at: datetime | None = None


def choose(text: str, choices: Sequence[ChoiceRow], today: date) -> Reading:
    """Return which of the rows a text means; none where it is about something else.

    >>> rows = [Choice("b1", "Ana Paz"), Choice("b2", "Bruno Gil")]
    >>> choose("la de Ana, porfa", rows, date(2026, 11, 23))
    Reading(values=('b1',), problem='', says={}, sure=True, narrowed=None)
    """
    said = sentence(text)
    words = [word for word in said.plain.split() if word != BREAK]
    found = Names([(one.id, one.name) for one in choices]).find(words)
    services = Names(sorted({one.service for one in choices if one.service[0]}))
    scene = Scene(today, rows=len(choices), names=lambda kind: _known(kind, services))
    named = set(found.words) if found else set()
    commands = [one for one in READERS.read(said, scene) if not named.issuperset(one.words.split())]
    if row := _row(commands, choices):
        return Reading((row,))
    tests = list(_tests(commands, found))
    wanted = [one for one in choices if all(test(one) for test in tests)] if tests else []
    stood_on = {*named, *(word for one in commands for word in one.words.split())}
    typed = set(_TOKEN.findall(said.folded))
    mended = any(word.isalpha() and word not in typed for word in stood_on)
    sure = not (said.asks or mended or _NOT & set(words) or _left(words, stood_on))
    exact = found is None or _is_exact(found, [one.name for one in wanted])
    return Reading(tuple(one.id for one in wanted), sure=sure and exact)


def _known(kind: str, services: Names) -> Names:
    return services if kind == "service" else Names(())


def _row(commands: Sequence[Command], choices: Sequence[ChoiceRow]) -> str:
    """Return the row that was named by its place alone."""
    rows = [one.row for one in commands if one.act is Act.CHOOSE]
    if len(commands) != 1 or len(rows) != 1:
        return ""
    (row,) = rows
    if row == -1:
        return choices[-1].id if len(choices) <= _PAGE else ""
    return choices[row - 1].id if 0 < row <= len(choices) else ""


def _tests(
    commands: Sequence[Command], found: Found | None
) -> Iterator[Callable[[ChoiceRow], bool]]:
    """Yield what a row has to be, for all that was said of it."""
    if found:
        yield lambda one: one.id in found.ids
    for command in commands:
        said_of = _SAID_OF.get(command.topic) if command.act is Act.SET else None
        if said_of and not command.wish.problem:
            yield partial(_fits, command.wish, said_of)


def _fits(wish: Wish, said_of: Callable[[ChoiceRow], str], one: ChoiceRow) -> bool:
    value = said_of(one)
    return bool(value) and wish.fits(value)


_SAID_OF: dict[str, Callable[[ChoiceRow], str]] = {
    "date": lambda one: f"{one.at:%Y-%m-%d}" if one.at else "",
    "time": lambda one: f"{one.at:%H:%M}" if one.at else "",
    "service": lambda one: one.service[0],
}
"""What wishes of each kind are about."""


def _left(words: Sequence[str], stood_on: set[str]) -> bool:
    """Return whether words were said that are no part of it."""
    return any(word not in stood_on | FILLER | _POINTS for word in words)


def _is_exact(found: Found, names: Sequence[str]) -> bool:
    """Return whether a name was written as it is."""
    tokens = {token for name in names for token in fold(name).split()}
    return tokens.issuperset(found.words)
