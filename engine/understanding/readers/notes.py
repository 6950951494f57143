"""What the shop has to know of a booking: in whose name it is, and what is told to be noted.

A note is kept as it was typed, for people read it. No other reader reads it: in «soy alérgica a la
tintura» nobody books one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...words.fold import fold
from ..commands import CLEAR, LIKELY, Act, Command
from ..lexicon import MONTHS, WEEKDAYS
from ..patterns import joined, lazy, listed
from ..scene import Scene
from ..sentence import LONGEST, Sentence, sentence
from ..wish import Wish

NOTE = "note"
LONGEST_NOTE = 280
"""Characters of all that is noted of one booking."""

_MAY_TELL = lazy(
    joined(
        r"""
        \b(?:nombre|me llamo|factura|recibo|ticket|comprobante|alerg\w+|intoleran\w+|celiac\w+
        |diabetic\w+|embarazada|silla|sillita|cochecito|andador|muletas|baston|bebe|pelo|cabello
        |afuera|adentro|terraza|vereda|patio|jardin|ventana|ventanal|para (?:mi|el|la) \w+
        |(?:anot|pon|agreg|aclar|avis|dec|dej|sum)\w* (?:\w+ )?que)\b
        """
    )
)
"""What a message has in it that tells something to be noted; of most there is none."""
_KIN = joined(
    r"""
    (?:herman[oa]|hij[oa]|hijit[oa]|nen[ea]|nenit[oa]|bebe|gord[oa]|mama|papa|madre|padre|mujer
    |marido|espos[oa]|novi[oa]|pareja|amig[oa]|suegr[oa]|abuel[oa]|ti[oa]|prim[oa]|sobrin[oa]
    |niet[oa]|viej[oa]|senora|cunad[oa]|ahijad[oa]|yerno|nuera|jef[ea]|companer[oa]|vecin[oa])
    """
)
_PUT = joined(
    r"""
    (?P<put>(?:(?:(?:me |te )?(?:podes|podras|podrias|pueden?|podran) |se puede |puede ser |quiero
    |queria |quisiera |necesito |hay que |el turno |la reserva |la mesa |la hora |la cita )*
    (?:(?:anot|pon|agend|reserv|apunt|sac|hac|dej|guard|agreg|aclar)[a-z]*|es|sea|va|vaya|va a ser
    |seria|iria|esta|estaria|que)[ ])*)
    """
)
_IN_NAME = lazy(rf"(?:^|(?<= )){_PUT}(?:(?:a|al|en) nombre (?:del? )|(?:mi nombre es|me llamo) )")
_FOR_KIN = lazy(rf"(?:^|(?<= )){_PUT}para (?:mi|el|la) {_KIN}\b(?! (?:y|con)\b)")
_NO_VALUE = r"(?!.*\b(?:no (?:voy|vamos|puedo|llego)|llego|tarde|cancel\w*|cambi\w*|turno|hora)\b)"
_TOLD = lazy(
    joined(
        rf"""
        (?:^|(?<= ))(?:(?:podes|podrias|puedes) )?(?:anot|pon|agreg|aclar|avis|dec|dej|sum)[a-z]*
        (?: (?:dicho|anotado|aclarado|una nota|nota))? que (?={_NO_VALUE})(?P<rest>[^.?]+)
        """
    )
)
_NEEDS = lazy(
    joined(
        r"""
        (?:^|(?<=[.,?] ))(?:(?:ah|y|eh|che|ademas|tambien|ojo|pero|igual|hola|mira) ,? ?)*
        (?P<need>(?:(?:voy a )?(?:necesit|precis)\w* |quiero |quisiera )(?:que sea )?(?:con )?
        (?:una? )?(?:factura|recibo|ticket|comprobante)\b[^.,?]*
        |(?:soy|somos|es|tengo|tiene|tenemos|mi \w+ (?:es|tiene)) (?:(?:muy|un poco|medio|una?
        |alguna) )*(?:alerg|intoleran|celiac|diabetic)\w*[^.,?]*|(?:estoy|esta) embarazada[^.,?]*
        |(?:voy|vamos|va|vengo|venimos|llevo|llevamos|uso|iria|ando|necesit\w*|precis\w*)[ ]
        (?:(?:con|en|un|una|mi|el|la) )*(?:silla|sillita|cochecito|andador|muletas|baston|bebe)\b
        [^.,?]*
        |(?:tengo|tiene) (?:el |la |mi )?(?:pelo|cabello) [^.,?]+
        |(?:(?:una|la|mesa|lugar|que sea|si puede ser|si se puede|prefer\w+|en lo posible|ojala
        |quiero|nos gustaria|puede ser) )*(?:afuera|adentro|(?:en|de) (?:la |el )?(?:terraza|vereda
        |patio|jardin)|(?:cerca de|al lado de|junto a|contra|en) (?:la |el )?(?:ventana|ventanal))
        (?: (?:si (?:puede ser|se puede|hay|tenes|tienen)|porfa|por favor|mejor))*)
        (?= ?(?:[.,]|$))
        """
    )
)
"""What is told of oneself, or asked for, that no question of a flow is about."""
_NO_NAME = (
    listed(
        """
        el la los las un una a al de del y o e en con por para que quien cual otra otro alguien si
        no porfa porfi favor gracias puede ser seria es va lo mejor quiero quisiera necesito dale
        hoy manana pasado tarde noche mediodia hs horas turno corte reserva mesa tengo tenes hay
        confirmo confirmame gracia entonces asi nomas tambien mio mia nombre como donde cuando
        """
    )
    | frozenset(WEEKDAYS)
    | frozenset(MONTHS)
)
_INSIDE = frozenset({"de", "la", "las", "los", "del"})
"""Words within a name: «María de los Ángeles»."""
_MOST_WORDS = 4
_MARKS = ".,;:!?¡¿\"'()«»…"
_BREAKS = {";": ".", ":": ",", "!": ".", "\n": "."}
_COURTESY = lazy(r"(?i)[ ,]*\b(?:por favor|porfa|gracias)\b[ ,.]*$")
_WHOSE = ("A nombre de", "Para ")
"""How a note begins that says whose the booking is."""
_TOKEN = lazy(r"[^\s.,;:!?¡¿()\"«»…]+|[.,;:!?\n]")


@dataclass(frozen=True, slots=True)
class _Noted:
    first: int
    end: int
    text: str
    strength: float


def take_notes(said: Sentence, scene: Scene) -> tuple[list[Command], Sentence]:
    """Return what is to be noted, as at most one command, and the message without it.

    >>> from datetime import date
    >>> [note], rest = take_notes(sentence("sí, a nombre de Laura"), Scene(date(2026, 8, 25)))
    >>> note.wish.values, rest.plain
    (('A nombre de Laura',), 'si')
    """
    if not _MAY_TELL.search(said.plain):
        return [], said
    words = _TOKEN.findall(said.text[:LONGEST])
    tokens = [_BREAKS.get(word) or (fold(word) if word not in _MARKS else word) for word in words]
    tokens = [token.replace(" ", "") or "-" for token in tokens]
    noted = list(_found(tokens, words, scene))
    if not noted:
        return [], said
    text = ". ".join(dict.fromkeys(one.text for one in noted))[:LONGEST_NOTE]
    strength = max(one.strength for one in noted)
    for one in reversed(noted):
        words[one.first : one.end] = ["."] if one.first else []
    rest = sentence(" ".join(words).replace(" .", ".").replace(" ,", ","))
    note = Command(Act.SET, "notes", fold(text), strength, topic=NOTE, wish=Wish((text,)))
    return [note], rest


def joined_notes(before: str, new: str) -> str:
    """Return two notes as one; in whose name it is, is said last.

    >>> joined_notes("A nombre de Laura. Necesito factura", "A nombre de Ana")
    'Necesito factura. A nombre de Ana'
    """
    lines = [line for line in before.split(". ") if line]
    for line in new.split(". "):
        if line.startswith(_WHOSE):
            lines = [one for one in lines if not one.startswith(_WHOSE)]
        if line not in lines:
            lines.append(line)
    return ". ".join(lines)[:LONGEST_NOTE]


def _found(tokens: list[str], words: list[str], scene: Scene) -> Iterator[_Noted]:
    """Yield what is to be noted, in the order in which it was said."""
    plain = " ".join(tokens)
    found = [*_whose(plain, tokens, words, scene), *_told(plain, words), *_needed(plain, words)]
    end = 0
    for one in sorted(found, key=lambda one: (one.first, -one.end)):
        if one.first >= end:
            yield one
            end = one.end


def _whose(plain: str, tokens: list[str], words: list[str], scene: Scene) -> Iterator[_Noted]:
    """Yield in whose name, or for whom, it is; never what follows a «no»."""
    for found in _IN_NAME.finditer(plain):
        first, at = _place(plain, found.start()), _place(plain, found.end())
        end = _end_of_name(tokens, words, at, scene)
        if end > at and not _is_denied(tokens, first, end):
            name = _typed(words[at:end])
            yield _Noted(first, end, f"A nombre de {name}", CLEAR)
    for found in _FOR_KIN.finditer(plain):
        first, at = _place(plain, found.start()), _place(plain, found.end() + 1)
        start = at - len(plain[found.end("put") : found.end()].split())
        behind = at + 1 if at < len(tokens) and tokens[at] == "," else at
        end = _end_of_name(tokens, words, behind, scene)
        named = end > behind and (behind == at or words[behind][:1].isupper())
        if not (named or found["put"]) or _is_denied(tokens, first, end if named else at):
            continue
        end = end if named else at
        yield _Noted(first, end, f"Para {_typed(words[start + 1 : end])}", CLEAR)


def _end_of_name(tokens: list[str], words: list[str], at: int, scene: Scene) -> int:
    """Return where the name ends that begins at a place; the place itself where there is none."""
    services = scene.names("service")
    capital = at < len(words) and words[at][:1].isupper()
    kin = tokens[at : at + 1] in (["mi"], ["su"])
    comma = at + 2 if kin else -1  # «mi mamá, Graciela»
    place = at + kin
    while place < len(tokens):
        word = tokens[place]
        if sum(one not in _INSIDE for one in tokens[at:place]) == _MOST_WORDS:
            break
        joins = word in _INSIDE or (place == comma and word == ",")
        lower = capital and not words[place][:1].isupper()
        if not joins and (lower or not _may_name(word) or (services and services.find([word]))):
            break
        place += 1
    while place > at and tokens[place - 1] in {*_INSIDE, "mi", "su", ","}:
        place -= 1
    return place


def _may_name(word: str) -> bool:
    return word not in _NO_NAME and word.replace("-", "").replace("'", "").isalpha()


def _is_denied(tokens: list[str], first: int, end: int) -> bool:
    """«No es para mi hija Sofía», «a nombre de Laura no»."""
    before = tokens[first - 1] if first else ""
    return before in ("no", "ni") or (end < len(tokens) and tokens[end] == "no")


def _told(plain: str, words: list[str]) -> Iterator[_Noted]:
    """Yield what it is asked to note: «anotá que llevo la tintura yo»."""
    for found in _TOLD.finditer(plain):
        first, end = _place(plain, found.start()), _place(plain, found.end())
        yield _Noted(first, end, _sentence(words[_place(plain, found.start("rest")) : end]), CLEAR)


def _needed(plain: str, words: list[str]) -> Iterator[_Noted]:
    for found in _NEEDS.finditer(plain):
        first, end = _place(plain, found.start("need")), _place(plain, found.end())
        yield _Noted(first, end, _sentence(words[first:end]), LIKELY)


def _place(plain: str, at: int) -> int:
    """Return which token begins at, or ends before, a place in their text."""
    return len(plain[:at].split())


def _typed(words: list[str]) -> str:
    return " ".join(words).replace(" ,", ",")


def _sentence(words: list[str]) -> str:
    text = _COURTESY.sub("", _typed(words)).strip(" ,.")
    return text[:1].upper() + text[1:]
