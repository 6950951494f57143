"""What is said after all is done."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from .commands import CLEAR, Act, Command
from .names import Names
from .readers import READERS
from .scene import Scene
from .sentence import sentence

_CANCELS = re.compile(r"\b(?:cancel|anul|suspend|no (?:voy|vengo|vamos))")
_OTHERS = frozenset({"party", "staff"})
_BESIDE_AN_END = ("dejarlo", "voy")
_TIMES = frozenset({"date", "time"})
_OF_OTHERS = frozenset({"otra_persona", "otros_cuantos"})
_IN_STEAD = re.compile(
    r"(?i)\b(?:al final|perd[oó]n|equivoqu[eé]|confund[ií]|mejor|era|en realidad|en vez)\b"
)
_CHANGES = ("otro_dia", "otra_hora", "cambiar", "cambiar_turno")


def closes(text: str, today: date) -> bool:
    """Return whether a text only thanks, agrees or says goodbye: it asks for nothing any more.

    >>> from datetime import date
    >>> closes("dale, gracias!", date(2026, 8, 25)), closes("quiero otro turno", date(2026, 8, 25))
    (True, False)
    """
    commands = READERS.read(sentence(text), Scene(today))
    acts = {command.act for command in commands if command.topic not in _BESIDE_AN_END}
    thanks = any(one.act is Act.THANK and one.strength == CLEAR for one in commands)
    said = {Act.THANK, Act.AGREE, Act.WAIT, *((Act.SET,) if thanks else ())}  # «hasta el viernes»
    return bool(acts & {Act.THANK, Act.AGREE}) and not acts - said


def greets(text: str, today: date) -> bool:
    """Return whether a text only greets.

    >>> from datetime import date
    >>> greets("¡Hola! Buenas", date(2026, 8, 25)), greets("hola, un corte", date(2026, 8, 25))
    (True, False)
    """
    return {one.act for one in READERS.read(sentence(text), Scene(today))} == {Act.GREET}


def changes(text: str, today: date) -> bool:
    """Return whether a text wants another day or hour: after the end, only of the booking.

    >>> from datetime import date
    >>> changes("perdón, me equivoqué de horario", date(2026, 8, 25))
    True
    >>> changes("uy, era para el sábado", date(2026, 8, 25))
    True
    """
    commands = READERS.read(sentence(text), Scene(today))
    return _takes_back(text, commands) or any(
        one.topic in _CHANGES if one.act is Act.MEAN else one.wish.is_beside for one in commands
    )


def _takes_back(text: str, commands: Sequence[Command]) -> bool:
    """«Perdón, era para el sábado»: a day or an hour in place of the one that was booked."""
    others = [one for one in commands if one.act in (Act.MEAN, Act.QUESTION)]
    sets = {one.topic for one in commands if one.act is Act.SET}
    return bool(sets) and sets <= _TIMES and not others and bool(_IN_STEAD.search(text))


def corrects(text: str, today: date, names: Callable[[str], Names]) -> bool:
    """Return whether a text wants somebody else, or another count, of what was booked.

    >>> from datetime import date
    >>> nobody = lambda _: Names(())
    >>> corrects("al final somos 6", date(2026, 8, 25), nobody)
    True
    >>> corrects("somos 6 para el viernes", date(2026, 8, 25), nobody)
    False
    """
    commands = READERS.read(sentence(text), Scene(today))
    means = {one.topic for one in commands if one.act is Act.MEAN}
    if "reservar" in means or not (means & _OF_OTHERS or _IN_STEAD.search(text)):
        return False  # most messages: nobody's name is asked for
    named = READERS.read(sentence(text), Scene(today, names=names))
    sets = {one.topic for one in named if one.act is Act.SET}
    return sets <= _OTHERS and bool(sets or means & _OF_OTHERS)


def cancels(text: str, today: date) -> bool:
    """Return whether a text cancels: after the end, only the booking can be meant.

    >>> from datetime import date
    >>> cancels("cancelar", date(2026, 8, 25)), cancels("nada más", date(2026, 8, 25))
    (True, False)
    """
    commands = READERS.read(sentence(text), Scene(today))
    leaves = (one.words for one in commands if one.topic == "dejarlo")
    return any(_CANCELS.search(words) for words in leaves)
