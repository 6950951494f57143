"""Who and what is named: services, staff, how many come."""

from __future__ import annotations

import re

from ..commands import CLEAR, LIKELY, Act, Command
from ..patterns import joined
from ..scene import Scene
from ..sentence import Sentence
from ..wish import Wish

SERVICE, STAFF, PARTY = "service", "staff", "party"

_WITH = re.compile(
    joined(
        r"""
        \b(?:con|de|lo atiende|me atienda|la atiende|atendido por|tiene|para con) (?:
        el |la |lo de )?(?P<name>[a-z]+(?: [a-z]+)?)
        """
    )
)
_NOT_WITH = re.compile(
    r"\b(?:no (?:\w+ )?con|menos con|que no sea(?: con)?|sin) (?:el |la )?(?P<name>[a-z]+)"
)
_ANYBODY = re.compile(
    joined(
        r"""
        \b(?:cualquiera?(?: (?:de (?:los|las|ellos|ellas)(?: \w+)?|persona|profesional))?
        |(?:con )?(?:el|la) que (?:sea|este(?: libre)?|pueda|quieran|tenga\w*(?: lugar)?)
        |(?:con )?quien (?:sea|este(?: libre)?|pueda|quieran)|me (?:da|es) (?:igual|lo mismo)
        |indistinto|no (?:tengo|me importa) ?(?:preferencia|quien)?|alguno|alguna
        |el primero que (?:pueda|tenga lugar|este libre))\b
        """
    )
)
_PARTY = re.compile(
    joined(
        r"""
        \b(?:somos|seremos|seriamos|vamos a ser|vamos|venimos|iriamos|vienen|van|serian
        |son) (?:como |unos |unas |aprox\w* )?(?P<a>\d{1,3})\b(?! (?:hs|horas|minutos|y media))
        |\b(?:mesa|lugar|reserva|cena|almuerzo|lugares|turno|clase) (?:
        de |para )(?P<b>\d{1,3})\b(?! (?:de (?:enero
        |febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)|hs
        |horas|y media|minutos|[/:]))|\b(?:para |de )?(?P<c>\d{1,3}) (?:personas?|comensales
        |adultos|invitados|cubiertos|pax|lugares|amigos|amigas)(?: y (?P<more>\d) (?:nenes|nenas
        |ninos|ninas|chicos|menores))?|\b(?P<d>yo sol[oa]|sol[oa] yo|voy sol[oa]|para mi sol[oa]
        |solamente yo|para uno solo|una sola persona|una persona|un lugar)\b|\b(?P<e>(?:somos
        |para|nosotros|vamos) (?:los |las )?dos|mi (?:pareja|novi[oa]|marido|esposa|esposo
        |senora|amiga|amigo|mama|hermana|hermano|papa|hij[oa]) y yo|(?:yo y|para mi y) mi \w+
        |en pareja)\b
        """
    )
)


def read_names(said: Sentence, scene: Scene) -> list[Command]:
    """Read which service and whom of the staff a message names, and how many come."""
    return [*_service(said, scene), *_staff(said, scene), *_party(said, scene)]


def _service(said: Sentence, scene: Scene) -> list[Command]:
    names = scene.names(SERVICE)
    found = names.find(said.words) if names else None
    if found is None or _is_negated(found.words, said):
        return []
    if not found.whole and scene.asks != SERVICE and len(found.ids) > 1:
        return []
    wish = Wish(found.ids, sure=len(found.ids) == 1)
    words = " ".join(found.words)
    return [Command(Act.SET, "names", words, found.strength, topic=SERVICE, wish=wish)]


def _is_negated(words: tuple[str, ...], said: Sentence) -> bool:
    """«No quiero color», «sin barba»: what is named is not wanted."""
    named = joined(
        rf"""
        \b(?:no (?:quiero|es|era|va|necesito|hago)|sin|menos|nada de) (?:
        el |la |un |una )*{re.escape(words[0])}\b
        """
    )
    return bool(words) and re.search(named, said.plain) is not None


def _staff(said: Sentence, scene: Scene) -> list[Command]:
    names = scene.names(STAFF)
    if not names:
        return []
    if (unwanted := _NOT_WITH.search(said.plain)) and names.find([unwanted["name"]]):
        return []
    asked = scene.asks == STAFF
    if asked and (found := _ANYBODY.search(said.plain)):
        return [Command(Act.SET, "names", found[0], topic=STAFF, wish=Wish(("",), anything=True))]
    for match in _WITH.finditer(said.plain):
        if named := names.find(match["name"].split()):
            return [_who(named.ids, match[0], named.strength)]
    if whole := names.find(said.words):
        short = len(said.words) <= 4 + 4 * asked
        if asked or (short and whole.whole and whole.strength == CLEAR):
            return [_who(whole.ids, " ".join(whole.words), whole.strength)]
    return []


def _who(ids: tuple[str, ...], words: str, strength: float) -> Command:
    wish = Wish(ids, sure=len(ids) == 1)
    return Command(Act.SET, "names", words, strength, topic=STAFF, wish=wish)


def _party(said: Sentence, scene: Scene) -> list[Command]:
    plain = said.plain.replace(" | ", " ")
    if found := _PARTY.search(plain):
        count = _count(found)
        return [Command(Act.SET, "names", found[0], topic=PARTY, wish=Wish((str(count),)))]
    if scene.asks == PARTY and len(numbers := re.findall(r"\b\d{1,3}\b", plain)) == 1:
        return [Command(Act.SET, "names", plain, LIKELY, topic=PARTY, wish=Wish((numbers[0],)))]
    return []


def _count(found: re.Match[str]) -> int:
    if found["d"]:
        return 1
    if found["e"]:
        return 2
    return int(found["a"] or found["b"] or found["c"]) + int(found["more"] or 0)
