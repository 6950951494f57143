"""A question that only says what differs from the one answered just before: «¿y los sábados?»."""

from __future__ import annotations

from ..commands import CLEAR, Act, Command
from ..lexicon import MONTHS, WEEKDAYS
from ..names import Names
from ..patterns import lazy, listed
from ..sentence import BREAK, Sentence

_BEGINS = lazy(
    r"(?:^|\| )(?:(?:ah|ok|bueno|dale|perfecto|genial|gracias|che|entonces) )*y (?P<of>.+)$"
)
_ALSO = lazy(r"^(?P<of>.+?) (?:tambien|tampoco)$")
_MOST_WORDS = 7
_AROUND = listed(
    """
    el la los las lo un una de del en a al por para con sin y o que cuanto cuantos cual es son sale
    salen cuesta vale tambien tampoco si no ahora entonces che todo toda todos todas solo solamente
    seria serian me abren atienden abris atendes trabajan estan cierran igual dia dias gracias porfa
    por favor cuando hora horario horarios dura tarda demora precio valor esta este
    """
)
_OF_DAYS = (
    frozenset(WEEKDAYS)
    | frozenset(MONTHS)
    | listed(
        """
    hoy manana pasado tarde tardecita noche mediodia siesta madrugada temprano fin fines semana
    finde feriado feriados fiestas navidad ano nuevo pascua carnaval vacaciones verano invierno
    proximo viene diciembre enero
    """
    )
)
_OF_THINGS = ("precio", "duracion")


def follow_up(said: Sentence, after: str, services: Names) -> Command | None:
    """Return the question that was answered just before, asked of something else; None for none.

    What names an hour, or asks for a place, is none: «y el sábado a las 10?».
    """
    plain = said.plain
    found = _BEGINS.search(plain) or (_ALSO.match(plain) if said.asks else None)
    if found is None or BREAK in found["of"]:
        return None
    words = found["of"].split()
    left = [word for word in words if word not in _AROUND]
    if not left or len(words) > _MOST_WORDS:
        return None
    if after in _OF_THINGS:
        named = services.find(left)
        fits = named is not None and set(left) <= set(named.words)
    else:
        fits = after == "horarios" and _OF_DAYS.issuperset(left)
    return Command(Act.QUESTION, "meanings", found["of"], CLEAR, topic=after) if fits else None
