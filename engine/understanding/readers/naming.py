"""Who and what is named: services, staff, how many come."""

from __future__ import annotations

import re

from ...words.amounts import read_money
from ..commands import CLEAR, LIKELY, Act, Command
from ..names import Found, Names
from ..patterns import joined, lazy, listed
from ..scene import Scene
from ..sentence import Sentence
from ..wish import Pick, Wish

SERVICE, STAFF, PARTY = "service", "staff", "party"
MOST_COUNTS = 3
"""Numbers in a message of which it is asked which is meant."""
_TELLS_TIME = listed(
    """
    medio media mediodia noche tarde manana tardecita siesta hoy pasado semana fin dia dias hora
    horas horario temprano mes primera primero ultima ultimo
    """
)
_THAT_NOT = lazy(
    r"^(?:(?:no|ni|que|con|el|la|los|las|un|una|de) )*\w+(?: \w+)? (?:no|tampoco)$"
    r"|^(?:no|ni)(?: (?:el|la|un|una|con|de))* \w+$"
)
_INSTEAD = lazy(
    r"^(?!no\b).*?(?:\| )?\b(?:no \|? ?mejor|(?<=\| )no(?= \|)|mejor(?! (?:no|que)\b)|digo|perdon"
    r"|en realidad|corrijo|quise decir|me equivoque|me confundi) (?:\| )?(?P<rest>.+)$"
)
"""What follows takes the place of what was named before: «corte, no, mejor color»."""
_SUPERLATIVE = lazy(
    joined(
        r"""
        \b(?:el|la|lo) (?:que (?:sea )?)?(?:(?:mas |menos )(?:barat[oa]|economic[oa]|car[oa]
        |rapid[oa]
        |cort[oa]|larg[oa])|(?:dur|tard|demor|sal|cuest)\w+ (?:menos|mas)
        |(?:menos|mas) (?:dur|tard|demor|sal|cuest)\w+)\b
        """
    )
)
_COSTS = lazy(
    r"(?:^|\b(?:el|la|lo|uno|una|de|que sale|que cuesta|que vale|que esta|a) )(?:los |las )?"
)
_NO_PRICE = lazy(r"[ .,!?]*(?: (?:porfa|por favor|nomas|entonces)[ .,!?]*)*$")
_LEAST = 100
"""«El de 2» is no price; «el de Bs. 50» is one."""
_LONGEST_PRICE = 40
_WITHOUT = lazy(r"\b(?:sin|nada de|menos) (?:(?:el|la|los|las) )?(?P<name>[a-z]{3,})\b")
_USUAL = lazy(
    joined(
        r"""
        \b(?:lo|el|la|como) (?:de )?siempre\b
        |\b(?:lo|el|la) mism[oa] (?:\w+ )?que (?:la|el) (?:ultima|otra|vez|anterior)\w*
        |\b(?:igual|lo mismo) que la (?:vez pasada|otra vez|ultima vez|anterior)\b
        """
    )
)

_WITH = lazy(
    joined(
        r"""
        \b(?:con|de|lo atiende|me atienda|la atiende|atendido por|tiene|para con) (?:
        el |la |lo de )?(?P<name>[a-z]+(?: [a-z]+)?)
        """
    )
)
_NOT_WITH = lazy(
    r"\b(?:no (?:\w+ )?con|menos con|que no sea(?: con)?|sin) (?:el |la )?(?P<name>[a-z]+)"
)
_ANYBODY = lazy(
    joined(
        r"""
        \b(?:cualquiera?(?: (?:de (?:los|las|ellos|ellas)(?: \w+)?|persona|profesional))?
        |(?:con )?(?:el|la) que (?:sea|este(?: libre)?|pueda|quieran|tenga\w*(?: lugar)?)
        |(?:con )?quien (?:sea|este(?: libre)?|pueda|quieran)|me (?:da|es) (?:igual|lo mismo)
        |indistinto|no (?:tengo|me importa) ?(?:preferencia|quien)?|alguno|alguna
        |el primero que (?:pueda|tenga lugar|este libre)
        |(?:con )?(?:el|la|quien) que (?:(?:usted|vos|tu|ustedes) )?(?:digas?|digan|elijas?|elijan
        |prefieras?|prefieran
        |quieras?|quieran|recomiend[ae]s?|recomendes|convenga|pongas?|pongan|te parezca)
        |no (?:l[oae]s )?conozco(?: a (?:ningun[oa]|nadie))?(?: de (?:ell[oa]s|los dos))?)\b
        """
    )
)
_PARTY = lazy(
    joined(
        r"""
        \b(?:somos|seremos|seriamos|vamos a ser|vamos|venimos|iriamos|vienen|van|serian
        |son) (?:como |unos |unas |aprox\w* )?(?P<a>\d{1,3})\b(?! (?:hs|horas|minutos|y media
        |menos)|[ ]
        mas(?! (?:un|una|\d+) (?:nen|nin|bebe|chic|menor|hij|criat)))
        |\b(?:mesa|lugar|reserva|cena|almuerzo|lugares|turno|clase) (?:
        de |para )(?P<b>\d{1,3})\b(?! (?:de (?:enero
        |febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)|hs
        |horas|y media|minutos|[/:]))|\b(?:para |de )?(?P<c>\d{1,3}) (?:personas?|comensales
        |adultos|invitados|cubiertos|pax|lugares|amigos|amigas)
        |\b(?P<d>yo sol[oa]|sol[oa] yo|voy sol[oa]|para mi sol[oa]
        |solamente yo|para uno solo|una sola persona|una persona|un lugar)\b|\b(?P<e>(?:somos
        |para|nosotros|vamos) (?:los |las )?dos|una pareja$|mi (?:pareja|novi[oa]|marido|esposa
        |esposo
        |senora|amiga|amigo|mama|hermana|hermano|papa|hij[oa]) y yo|(?:yo y
        |para mi y) (?:para )?mi \w+|para mi y (?:\S+ ){1,5}?para mi \w+
        |(?:vamos|voy|iria) con mi \w+|para mi \w+ y (?:para )?mi \w+
        |en pareja)\b
        """
    )
)


_MORE_THAN_COUNTED = lazy(
    joined(
        r"""
        \b(?P<pairs>\d{1,2}) parejas\b
        |\b(?:para|de|son) mis (?P<theirs>[2-9]) \w+
        |\b(?P<several>[2-9]) (?:turnos|cortes|citas|cupos)\b
        |\b(?:yo y|yo con|yo mas|voy con|vengo con) (?:mis |otr[oa]s )?(?P<others>\d{1,2})
        (?! (?:hs|horas|de)\b) \w+
        |\b(?P<dozen>media docena|una docena)\b
        |\b(?P<kin>(?:mi \w+(?: y| mas)? ){2,}yo|(?:yo(?: y| con| mas)?|(?:voy|vamos|vengo|venimos
        |iria|iriamos) con)(?:(?: y)? mi \w+){2,})\b
        """
    )
)
"""«2 parejas» are four, «yo y 3 amigos», too; «2 turnos» are for two; «mi mamá, mi papá y yo»."""
_FOR_SO_MANY = lazy(r"\bpara (?P<n>\d{1,2})(?: nomas| no mas)?(?: (?:el|hoy|manana|por|este)\b|$)")
_AND_CHILDREN = lazy(
    r"(?: (?:adultos?|personas?|grandes|mayores|chicos))* (?:y|mas|con) (?P<more>\d|un|una) "
    r"(?:nen[eo]s?|nenas?|nin[oa]s?|chic[oa]s?|menor(?:es)?|bebes?|hij[oa]s?|criaturas?)\b"
)
_BARE_NUMBER = lazy(
    r"(?<![\w:/.-])\d{1,3}(?![\w:/.-])(?! (?:hs|horas?|y media|am|pm|min|minutos?|dias?|mil|pesos))"
)


def read_names(said: Sentence, scene: Scene) -> list[Command]:
    """Read which service and whom of the staff a message names, and how many come."""
    return [*_service(said, scene), *_staff(said, scene), *_party(said, scene)]


def named_among(names: Names, said: Sentence) -> Found | None:
    """Return which of some names a message says; None where it says none, or wants none of them.

    >>> rows = Names([("frenos", "Frenos"), ("luces", "Luces y electricidad")])
    >>> named_among(rows, sentence("hola, no me andan bien las luces")).ids
    ('luces',)
    >>> named_among(rows, sentence("frenos no"))
    """
    found = _found(names, said)
    return None if found is None or _is_negated(found.words, said) else found


def _found(names: Names, said: Sentence) -> Found | None:
    instead = _INSTEAD.match(said.plain)
    corrected = names.find(instead["rest"].split()) if instead else None
    return corrected or names.find(_told_apart(said)[0])


def _service(said: Sentence, scene: Scene) -> list[Command]:
    names = scene.names(SERVICE)
    if not names:
        return []
    if scene.asks in ("", SERVICE) and (compared := _compared(said, scene.asks)):
        return [compared]
    asked = scene.asks == SERVICE
    found = _found(names, said)
    if found is None or _is_negated(found.words, said):
        refused = names.find(_told_apart(said)[1]) if asked and not found else None
        return [_without(SERVICE, refused)] if refused else []
    if (
        not found.whole
        and not asked
        and (len(found.ids) > 1 or _TELLS_TIME.issuperset(found.words))
    ):
        return []
    wish = Wish(found.ids, sure=len(found.ids) == 1)
    words = " ".join(found.words)
    return [Command(Act.SET, "names", words, found.strength, topic=SERVICE, wish=wish)]


def _compared(said: Sentence, asks: str) -> Command | None:
    """Read what is named by comparing: «el más barato», «el de 8 mil», «lo de siempre»."""
    plain = said.plain
    if asks and (price := _cost(said.folded)):
        words, cost = price
        return Command(Act.SET, "names", words, LIKELY, topic=SERVICE, wish=Wish(cost=cost))
    if found := _USUAL.search(plain):
        return Command(Act.SET, "names", found[0], topic=SERVICE, wish=Wish(pick="usual"))
    found = _SUPERLATIVE.search(plain) if asks else None
    if found is None:
        return None
    words, less = found[0], "menos" in found[0]
    costs = re.search("barat|economic|car[oa]|sal|cuest", words)
    compared = re.search("barat|economic|rapid|cort|car[oa]|larg", words)
    small = re.search("barat|economic|rapid|cort", words) is not None
    least = small != less if compared else less
    picks: tuple[Pick, Pick] = ("cheapest", "dearest") if costs else ("shortest", "longest")
    wish = Wish(pick=picks[0 if least else 1])
    return Command(Act.SET, "names", words, LIKELY, topic=SERVICE, wish=wish)


def _cost(folded: str) -> tuple[str, str] | None:
    """Return what a message that ends with a price says, and the price; None without one."""
    whole = _NO_PRICE.sub("", folded)
    for begins in _COSTS.finditer(whole):
        rest = whole[begins.end() :]
        paid = read_money(rest) if len(rest) <= _LONGEST_PRICE else None
        if paid and (paid.named or paid.amount >= _LEAST):
            return whole[begins.start() :], f"{paid.currency} {paid.amount:f}".strip()
    return None


def _told_apart(said: Sentence) -> tuple[list[str], list[str]]:
    """Return the words of what may be wanted, and of clauses such as «color no»."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for clause in said.clauses:
        if _THAT_NOT.match(clause):
            unwanted += clause.split()
        else:
            wanted += _WITHOUT.sub(" ", clause).split()
            unwanted += [found["name"] for found in _WITHOUT.finditer(clause)]
    return wanted, unwanted


def _without(topic: str, found: Found) -> Command:
    """Not these: the others are shown."""
    words = f"no {' '.join(found.words)}"
    return Command(Act.SET, "names", words, LIKELY, topic=topic, wish=Wish(without=found.ids))


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
    asked = scene.asks == STAFF
    wanted, refused = _told_apart(said)
    not_with = _NOT_WITH.search(said.plain)
    unwanted = names.find([*refused, *([not_with["name"]] if not_with else [])])
    if unwanted and not names.find(wanted if not not_with else []):
        return [_without(STAFF, unwanted)] if asked else []
    plain = " ".join(wanted)
    if asked and (found := _ANYBODY.search(plain)):
        return [Command(Act.SET, "names", found[0], topic=STAFF, wish=Wish(("",), anything=True))]
    for match in _WITH.finditer(plain):
        if named := names.find(match["name"].split()):
            return [_who(named.ids, match[0], named.strength)]
    if whole := names.find(wanted):
        short = len(wanted) <= 4 + 4 * asked
        if asked or (short and whole.whole and whole.strength == CLEAR):
            return [_who(whole.ids, " ".join(whole.words), whole.strength)]
    return []


def _who(ids: tuple[str, ...], words: str, strength: float) -> Command:
    wish = Wish(ids, sure=len(ids) == 1)
    return Command(Act.SET, "names", words, strength, topic=STAFF, wish=wish)


def _party(said: Sentence, scene: Scene) -> list[Command]:
    plain = said.plain.replace(" | ", " ")
    if found := _MORE_THAN_COUNTED.search(plain):
        count = _more_than_counted(found)
        return [Command(Act.SET, "names", found[0], topic=PARTY, wish=Wish((str(count),)))]
    if found := _PARTY.search(plain):
        count = _count(found)
        return [Command(Act.SET, "names", found[0], topic=PARTY, wish=Wish((str(count),)))]
    if scene.asks in ("", SERVICE, STAFF) and (found := _FOR_SO_MANY.search(plain)):
        wish = Wish((found["n"],))
        return [Command(Act.SET, "names", found[0], LIKELY, topic=PARTY, wish=wish)]
    numbers = tuple(dict.fromkeys(_bare_counts(plain) if scene.asks == PARTY else ()))
    if 1 <= len(numbers) <= MOST_COUNTS:
        wish = Wish(numbers, sure=len(numbers) == 1)
        return [Command(Act.SET, "names", plain, LIKELY, topic=PARTY, wish=wish)]
    return []


def _bare_counts(plain: str) -> list[str]:
    """Return the numbers of a text; «4 y 2 nenes» are six."""
    for found in _BARE_NUMBER.finditer(plain):
        if more := _AND_CHILDREN.match(plain[found.end() :]):
            return [str(int(found[0]) + _number(more["more"]))]
    return _BARE_NUMBER.findall(plain)


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else 1


def _more_than_counted(found: re.Match[str]) -> int:
    if found["pairs"]:
        return 2 * int(found["pairs"])
    if found["dozen"]:
        return 6 if found["dozen"].startswith("media") else 12
    if found["kin"]:
        return 1 + len(re.findall(r"\bmi\b", found["kin"]))
    return int(found["theirs"] or found["several"] or 0) or int(found["others"]) + 1


def _count(found: re.Match[str]) -> int:
    if found["d"]:
        return 1
    if found["e"]:
        return 2
    more = _AND_CHILDREN.match(found.string[found.end() :])
    return int(found["a"] or found["b"] or found["c"]) + _number(more["more"] if more else "0")
